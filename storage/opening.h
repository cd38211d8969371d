// Opening a database file that should be a ledger: is it ours, of a version we know, and with SQLite set as it must be.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "storage/disk.h"
#include "storage/sqlite.h"

namespace harvestd {

/// Why the file is not a ledger of this program, from its first bytes alone (nothing is locked or changed), with the
/// remedy; empty when it is one. A newer schema is a reason, an older one is not.
std::string not_ours(const sqlite::Database& database);
/// Why this schema version cannot be used; empty when it can. `older_is_fine`: whoever asks will migrate it.
std::string wrong_version(sqlite::Database& database, bool older_is_fine);

/// True when there is a `<ledger>-wal` with content: the last process did not close the ledger, or one is at work.
bool has_wal(Disk& disk, const std::filesystem::path& ledger);
/// Why the -wal beside this file must not be applied to it, with the remedy; empty when there is nothing to fear. It is
/// another file's when this one has never been in WAL mode (a backup put in place of a ledger that was not closed).
std::string stray_wal(Disk& disk, const sqlite::Database& database);
std::string stray_wal_words(const std::filesystem::path& ledger);

/// What SQLite said, with the remedy.
Error unusable(const LedgerError& error);

/// Settings of every connection, read back. Throws when one does not hold.
void apply_settings(sqlite::Database& database);
/// Those of the one that writes: WAL, every commit synced.
void apply_writer_settings(sqlite::Database& database);

/// A read-only connection to a ledger of exactly this program's schema. kNotFound when there is no such file. Where the
/// folder cannot be written and nobody has the ledger open, the file is read without locks.
Result<std::unique_ptr<sqlite::Database>> open_for_reading(const std::filesystem::path& path, Disk& disk);

}  // namespace harvestd

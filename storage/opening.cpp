#include "storage/opening.h"

#include <string_view>

#include "storage/migrations.h"

namespace harvestd {

namespace {

constexpr int kBusyMilliseconds = 5000;

// Offsets: sqlite.org/fileformat2.html, "The Database Header".
constexpr std::size_t kReadVersionOffset = 19, kUserVersionOffset = 60, kApplicationIdOffset = 68;
using Header = std::array<std::uint8_t, 100>;

std::int64_t big_endian(const Header& header, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | header[offset + i];
  return static_cast<std::int32_t>(value);
}

bool is_newer(std::int64_t version) {
  return version > static_cast<std::int64_t>(migrations().size());
}

std::string newer_words(const sqlite::Database& database, std::int64_t version) {
  return database.path().string() + " was written by a newer harvestd (schema " + std::to_string(version) +
         ", this one knows " + std::to_string(migrations().size()) + "): upgrade harvestd";
}

bool is_in_wal_mode(const sqlite::Database& database) {
  const auto header = database.header();
  return header && (*header)[kReadVersionOffset] == 2;
}

// Readers of a database in WAL mode make a -wal and a -shm file when there are none. On a folder that cannot be written
// no writer can start either, so that reading without them is safe once the -wal is gone.
bool must_read_without_wal(Disk& disk, const sqlite::Database& database) {
  return is_in_wal_mode(database) && !has_wal(disk, database.path()) &&
         !disk.may_create_in(database.path().parent_path());
}

}  // namespace

std::string not_ours(const sqlite::Database& database) {
  const std::string name = database.path().string();
  if (database.file_size() == 0) {
    return name + " is empty, not a ledger: restore it from a backup, or remove it to begin a new one";
  }
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  const auto header = database.header();
  if (!header || std::string_view(reinterpret_cast<const char*>(header->data()), kMagic.size()) != kMagic) {
    return name + " is not a SQLite database, or a damaged one: restore the ledger from a backup, or name another path";
  }
  if (big_endian(*header, kApplicationIdOffset) != kApplicationId) {
    return name + " is another program's database, left as it is: name another path for the ledger";
  }
  const std::int64_t version = big_endian(*header, kUserVersionOffset);
  return is_newer(version) ? newer_words(database, version) : std::string();
}

std::string wrong_version(sqlite::Database& database, bool older_is_fine) {
  const std::int64_t version = database.integer("PRAGMA user_version").value_or(0);
  if (is_newer(version)) return newer_words(database, version);
  const auto known = static_cast<std::int64_t>(migrations().size());
  if (older_is_fine || version == known) return {};
  return database.path().string() + " has an older schema (" + std::to_string(version) + ", this harvestd reads " +
         std::to_string(known) + "): `harvestd run` or `harvestd once` brings it up to date";
}

bool has_wal(Disk& disk, const std::filesystem::path& ledger) {
  return disk.size(ledger.string() + "-wal") > 0;
}

std::string stray_wal(Disk& disk, const sqlite::Database& database) {
  if (is_in_wal_mode(database) || !has_wal(disk, database.path())) return {};
  return stray_wal_words(database.path());
}

std::string stray_wal_words(const std::filesystem::path& ledger) {
  return ledger.string() +
         "-wal belongs to another ledger of this name, and SQLite would mix the two: stop harvestd "
         "if it runs, then move " +
         ledger.string() + "-wal and -shm away";
}

Error unusable(const LedgerError& error) {
  std::string remedy;
  if (const auto* sqlite_error = dynamic_cast<const sqlite::SqliteError*>(&error)) {
    switch (sqlite_error->code()) {
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        remedy = "; the ledger is damaged and was left as it is: restore it from a backup";
        break;
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        remedy = "; another program has it open: close that one first";
        break;
      case SQLITE_FULL:
        remedy = "; free some space";
        break;
      case SQLITE_CANTOPEN:
      case SQLITE_PERM:
      case SQLITE_READONLY:
        remedy = "; run this as the ledger's owner or as root";
        break;
      default:
        break;
    }
  }
  return Error{Errc::kLedgerUnusable, error.what() + remedy};
}

void apply_settings(sqlite::Database& database) {
  sqlite3_busy_timeout(database.raw(), kBusyMilliseconds);
  int on = 0;
  sqlite3_db_config(database.raw(), SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
  database.set_pragma("trusted_schema", "OFF", "0");
  database.set_pragma("cell_size_check", "ON", "1");
  database.set_pragma("foreign_keys", "ON", "1");
  database.set_pragma("recursive_triggers", "ON", "1");
}

void apply_writer_settings(sqlite::Database& database) {
  constexpr int kWalPages = 8000;  // 32 MB: checkpoints are what bulk inserts pay for
  database.set_pragma("journal_mode", "WAL", "wal");
  database.set_pragma("synchronous", "FULL", "2");
  database.set_pragma("wal_autocheckpoint", std::to_string(kWalPages), std::to_string(kWalPages));
  database.set_pragma("cache_size", "-8192", "-8192");
}

Result<std::unique_ptr<sqlite::Database>> open_for_reading(const std::filesystem::path& given, Disk& disk) {
  using Mode = sqlite::Database::Mode;
  const std::filesystem::path path = disk.real_path(given);
  if (!disk.exists(path)) {
    return Error{Errc::kNotFound,
                 path.string() + ": there is no ledger yet; `harvestd run` or `harvestd once` makes it"};
  }
  try {
    auto database = std::make_unique<sqlite::Database>(path, Mode::kReadOnly, disk.vfs());
    if (std::string why = not_ours(*database); !why.empty()) return Error{Errc::kLedgerUnusable, std::move(why)};
    if (std::string why = stray_wal(disk, *database); !why.empty()) return Error{Errc::kLedgerUnusable, std::move(why)};
    if (must_read_without_wal(disk, *database)) {
      database = std::make_unique<sqlite::Database>(path, Mode::kImmutable, disk.vfs());
    }
    apply_settings(*database);
    if (std::string why = wrong_version(*database, false); !why.empty()) {
      return Error{Errc::kLedgerUnusable, std::move(why)};
    }
    return database;
  } catch (const LedgerError& failure) {
    return unusable(failure);
  }
}

}  // namespace harvestd

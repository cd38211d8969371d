// What storage asks of the file system, SQLite's own reading and writing apart. There is one in earnest, the system's;
// the simulation has another, on which power is lost and disks lie. Failures throw LedgerError unless said otherwise.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/error.h"

namespace harvestd {

/// What new files get: the owner of the ledger (or of its folder, for a new ledger) when root makes them, else
/// ourselves.
struct Ownership {
  std::optional<uid_t> user;  // none: as the system gives it
  std::optional<gid_t> group;
};

class Disk {
 public:
  static Disk& system();

  Disk() = default;
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  virtual ~Disk() = default;

  /// The SQLite VFS that databases on this disk are opened with; null: SQLite's default.
  virtual const char* vfs() const = 0;

  /// The file itself, links followed: the lock, the head and SQLite's own files stand beside this name. Never throws.
  virtual std::filesystem::path real_path(const std::filesystem::path& path) = 0;
  /// False only when there certainly is none. Never throws.
  virtual bool exists(const std::filesystem::path& path) = 0;
  /// In bytes; 0 when there is no such file. Never throws.
  virtual std::int64_t size(const std::filesystem::path& path) = 0;
  /// Whether this process may create files in the folder. Never throws.
  virtual bool may_create_in(const std::filesystem::path& folder) = 0;
  virtual Ownership ownership_beside(const std::filesystem::path& ledger) = 0;
  /// The whole of a small file (64 KiB at most); nullopt when there is none.
  virtual std::optional<std::string> read_small_file(const std::filesystem::path& path) = 0;

  /// A new file with exactly mode 0600 (whatever the umask) or, when there is a file `like`, that one's mode. Its
  /// content is durable on return, its name only after sync_folder(). Something that stands there is a failure.
  virtual void create(const std::filesystem::path& path, const std::string& content, const Ownership& ownership,
                      const std::filesystem::path& like) = 0;
  /// A missing file is not an error.
  virtual void remove(const std::filesystem::path& path) = 0;
  /// Takes the place of what stands at `to`, in one step.
  virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  /// Makes created, renamed and removed names in the folder durable.
  virtual void sync_folder(const std::filesystem::path& folder) = 0;

  /// Writes the file's content over itself, and syncs: what a failed sync of an earlier process left in memory alone is
  /// durable then. (Linux forgets what it could not write, and programs go on reading it.) Nobody else writes
  /// meanwhile.
  virtual void rewrite(const std::filesystem::path& path) = 0;

  /// One holder per ledger: locks `<ledger>.lock`, created when missing and never removed, until the result goes or the
  /// process ends, however it ends. Never waits and never throws. Errors: kLedgerHeld (nothing was touched),
  /// kLedgerUnusable.
  virtual Result<std::shared_ptr<void>> lock(const std::filesystem::path& ledger, const Ownership& ownership) = 0;

  /// Fills it with bytes that nobody can guess.
  virtual void random(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace harvestd

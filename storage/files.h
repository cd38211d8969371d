// The files beside a ledger: who owns them, and writing them so that a crash leaves the old or the new one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace harvestd {

/// An open file descriptor, closed when it goes.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// What new files get: the owner of the ledger (or of its folder, for a new ledger) when root makes them, else
/// ourselves.
struct Ownership {
  std::optional<uid_t> user;  // none: as the system gives it
  std::optional<gid_t> group;
};
Ownership ownership_beside(const std::filesystem::path& ledger);

/// Opens for reading and writing, created when missing with exactly mode 0600 (whatever the umask) and this owner; an
/// existing file keeps both. Never follows a symbolic link, never inherited by programs we start. Not open: errno says
/// why.
File open_private(const std::filesystem::path& path, int extra_flags, const Ownership& ownership);

/// Makes a created or renamed entry of the folder durable. False: errno says why.
bool sync_folder(const std::filesystem::path& folder);

/// Replaces the file by way of `<path>.tmp`: after a crash it is the old or the new one. Durable on return. A file that
/// was there passes on its mode. Throws LedgerError.
void replace_file(const std::filesystem::path& path, const std::string& content, const Ownership& ownership);

/// The whole of a small file (64 KiB at most); nullopt when there is none. Throws LedgerError when it cannot be read.
std::optional<std::string> read_small_file(const std::filesystem::path& path);

}  // namespace harvestd

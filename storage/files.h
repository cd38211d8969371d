// The files beside a ledger: opening them on the system's disk, and writing them so that a crash leaves the old or the
// new one.
#pragma once

#include <filesystem>
#include <string>

#include "storage/disk.h"

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

/// Opens for reading and writing, created when missing with exactly mode 0600 (whatever the umask) and this owner; an
/// existing file keeps both. Never follows a symbolic link, never inherited by programs we start. Not open: errno says
/// why.
File open_private(const std::filesystem::path& path, int extra_flags, const Ownership& ownership);

/// Makes a created or renamed entry of the folder durable. False: errno says why.
bool sync_folder(const std::filesystem::path& folder);

/// Replaces the file by way of `<path>.tmp`: after a crash it is the old or the new one. Durable on return. A file that
/// was there passes on its mode. Throws LedgerError.
void replace_file(Disk& disk, const std::filesystem::path& path, const std::string& content,
                  const Ownership& ownership);

}  // namespace harvestd

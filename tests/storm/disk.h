// A small disk of its own, that can be filled and made read-only.
#pragma once

#include <cstddef>
#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace harvestd::storm {

/// Gives this thread, and the threads and processes it starts from now on, mounts of their own. False: not permitted.
bool own_mounts();

/// A tmpfs in a folder of its own, mounted while it lives. Wants own_mounts.
class SmallDisk {
 public:
  /// Throws std::system_error when it cannot be mounted.
  explicit SmallDisk(std::size_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  const std::filesystem::path& path() const { return folder_.path(); }

  /// Takes all space but this many pages of 4 KiB.
  void fill(std::size_t pages_left) const;
  void empty() const;
  void make_read_only(bool read_only) const;

 private:
  std::filesystem::path filler() const { return path() / "filler"; }

  TemporaryFolder folder_;
  std::size_t bytes_;
};

}  // namespace harvestd::storm

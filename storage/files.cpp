#include "storage/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace harvestd {

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (is_open()) ::close(descriptor_);
}

File open_private(const std::filesystem::path& path, int extra_flags, const Ownership& ownership) {
  const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | extra_flags;
  File created(::open(path.c_str(), flags | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR));
  if (!created.is_open()) {
    if (errno != EEXIST || (extra_flags & O_EXCL) != 0) return created;
    return File(::open(path.c_str(), flags));
  }
  bool good = ::fchmod(created.get(), S_IRUSR | S_IWUSR) == 0;
  if (good && ownership.user) good = ::fchown(created.get(), *ownership.user, *ownership.group) == 0;
  if (good) return created;
  const int why = errno;
  ::unlink(path.c_str());
  errno = why;
  return {};
}

bool sync_folder(const std::filesystem::path& folder) {
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.is_open() && ::fsync(directory.get()) == 0;
}

void replace_file(Disk& disk, const std::filesystem::path& path, const std::string& content,
                  const Ownership& ownership) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  disk.remove(temporary);
  disk.create(temporary, content, ownership, path);
  disk.rename(temporary, path);
  disk.sync_folder(path.parent_path());
}

}  // namespace harvestd

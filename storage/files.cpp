#include "storage/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/ledger.h"

namespace harvestd {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* action) {
  throw LedgerError(path.string() + ": cannot " + action + ": " + std::strerror(errno));
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (is_open()) ::close(descriptor_);
}

Ownership ownership_beside(const std::filesystem::path& ledger) {
  struct stat status{};
  if (::geteuid() != 0) return {};
  if (::stat(ledger.c_str(), &status) != 0 && ::stat(ledger.parent_path().c_str(), &status) != 0) return {};
  return {status.st_uid, status.st_gid};
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

void replace_file(const std::filesystem::path& path, const std::string& content, const Ownership& ownership) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  if (::unlink(temporary.c_str()) != 0 && errno != ENOENT) fail(temporary, "remove");
  const File file = open_private(temporary, O_EXCL, ownership);
  if (!file.is_open()) fail(temporary, "create");
  struct stat old{};
  if (::stat(path.c_str(), &old) == 0 && ::fchmod(file.get(), old.st_mode & 07777) != 0)
    fail(temporary, "set the mode");
  if (!write_all(file.get(), content) || ::fsync(file.get()) != 0) fail(temporary, "write");
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "replace");
  if (!sync_folder(path.parent_path())) fail(path.parent_path(), "sync");
}

std::optional<std::string> read_small_file(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    fail(path, "open");
  }
  std::string content(std::size_t{64} * 1024, '\0');
  ssize_t size = 0;
  do {
    size = ::read(file.get(), content.data(), content.size());
  } while (size < 0 && errno == EINTR);
  if (size < 0) fail(path, "read");
  content.resize(static_cast<std::size_t>(size));
  return content;
}

}  // namespace harvestd

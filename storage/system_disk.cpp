#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/check.h"
#include "storage/files.h"
#include "storage/ledger.h"
#include "storage/lock.h"

namespace harvestd {

namespace {

using Path = std::filesystem::path;

[[noreturn]] void fail(const Path& path, const char* action) {
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

class SystemDisk final : public Disk {
 public:
  const char* vfs() const override { return nullptr; }

  Path real_path(const Path& path) override {
    std::error_code error;
    const Path real = std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
    return error ? path : real;
  }

  bool exists(const Path& path) override {
    std::error_code error;
    return std::filesystem::exists(path, error) || error;
  }

  std::int64_t size(const Path& path) override {
    std::error_code none;
    const auto size = std::filesystem::file_size(path, none);
    return none ? 0 : static_cast<std::int64_t>(size);
  }

  bool may_create_in(const Path& folder) override { return ::access(folder.c_str(), W_OK) == 0; }

  Ownership ownership_beside(const Path& ledger) override {
    struct stat status{};
    if (::geteuid() != 0) return {};
    if (::stat(ledger.c_str(), &status) != 0 && ::stat(ledger.parent_path().c_str(), &status) != 0) return {};
    return {status.st_uid, status.st_gid};
  }

  std::optional<std::string> read_small_file(const Path& path) override {
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

  void create(const Path& path, const std::string& content, const Ownership& ownership, const Path& like) override {
    const File file = open_private(path, O_EXCL, ownership);
    if (!file.is_open()) fail(path, "create");
    struct stat old{};
    if (!like.empty() && ::stat(like.c_str(), &old) == 0 && ::fchmod(file.get(), old.st_mode & 07777) != 0)
      fail(path, "set the mode");
    if (!write_all(file.get(), content) || ::fsync(file.get()) != 0) fail(path, "write");
  }

  void remove(const Path& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(path, "remove");
  }

  void rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) fail(to, "replace");
  }

  void sync_folder(const Path& folder) override {
    if (!harvestd::sync_folder(folder)) fail(folder, "sync");
  }

  void rewrite(const Path& path) override {
    const File file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open()) fail(path, "open");
    std::string part(std::size_t{1024} * 1024, '\0');
    for (off_t offset = 0;;) {
      const ssize_t got = ::pread(file.get(), part.data(), part.size(), offset);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(path, "read");
      if (got == 0) break;
      const ssize_t put = ::pwrite(file.get(), part.data(), static_cast<std::size_t>(got), offset);
      if (put < 0 && errno != EINTR) fail(path, "write");
      offset += std::max<ssize_t>(put, 0);
    }
    if (::fsync(file.get()) != 0) fail(path, "write");
  }

  Result<std::shared_ptr<void>> lock(const Path& ledger, const Ownership& ownership) override {
    Result<LedgerLock> lock = LedgerLock::take(ledger, ownership);
    if (lock.has_error()) return lock.error();
    return std::shared_ptr<void>(std::make_shared<LedgerLock>(std::move(*lock)));
  }

  void random(std::span<std::uint8_t> bytes) override {
    HARVESTD_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  }
};

}  // namespace

Disk& Disk::system() {
  static SystemDisk disk;
  return disk;
}

}  // namespace harvestd

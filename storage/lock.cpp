#include "storage/lock.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace harvestd {

namespace {

std::string remedy(int why) {
  switch (why) {
    case ENOENT:
      return "; create the folder first";
    case EACCES:
    case EPERM:
      return "; run this as the ledger's owner or as root";
    default:
      return {};
  }
}

// What stands in the lock file, when that is a process id and nothing else.
std::string holder_in(const File& file) {
  std::array<char, 16> content{};
  const ssize_t size = ::pread(file.get(), content.data(), content.size(), 0);
  if (size <= 1 || static_cast<std::size_t>(size) == content.size()) return {};
  std::string pid(content.data(), static_cast<std::size_t>(size));
  if (pid.back() != '\n') return {};
  pid.pop_back();
  return pid.find_first_not_of("0123456789") == std::string::npos ? pid : std::string();
}

// For people: nothing hangs on it, so that a disk that takes no more is no failure. A file that never was a lock is
// left as it is.
void name_holder(const File& file) {
  struct stat status{};
  const bool is_lock = ::fstat(file.get(), &status) == 0 && (status.st_size == 0 || !holder_in(file).empty());
  if (!is_lock || ::ftruncate(file.get(), 0) != 0) return;
  const std::string line = std::to_string(::getpid()) + '\n';
  [[maybe_unused]] const ssize_t written = ::pwrite(file.get(), line.data(), line.size(), 0);
}

}  // namespace

Result<LedgerLock> LedgerLock::take(const std::filesystem::path& ledger, const Ownership& ownership) {
  std::filesystem::path path = ledger;
  path += ".lock";
  File file = open_private(path, 0, ownership);
  if (!file.is_open()) {
    const int why = errno;
    return Error{Errc::kLedgerUnusable, path.string() + ": cannot open the lock: " + std::strerror(why) + remedy(why)};
  }
  int code = 0;
  do {
    code = ::flock(file.get(), LOCK_EX | LOCK_NB);
  } while (code != 0 && errno == EINTR);
  if (code == 0) {
    name_holder(file);
    return LedgerLock(std::move(file));
  }
  if (errno == EWOULDBLOCK) {
    const std::string pid = holder_in(file);
    return Error{Errc::kLedgerHeld, "the ledger " + ledger.string() + " is held by another harvestd process" +
                                        (pid.empty() ? "" : " (pid " + pid + ")")};
  }
  return Error{Errc::kLedgerUnusable, path.string() + ": cannot lock: " + std::strerror(errno)};
}

}  // namespace harvestd

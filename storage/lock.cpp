#include "storage/lock.h"

#include <sys/file.h>

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
  if (code == 0) return LedgerLock(std::move(file));
  if (errno == EWOULDBLOCK) {
    return Error{Errc::kLedgerHeld, "the ledger " + ledger.string() + " is held by another harvestd process"};
  }
  return Error{Errc::kLedgerUnusable, path.string() + ": cannot lock: " + std::strerror(errno)};
}

}  // namespace harvestd

// One holder per ledger: an flock on <ledger>.lock. The file is never removed; the kernel lets go when the holder ends,
// however it ends. The file holds the process id of the latest holder, for people: only the flock counts.
#pragma once

#include <filesystem>

#include "core/error.h"
#include "storage/files.h"

namespace harvestd {

class LedgerLock {
 public:
  /// Never waits. Errors: kLedgerHeld (names the holder; nothing was touched), kLedgerUnusable (the lock file cannot be
  /// opened).
  static Result<LedgerLock> take(const std::filesystem::path& ledger, const Ownership& ownership);

 private:
  explicit LedgerLock(File file) : file_(std::move(file)) {}
  File file_;
};

}  // namespace harvestd

// One holder per ledger: an flock on <ledger>.lock. The file is never removed; the kernel lets go when the holder ends,
// however it ends.
#pragma once

#include <filesystem>

#include "core/error.h"
#include "storage/files.h"

namespace harvestd {

class LedgerLock {
 public:
  /// Never waits. Errors: kLedgerHeld (nothing was touched), kLedgerUnusable (the lock file cannot be opened).
  static Result<LedgerLock> take(const std::filesystem::path& ledger, const Ownership& ownership);

 private:
  explicit LedgerLock(File file) : file_(std::move(file)) {}
  File file_;
};

}  // namespace harvestd

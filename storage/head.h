// <ledger>.head: how far the event chain had come, kept beside the ledger so that a restored backup is noticed. One
// line: the sequence number and the hash of the last event.
#pragma once

#include <filesystem>
#include <optional>

#include "storage/disk.h"
#include "storage/event_chain.h"

namespace harvestd {

class Head {
 public:
  /// The disk outlives the head.
  Head(Disk& disk, const std::filesystem::path& ledger, Ownership ownership);
  /// None: there is no such file. A file that is not a head at all answers an end that no chain contains (seq -1).
  /// Throws LedgerError when it cannot be read.
  std::optional<ChainEnd> read() const;
  /// Atomic and durable. Throws LedgerError.
  void write(const ChainEnd& end) const;

 private:
  Disk* disk_;
  std::filesystem::path path_;
  Ownership ownership_;
};

}  // namespace harvestd

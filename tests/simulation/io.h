// One operation on the simulated disk, and what may go wrong with it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace harvestd::simulation {

enum class IoKind : std::uint8_t {
  kOpen,      // an existing file, by SQLite
  kExists,    // also: its size by name
  kRead,      // of SQLite or of a small file
  kFileLock,  // SQLite's lock on a database (going up)
  kShmMap,    // a region of the shared memory of WAL mode
  kShmLock,   // one of its locks (taking)
  kFlock,     // <ledger>.lock
  // The rest change the disk, and are numbered.
  kCreate,  // a name; with its content when it is the seam's create()
  kWrite,
  kTruncate,
  kSync,  // of one file
  kRemove,
  kRename,
  kSyncFolder,
};

constexpr bool changes_the_disk(IoKind kind) {
  return kind >= IoKind::kCreate;
}
std::string_view to_string(IoKind kind);

struct Io {
  IoKind kind{};
  std::string_view path{};  // valid during the call
  std::int64_t offset = 0;  // kRead, kWrite; kTruncate: the new size
  std::int64_t size = 0;    // bytes
  bool grows = false;       // needs space on the disk: kCreate, a kWrite beyond the end
  /// Counts the operations that change the disk, from 1; of any other: that of the last change before it.
  std::uint64_t number = 0;
};

enum class Fault : std::uint8_t {
  kNone,
  kError,       // an I/O error; nothing is done
  kFull,        // kCreate, kWrite, kShmMap: no space; nothing is done
  kBusy,        // kFileLock, kShmLock, kFlock: somebody else has it
  kTorn,        // kWrite: a part of it is done, ending inside a sector; then an I/O error
  kFlippedBit,  // kRead: one bit of what is read is wrong, this once
  kLie,         // kSync, kSyncFolder: said to be done, and not done
  kForget,      // kSync: fails, and what it did not write is never written, though programs read it (as on Linux)
  kDieBefore,   // the process (or the machine) ends here, the operation not done
  kDieAfter,    // ... the operation done, its answer never seen
};
std::string_view to_string(Fault fault);

/// Asked before each operation. A fault that this kind of operation cannot have is none. It must not throw, and must
/// not use the ledger or the disk.
using FaultHook = std::function<Fault(const Io&)>;

}  // namespace harvestd::simulation

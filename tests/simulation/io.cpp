#include "tests/simulation/io.h"

namespace harvestd::simulation {

std::string_view to_string(IoKind kind) {
  switch (kind) {
    case IoKind::kOpen:
      return "open";
    case IoKind::kExists:
      return "exists";
    case IoKind::kRead:
      return "read";
    case IoKind::kFileLock:
      return "file lock";
    case IoKind::kShmMap:
      return "map";
    case IoKind::kShmLock:
      return "shared lock";
    case IoKind::kFlock:
      return "flock";
    case IoKind::kCreate:
      return "create";
    case IoKind::kWrite:
      return "write";
    case IoKind::kTruncate:
      return "truncate";
    case IoKind::kSync:
      return "sync";
    case IoKind::kRemove:
      return "remove";
    case IoKind::kRename:
      return "rename";
    case IoKind::kSyncFolder:
      return "sync folder";
  }
  return "unknown";
}

std::string_view to_string(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "none";
    case Fault::kError:
      return "I/O error";
    case Fault::kFull:
      return "disk full";
    case Fault::kBusy:
      return "busy";
    case Fault::kTorn:
      return "torn write";
    case Fault::kFlippedBit:
      return "flipped bit";
    case Fault::kLie:
      return "lying sync";
    case Fault::kForget:
      return "failed sync, forgotten";
    case Fault::kDieBefore:
      return "death before";
    case Fault::kDieAfter:
      return "death after";
  }
  return "unknown";
}

}  // namespace harvestd::simulation

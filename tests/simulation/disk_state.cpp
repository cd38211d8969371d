#include "tests/simulation/disk_state.h"

namespace harvestd::simulation {

namespace {

bool fits(Fault fault, IoKind kind) {
  switch (fault) {
    case Fault::kFull:
      return kind == IoKind::kCreate || kind == IoKind::kWrite || kind == IoKind::kShmMap;
    case Fault::kBusy:
      return kind == IoKind::kFileLock || kind == IoKind::kShmLock || kind == IoKind::kFlock;
    case Fault::kTorn:
      return kind == IoKind::kWrite;
    case Fault::kFlippedBit:
      return kind == IoKind::kRead;
    case Fault::kLie:
      return kind == IoKind::kSync || kind == IoKind::kSyncFolder;
    case Fault::kForget:
      return kind == IoKind::kSync;
    default:
      return true;
  }
}

}  // namespace

Fault DiskState::ask(Io& io) {
  if (changes_the_disk(io.kind)) {
    ++operations;
    if (operations == die_before) return Fault::kDieBefore;
    if (operations == die_after) return Fault::kDieAfter;
  }
  if (!hook) return Fault::kNone;
  io.number = operations;
  const Fault fault = hook(io);
  return fits(fault, io.kind) ? fault : Fault::kNone;
}

bool sync_file(DiskState& disk, Inode& file, Fault fault) {
  if (fault == Fault::kForget) {
    file.fail_to_sync(disk.random);
  } else if (fault != Fault::kLie) {
    file.sync();
  }
  return fault != Fault::kForget;
}

void DiskState::fall() {
  dead = true;
  if (on_death) on_death();
}

}  // namespace harvestd::simulation

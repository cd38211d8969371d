// What a SimDisk consists of; shared by its two faces, the ledger's Disk and SQLite's VFS.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <functional>
#include <string>

#include "tests/simulation/file_tree.h"
#include "tests/simulation/io.h"
#include "tests/simulation/random.h"

namespace harvestd::simulation {

class DiskState {
 public:
  explicit DiskState(std::uint64_t seed) : random(seed) {}

  /// One operation: counts it, asks the hook, and does it unless the disk is dead, or dies, or fails here. Answers
  /// SQLite's codes: `failed` for a death and for an I/O error, what `action(fault)` answers when it is done. Faults
  /// that arrive at the action are those it has to bring about itself: kNone, kTorn, kFlippedBit, kLie, kForget.
  template <class Action>
  int perform(Io io, int failed, Action&& action) {
    if (dead) return failed;
    switch (const Fault fault = ask(io)) {
      case Fault::kError:
        return failed;
      case Fault::kFull:
        return io.kind == IoKind::kShmMap ? SQLITE_IOERR_SHMSIZE : SQLITE_FULL;
      case Fault::kBusy:
        return SQLITE_BUSY;
      case Fault::kDieBefore:
        fall();
        return failed;
      case Fault::kDieAfter:
        action(Fault::kNone);
        fall();
        return failed;
      default:
        return action(fault);
    }
  }

  FileTree tree;
  Random random;
  bool dead = false;
  std::uint64_t run = 0;  // of the machine: what was opened in an earlier one is dead
  std::uint64_t operations = 0;
  std::uint64_t die_before = 0;
  std::uint64_t die_after = 0;
  std::uint64_t open_files = 0;
  FaultHook hook;
  std::function<void()> on_death;
  std::function<void(std::chrono::microseconds)> on_sleep;

 private:
  Fault ask(Io& io);
  void fall();
};

/// A sync of the file under this fault; false: it fails.
bool sync_file(DiskState& disk, Inode& file, Fault fault);

/// Registers a VFS for this disk under this name. Both outlive the registration.
sqlite3_vfs make_vfs(DiskState& state, const std::string& name);

}  // namespace harvestd::simulation

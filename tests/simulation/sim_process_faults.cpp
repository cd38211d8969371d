// Where a process can be hit: at every operation of its disk, and whenever a request begins, leaves or is answered.
#include "tests/simulation/sim_process.h"

namespace harvestd::simulation {
namespace {

bool kills(FaultKind kind) {
  return kind == FaultKind::kKill || kind == FaultKind::kPowerLoss || kind == FaultKind::kBackupRestored ||
         kind == FaultKind::kSecondOtherLedger;
}

SimProcess::Ending ending_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::kBackupRestored:
      return SimProcess::Ending::kBackupRestored;
    case FaultKind::kSecondOtherLedger:
      return SimProcess::Ending::kOtherLedger;
    case FaultKind::kKill:
      return SimProcess::Ending::kKilled;
    default:
      return SimProcess::Ending::kPowerLoss;
  }
}

void change_clock(World& world, FaultKind kind) {
  switch (kind) {
    case FaultKind::kClockForward:
      return world.set_clock_by(std::chrono::hours(1));
    case FaultKind::kClockBack:
      return world.set_clock_by(std::chrono::hours(-1));
    case FaultKind::kSuspend:
      return world.suspend(std::chrono::minutes(37));
    default: {
      // The clock is set to just before midnight, which then passes.
      const TimePoint midnight = utc_day(world.wall()) + std::chrono::days(1);
      world.set_clock_by(midnight - Duration(1) - world.wall());
    }
  }
}

/// A storage fault that this operation can meet.
bool fits_disk(FaultKind kind, const Io& io) {
  switch (kind) {
    case FaultKind::kDiskFullOnce:
    case FaultKind::kDiskFullForGood:
      return io.grows;
    case FaultKind::kWriteError:
    case FaultKind::kTornSector:
      return io.kind == IoKind::kWrite;
    case FaultKind::kSyncError:
      return io.kind == IoKind::kSync || io.kind == IoKind::kSyncFolder;
    case FaultKind::kUnsyncedLost:
      return io.kind == IoKind::kSync;
    case FaultKind::kBusy:
      return io.kind == IoKind::kFileLock || io.kind == IoKind::kShmLock;
    case FaultKind::kFlippedBit:
      return changes_the_disk(io.kind) || (io.kind == IoKind::kRead && io.size > 0);
    default:
      return false;
  }
}

}  // namespace

Phase SimProcess::phase() const {
  if (in_command_) return Phase::kCommand;
  if (!engine_ && !snapshot_) return Phase::kOpening;
  if (in_token_) return Phase::kToken;
  if (!engine_) return Phase::kPull;
  switch (engine_->stage()) {
    case Stage::kPull:
      return Phase::kPull;
    case Stage::kJudge:
      return Phase::kJudge;
    case Stage::kIntend:
      return Phase::kIntend;
    case Stage::kSend:
      return Phase::kSend;
    case Stage::kSettle:
      return Phase::kSettle;
    case Stage::kReconcile:
      return Phase::kReconcile;
    default:
      return Phase::kIdle;
  }
}

Phase SimProcess::phase_of(Operation operation) const {
  if (operation == Operation::kToken) return Phase::kToken;
  if (operation == Operation::kCreate) return Phase::kSend;
  return engine_ && engine_->stage() == Stage::kReconcile ? Phase::kReconcile : Phase::kPull;
}

bool SimProcess::moment(Phase phase, Place place) {
  if (is_gone()) return false;
  const std::optional<FaultKind> kind = set_.faults.due(phase, [&](FaultKind each) {
    const bool of_requests = each == FaultKind::kTerminate || each == FaultKind::kHangUp || each == FaultKind::kFreeze;
    const bool anywhere = is_clock(each) || kills(each) || each == FaultKind::kFlippedBit;
    return anywhere || of_requests || (each == FaultKind::kSecondSameLedger && ledger_);
  });
  if (!kind) return true;
  set_.faults.hit(*kind, phase);
  if (is_clock(*kind)) {
    change_clock(set_.world, *kind);
  } else if (kills(*kind)) {
    died_at_ = static_cast<std::size_t>(place);
    die(ending_of(*kind), phase);
  } else if (*kind == FaultKind::kTerminate) {
    stop();
  } else if (*kind == FaultKind::kHangUp) {
    reload();
  } else if (*kind == FaultKind::kFreeze) {
    set_.world.freeze(number_, set_.config.api.timeout + std::chrono::seconds(5));
  } else if (*kind == FaultKind::kFlippedBit) {
    flip_a_bit();
  } else {
    second_daemon();
  }
  return !is_gone();
}

Fault SimProcess::at_disk(const Io& io) {
  if (looking_on_ || is_gone()) return Fault::kNone;
  const bool is_wal = io.path.ends_with("-wal");
  if (set_.faults.disk_is_full && io.grows) return Fault::kFull;
  if (set_.faults.busy_left > 0 && fits_disk(FaultKind::kBusy, io)) {
    --set_.faults.busy_left;
    return Fault::kBusy;
  }
  const Phase now = phase();
  const std::optional<FaultKind> kind = set_.faults.due(now, [&](FaultKind each) {
    if (is_clock(each)) return true;
    if (kills(each)) return changes_the_disk(io.kind);
    if (each == FaultKind::kSecondSameLedger) return engine_.has_value();
    return fits_disk(each, io);
  });
  const Fault fault = kind ? disk_fault(*kind, io) : Fault::kNone;
  if (is_wal && io.kind == IoKind::kWrite) wal_is_dirty_ = true;
  if (is_wal && io.kind == IoKind::kSync && fault == Fault::kNone) wal_is_dirty_ = false;
  return fault;
}

Fault SimProcess::disk_fault(FaultKind kind, const Io& io) {
  const Phase now = phase();
  const bool counted_later = kind == FaultKind::kUnsyncedLost || kind == FaultKind::kTornSector;
  if (!counted_later) set_.faults.hit(kind, now);
  if (is_clock(kind)) {
    change_clock(set_.world, kind);
    return Fault::kNone;
  }
  set_.story.tell("  at {} of {}", to_string(io.kind), io.path);
  switch (kind) {
    case FaultKind::kDiskFullForGood:
      set_.faults.disk_is_full = true;
      return Fault::kFull;
    case FaultKind::kDiskFullOnce:
      return Fault::kFull;
    case FaultKind::kWriteError:
      return Fault::kError;
    case FaultKind::kSyncError:
      return io.kind == IoKind::kSync && random_.one_in(2) ? Fault::kForget : Fault::kError;
    case FaultKind::kBusy:
      set_.faults.busy_left = random_.one_in(4) ? 500 : static_cast<int>(random_.below(6));
      return Fault::kBusy;
    case FaultKind::kFlippedBit:
      set_.referee.disk_lied();
      if (io.kind == IoKind::kRead) return Fault::kFlippedBit;
      flip_a_bit();
      return Fault::kNone;
    case FaultKind::kSecondSameLedger:
      second_daemon();
      return Fault::kNone;
    case FaultKind::kTornSector:
      if (random_.one_in(2)) {
        set_.faults.hit(kind, now);
        return Fault::kTorn;
      }
      break;
    default:
      break;
  }
  ending_ = ending_of(kind);
  died_in_ = now;
  died_at_ = static_cast<std::size_t>(io.kind);
  set_.story.tell("{}: dies ({})", number_, to_string(now));
  return random_.one_in(2) && kind != FaultKind::kUnsyncedLost ? Fault::kDieAfter : Fault::kDieBefore;
}

/// For good, in the ledger's file or in its -wal.
void SimProcess::flip_a_bit() {
  set_.referee.disk_lied();
  const std::string wal = path_.string() + "-wal";
  const auto files = set_.disk.files();
  const auto log = files.find(wal);
  const bool in_wal = log != files.end() && !log->second.empty() && random_.one_in(2);
  const std::string path = in_wal ? wal : path_.string();
  const auto file = files.find(path);
  if (file == files.end() || file->second.empty()) return;
  set_.disk.flip_bit(path, static_cast<std::int64_t>(random_.below(file->second.size() * 8)));
}

void SimProcess::second_daemon() {
  looking_on_ = true;
  const std::uint64_t before = set_.disk.operations();
  const Result<Ledger> second = Ledger::open(path_, {runtime_.now(), runtime_.boot_clock()}, set_.disk);
  if (second || second.error().code != Errc::kLedgerHeld) {
    set_.referee.violate(6, "a second process could open the ledger");
  }
  if (set_.disk.operations() != before) set_.referee.violate(6, "a second process changed the disk");
  looking_on_ = false;
}

}  // namespace harvestd::simulation

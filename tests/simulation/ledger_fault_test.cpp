#include <gmock/gmock.h>

#include "storage/sqlite.h"
#include "tests/simulation/ledger_on_disk.h"

namespace harvestd::simulation {
namespace {

const DiskImage& closed_ledger() {
  static const DiskImage image = new_ledger();
  return image;
}

/// Brings a fault about at the n-th operation that can have it, or from there on.
class FaultAt {
 public:
  FaultAt(SimDisk& disk, Fault fault, std::function<bool(const Io&)> where, std::uint64_t n, bool for_good) {
    disk.on_operation([this, fault, where = std::move(where), n, for_good](const Io& io) {
      if (!where(io)) return Fault::kNone;
      ++seen_;
      return seen_ == n || (for_good && seen_ > n) ? fault : Fault::kNone;
    });
  }
  std::uint64_t seen() const { return seen_; }

 private:
  std::uint64_t seen_ = 0;
};

bool needs_space(const Io& io) {
  return io.grows;
}
bool writes(const Io& io) {
  return io.kind == IoKind::kWrite;
}
bool syncs(const Io& io) {
  return io.kind == IoKind::kSync || io.kind == IoKind::kSyncFolder;
}
bool locks(const Io& io) {
  return io.kind == IoKind::kFileLock || io.kind == IoKind::kShmLock;
}
bool reads(const Io& io) {
  return io.kind == IoKind::kRead;
}
bool any(const Io&) {
  return true;
}

/// Work under a fault at every operation that can have it; afterwards the ledger must be sound, after a kill and after
/// a loss of power. How many of the runs failed.
int sweep(Fault fault, bool (*where)(const Io&), bool for_good) {
  SimDisk disk(1);
  int failures = 0;
  for (std::uint64_t n = 1;; ++n) {
    disk.restore(closed_ledger(), n);
    FaultAt at(disk, fault, where, n, for_good);
    Work work(disk);
    const int done = work.run();
    disk.on_operation({});
    if (at.seen() < n) break;
    failures += work.error().empty() ? 0 : 1;
    EXPECT_EQ(work.error().empty(), done == Work::kSteps);
    if (n % 2 == 0) {
      disk.restart();
    } else {
      disk.lose_power();
    }
    const std::string wrong = complaint(disk, done);
    EXPECT_EQ(wrong, "") << to_string(fault) << " at " << n << (for_good ? " for good" : "") << ", " << work.error();
    if (!wrong.empty()) break;
  }
  return failures;
}

TEST(LedgerFaults, AFullDiskLeavesItSound) {
  EXPECT_GT(sweep(Fault::kFull, needs_space, false), 10);
  EXPECT_GT(sweep(Fault::kFull, needs_space, true), 10);
}

TEST(LedgerFaults, AnIoErrorWherever) {
  EXPECT_GT(sweep(Fault::kError, any, false), 50);
  EXPECT_GT(sweep(Fault::kError, any, true), 50);
}

TEST(LedgerFaults, AnIoErrorOnWriteOrSync) {
  EXPECT_GT(sweep(Fault::kTorn, writes, false), 10);
  EXPECT_GT(sweep(Fault::kError, syncs, true), 10);
}

// Linux forgets what it could not write; programs go on reading it until power is lost.
TEST(LedgerFaults, WhatAFailedSyncLeftInMemoryIsNotBuiltUpon) {
  SimDisk disk(1);
  int failures = 0;
  for (std::uint64_t n = 1;; ++n) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      disk.restore(closed_ledger(), seed);
      const FaultAt at(disk, Fault::kForget, syncs, n, false);
      Work work(disk);
      work.run();
      disk.on_operation({});
      if (at.seen() < n) {
        EXPECT_GT(failures, 50);
        return;
      }
      failures += work.error().empty() ? 0 : 1;
      disk.restart();
      {
        Ledger next = open_ledger(disk);
        next.record_event("note", "durable", "{}", kNow);
        disk.die();
      }
      disk.lose_power();
      const Ledger last = open_ledger(disk);
      EXPECT_EQ(last.reader().database().integer("SELECT count(*) FROM events WHERE subject = 'durable'"), 1)
          << "sync " << n << ", seed " << seed;
      EXPECT_THAT(Ledger::verify(last.reader()), testing::IsEmpty()) << "sync " << n << ", seed " << seed;
      EXPECT_FALSE(last.findings().restored);
    }
  }
}

TEST(LedgerFaults, ACommitLostByALyingSyncIsNoticed) {
  SimDisk disk(1);
  int lost = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    disk.restore(closed_ledger(), seed);
    disk.on_operation([](const Io& io) { return io.path.ends_with("-wal") ? Fault::kLie : Fault::kNone; });
    EXPECT_EQ(Work(disk, Work::Ending::kKill).run(), Work::kSteps);
    disk.on_operation({});
    disk.lose_power();
    const Ledger ledger = open_ledger(disk);
    const bool whole = ledger.reader().promotion_state(promotion("a").identity) == PromotionState::kCreated;
    EXPECT_TRUE(whole || ledger.findings().restored) << seed;
    lost += whole ? 0 : 1;
  }
  EXPECT_GT(lost, 5);
}

TEST(LedgerFaults, BusyForGoodIsAnErrorAndOnceIsNone) {
  EXPECT_GT(sweep(Fault::kBusy, locks, true), 5);
  sweep(Fault::kBusy, locks, false);
}

TEST(LedgerFaults, AfterAnyFailureNothingIsWrittenAnyMore) {
  SimDisk disk(1);
  int failures = 0;
  for (const Fault fault : {Fault::kError, Fault::kFull, Fault::kBusy}) {
    for (std::uint64_t n = 1;; ++n) {
      disk.restore(closed_ledger(), n);
      Ledger ledger = open_ledger(disk);
      const FaultAt at(disk, fault, any, n, true);
      try {
        const CycleId cycle = ledger.begin_cycle(kCampaign, "auto", Trigger::kSchedule, kNow + std::chrono::days(2));
        ledger.plan(cycle, {promotion("a")}, kNow);
      } catch (const LedgerError&) {
        ++failures;
        disk.on_operation({});
        const std::uint64_t before = disk.operations();
        EXPECT_THROW(ledger.record_event("note", "x", "{}", kNow), LedgerError) << to_string(fault) << " at " << n;
        EXPECT_THROW(ledger.set_paused("", true, kNow), LedgerError);
        EXPECT_EQ(disk.operations(), before) << to_string(fault) << " at " << n;
      }
      disk.on_operation({});
      if (at.seen() < n) break;
    }
  }
  EXPECT_GT(failures, 30);
}

// SQLite keeps no checksum of its pages: a wrong bit that it read may be written back. What it holds is then found by
// verify, or refused at opening, or harmless; the process that met it goes on or ends with an error in words.
TEST(LedgerFaults, AFlippedBitInAReadDoesNotEndTheProcess) {
  SimDisk disk(1);
  std::uint64_t n = 1, sound = 0;
  for (;; ++n) {
    disk.restore(closed_ledger(), n);
    const FaultAt at(disk, Fault::kFlippedBit, reads, n, false);
    Work work(disk);
    const int done = work.run();
    disk.on_operation({});
    if (at.seen() < n) break;
    EXPECT_EQ(work.error().empty(), done == Work::kSteps);
    disk.restart();
    sound += complaint(disk, done).empty() ? 1 : 0;
  }
  EXPECT_GT(n, 50U);
  EXPECT_GT(sound, n * 8 / 10) << "most bits that are read are not written back";
}

}  // namespace
}  // namespace harvestd::simulation

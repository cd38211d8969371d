#include "storage/migrations.h"
#include "storage/opening.h"
#include "storage/sqlite.h"
#include "tests/simulation/ledger_on_disk.h"

namespace harvestd::simulation {
namespace {

/// The ledger's Work on a disk that dies at its n-th operation, before or after it; then a kill (seed 0) or a loss of
/// power. How many steps had returned.
int crash(SimDisk& disk, std::uint64_t n, std::uint64_t seed) {
  if ((n + seed) % 2 == 0) {
    disk.die_before(disk.operations() + n);
  } else {
    disk.die_after(disk.operations() + n);
  }
  const int done = Work(disk).run();
  if (seed == 0) {
    disk.restart();
  } else {
    disk.lose_power();
  }
  return done;
}

std::uint64_t operations_of_work(const DiskImage& image) {
  SimDisk disk(1);
  disk.restore(image, 1);
  EXPECT_EQ(Work(disk).run(), Work::kSteps);
  return disk.operations();
}

const DiskImage& closed_ledger() {
  static const DiskImage image = new_ledger();
  return image;
}

TEST(LedgerCrash, AtEveryOperationLeavesEachTransactionWhollyThereOrNot) {
  const std::uint64_t all = operations_of_work(closed_ledger());
  ASSERT_GT(all, 80U);
  SimDisk disk(1);
  for (std::uint64_t n = 1; n <= all; ++n) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      disk.restore(closed_ledger(), seed);
      const int done = crash(disk, n, seed);
      ASSERT_EQ(complaint(disk, done), "") << "operation " << n << ", seed " << seed;
    }
  }
}

TEST(LedgerCrash, WhileMakingANewLedgerLeavesNoneOrAWholeOne) {
  std::uint64_t all = 0;
  {
    SimDisk disk(1);
    open_ledger(disk);
    all = disk.operations();
  }
  ASSERT_GT(all, 80U);
  for (std::uint64_t n = 1; n <= all; ++n) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      SimDisk disk(seed);
      const int done = crash(disk, n, seed);
      ASSERT_EQ(complaint(disk, done), "") << "operation " << n << ", seed " << seed;
    }
  }
}

TEST(LedgerCrash, WhileMigratingLeavesTheOldOrTheNewSchema) {
  SimDisk disk(1);
  disk.create(kLedger, "", {}, {});
  disk.sync_folder(kLedger.parent_path());
  {
    sqlite::Database database(kLedger, sqlite::Database::Mode::kReadWrite, disk.vfs());
    apply_settings(database);
    migrate(database, migrations().first(1));
    database.run("INSERT INTO ledger VALUES (1, 'an old one', 0)");
  }
  const DiskImage image = disk.snapshot();
  const std::uint64_t all = operations_of_work(image);
  ASSERT_GT(all, 100U);
  for (std::uint64_t n = 1; n <= all; ++n) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      disk.restore(image, seed);
      const int done = crash(disk, n, seed);
      ASSERT_EQ(complaint(disk, done), "") << "operation " << n << ", seed " << seed;
    }
  }
}

TEST(LedgerCrash, AgainWhileRecoveringLosesNothing) {
  const std::uint64_t all = operations_of_work(closed_ledger());
  SimDisk disk(1);
  std::uint64_t second = 1;
  for (std::uint64_t n = 1; n <= all; ++n) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      disk.restore(closed_ledger(), seed);
      const int done = crash(disk, n, seed % 3);
      disk.die_before(disk.operations() + second);
      const std::uint64_t before = disk.operations();
      complaint(disk, done);
      second = disk.is_dead() ? second + 1 : 1;
      const bool died = disk.is_dead();
      const std::uint64_t at = disk.operations() - before;
      disk.lose_power();
      ASSERT_EQ(complaint(disk, done), "")
          << "operation " << n << ", seed " << seed << ", again " << died << " at " << at;
    }
  }
}

/// A process that is killed at its n-th operation; false: there was none.
bool killed_at(SimDisk& disk, std::uint64_t n) {
  disk.die_after(n);
  try {
    open_ledger(disk);
  } catch (const LedgerError&) {
    // It dies while opening, or while closing.
  }
  const bool killed = disk.is_dead();
  disk.restart();
  return killed;
}

/// A process that records what needs no event, and loses power at the m-th operation of closing; false: there was none.
bool loses_power_while_closing(SimDisk& disk, std::uint64_t m) {
  {
    Ledger ledger = open_ledger(disk);
    begin_cycle(ledger);
    disk.die_after(disk.operations() + m);
  }
  const bool lost = disk.is_dead();
  disk.lose_power();
  return lost;
}

// SQLite makes the name of a -wal durable when it creates one; one that a killed process left behind it takes as it is.
TEST(LedgerCrash, TheNameOfAWalThatAKilledProcessLeftIsMadeDurable) {
  SimDisk disk(1);
  bool killed = true;
  for (std::uint64_t n = 1; killed; ++n) {
    bool lost = true;
    for (std::uint64_t m = 1; lost; ++m) {
      disk.restore(closed_ledger(), n + m);
      killed = killed_at(disk, n);
      lost = loses_power_while_closing(disk, m);
      const Ledger ledger = open_ledger(disk);
      ASSERT_EQ(Ledger::verify(ledger.reader()), std::vector<std::string>()) << n << ", " << m;
      EXPECT_EQ(ledger.reader().database().integer("SELECT count(*) FROM cycles"), 1) << n << ", " << m;
    }
  }
}

/// What a person does: an older copy in place, the -wal of the process that was killed out of the way, no sync.
void put_copy_back(SimDisk& disk, const std::string& copy) {
  disk.put(kLedger, copy);
  disk.remove(kLedger.string() + "-wal");
  disk.remove(kLedger.string() + "-shm");
}

TEST(LedgerCrash, AWalThatWasRemovedDoesNotComeBackIntoARestoredCopy) {
  SimDisk disk(1);
  disk.restore(closed_ledger(), 1);
  const std::string copy = disk.files().at(kLedger);
  bool died = true;
  for (std::uint64_t n = 2; died; ++n) {  // 1: the sync that makes the removal last
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      disk.restore(closed_ledger(), seed);
      Work(disk, Work::Ending::kKill).run();
      disk.restart();
      put_copy_back(disk, copy);
      disk.die_before(disk.operations() + n);
      {
        const Result<Ledger> opened = Ledger::open(kLedger, kNow, disk);
        died = disk.is_dead();
      }
      disk.lose_power();
      const Ledger again = open_ledger(disk);
      ASSERT_EQ(Ledger::verify(again.reader()), std::vector<std::string>()) << n << ", " << seed;
      ASSERT_EQ(again.reader().database().integer("SELECT count(*) FROM promotions"), 0) << n << ", " << seed;
    }
  }
}

TEST(LedgerCrash, ABackupPutBackIsNoticed) {
  SimDisk disk(1);
  disk.restore(closed_ledger(), 1);
  const std::string old = disk.files().at(kLedger);
  Work(disk).run();
  disk.put(kLedger, old);
  EXPECT_TRUE(open_ledger(disk).findings().restored);
  EXPECT_FALSE(open_ledger(disk).findings().restored) << "once";
}

}  // namespace
}  // namespace harvestd::simulation

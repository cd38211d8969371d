#include <thread>

#include "storage/sqlite.h"
#include "tests/simulation/ledger_on_disk.h"

namespace harvestd::simulation {
namespace {

using sqlite::Database;

const std::filesystem::path kFolder = "/data";
const std::filesystem::path kFile = "/data/rows.db";

/// A database of its own with one row, closed, in the given mode.
void make_rows(SimDisk& disk, const std::string& journal_mode) {
  disk.create(kFile, "", {}, {});
  disk.sync_folder(kFolder);
  Database database(kFile, Database::Mode::kReadWrite, disk.vfs());
  database.execute("PRAGMA journal_mode=" + journal_mode + "; CREATE TABLE rows (x); INSERT INTO rows VALUES (0)");
}

/// Rows that are there; -1 when the database is damaged.
std::int64_t rows(SimDisk& disk) {
  try {
    Database database(kFile, Database::Mode::kReadWrite, disk.vfs());
    if (database.text("PRAGMA integrity_check") != "ok") return -1;
    return database.integer("SELECT count(*) FROM rows").value_or(-1);
  } catch (const LedgerError&) {
    return -1;
  }
}

struct Losses {
  int runs = 0, lost = 0, damaged = 0;
};

/// Ten commits and a checkpoint at this synchronous setting, then a loss of power.
Losses losses(const std::string& journal_mode, const std::string& synchronous) {
  SimDisk disk(0);
  make_rows(disk, journal_mode);
  const DiskImage image = disk.snapshot();
  Losses losses;
  for (std::uint64_t seed = 0; seed < 60; ++seed, ++losses.runs) {
    disk.restore(image, seed);
    {
      Database database(kFile, Database::Mode::kReadWrite, disk.vfs());
      database.checkpoint_on_close(false);
      database.execute("PRAGMA synchronous=" + synchronous);
      for (int i = 0; i < 10; ++i) {
        if (i == 8) database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        database.run("INSERT INTO rows VALUES (?1)", std::string(700, 'x'));
      }
    }
    disk.lose_power();
    const std::int64_t count = rows(disk);
    if (count < 0) ++losses.damaged;
    if (count >= 0 && count < 11) ++losses.lost;
  }
  return losses;
}

TEST(SimDisk, ALedgerLivesOnItAsOnAnyOther) {
  SimDisk disk(1);
  EXPECT_EQ(Work(disk).run(), Work::kSteps);
  EXPECT_EQ(complaint(disk, Work::kSteps), "");
  EXPECT_EQ(disk.files().size(), 3U) << "the ledger, its lock and its head";
}

TEST(SimDisk, WhatSqliteSyncedIsNeitherLostNorDamaged) {
  for (const char* mode : {"WAL", "DELETE"}) {
    const Losses result = losses(mode, "EXTRA");
    EXPECT_EQ(result.lost, 0) << mode;
    EXPECT_EQ(result.damaged, 0) << mode;
  }
}

TEST(SimDisk, WithoutSyncsCommitsAreLostAndTheDatabaseIsDamaged) {
  const Losses wal = losses("WAL", "OFF");
  const Losses journal = losses("DELETE", "OFF");
  EXPECT_GT(wal.lost, wal.runs / 10);
  EXPECT_GT(journal.lost, journal.runs / 10);
  EXPECT_GT(wal.damaged + journal.damaged, 0);
}

TEST(SimDisk, AnUncommittedTransactionNeverShows) {
  SimDisk disk(0);
  make_rows(disk, "WAL");
  const DiskImage image = disk.snapshot();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    disk.restore(image, seed);
    auto database = std::make_unique<Database>(kFile, Database::Mode::kReadWrite, disk.vfs());
    database->execute("PRAGMA cache_size=1; BEGIN");
    for (int i = 0; i < 100; ++i) database->run("INSERT INTO rows VALUES (?1)", std::string(700, 'x'));
    EXPECT_GT(disk.files().at(kFile.string() + "-wal").size(), 4096U) << "pages were written before the commit";
    disk.die();
    database.reset();
    if (seed % 2 == 0) {
      disk.restart();
    } else {
      disk.lose_power();
    }
    EXPECT_EQ(rows(disk), 1) << seed;
  }
}

TEST(SimDisk, AKilledProcessLosesNothingThatWasWritten) {
  SimDisk disk(1);
  disk.put("/data/a", "old");
  disk.create("/data/b", "new", {}, {});
  disk.rename("/data/b", "/data/a");
  disk.die();
  disk.restart();
  EXPECT_EQ(disk.files(), (std::map<std::string, std::string>{{"/data/a", "new"}}));
}

TEST(SimDisk, ANameIsDurableOnceItsFolderWasSynced) {
  int old = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SimDisk disk(seed);
    disk.put("/data/a", "old");
    disk.create("/data/b", "new", {}, {});
    disk.rename("/data/b", "/data/a");
    if (seed % 2 == 0) disk.sync_folder(kFolder);
    disk.lose_power();
    const std::string content = disk.read_small_file("/data/a").value_or("none");
    EXPECT_TRUE(content == "new" || (seed % 2 != 0 && content == "old")) << seed << ": " << content;
    old += content == "old" ? 1 : 0;
  }
  EXPECT_GT(old, 3);
}

TEST(SimDisk, LossesAreTornAndOutOfOrderToo) {
  const DiskImage image = new_ledger();
  SimDisk disk(1);
  PowerLoss sum;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    disk.restore(image, seed);
    disk.die_before(20 + seed % 80);
    Work(disk).run();
    const PowerLoss loss = disk.lose_power();
    sum.lost += loss.lost;
    sum.torn += loss.torn;
    sum.reordered += loss.reordered;
    sum.names_undone += loss.names_undone;
  }
  EXPECT_GT(sum.lost, 0U);
  EXPECT_GT(sum.torn, 0U);
  EXPECT_GT(sum.reordered, 0U);
  EXPECT_GT(sum.names_undone, 0U);
}

TEST(SimDisk, TheSameSeedGivesTheSameBytes) {
  const auto image = [](std::uint64_t seed) {
    SimDisk::seed_sqlite(seed);
    SimDisk disk(seed);
    disk.die_after(150);
    Work(disk).run();
    disk.lose_power();
    return disk.durable_files();
  };
  EXPECT_TRUE(image(7) == image(7));
  EXPECT_FALSE(image(7) == image(8));
}

TEST(SimDisk, DisksOfOneImageInSeveralThreadsAreOnTheirOwn) {
  const DiskImage image = new_ledger();
  const auto run = [&image](std::vector<std::uint64_t>& unsynced) {
    SimDisk disk(1);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      disk.restore(image, seed);
      disk.die_before(20 + seed * 4);
      const int done = Work(disk).run();
      unsynced.push_back(disk.lose_power().unsynced);
      EXPECT_EQ(complaint(disk, done), "");
    }
  };
  std::vector<std::uint64_t> one, other;
  std::thread thread([&] { run(one); });
  run(other);
  thread.join();
  EXPECT_EQ(one, other);
}

TEST(SimDisk, ARestoredImageIsTheDiskAsItWas) {
  SimDisk disk(1);
  Work(disk).run();
  const DiskImage image = disk.snapshot();
  const auto before = disk.files();
  {
    Ledger ledger = open_ledger(disk);
    ledger.record_event("note", "x", "{}", kNow);
  }
  EXPECT_FALSE(disk.files() == before);
  disk.restore(image, 1);
  EXPECT_TRUE(disk.files() == before);
  SimDisk other(2);
  other.restore(image, 1);
  EXPECT_TRUE(other.files() == before);
}

TEST(SimDisk, DeathIsToldOnceAndAtItsOperation) {
  SimDisk disk(1);
  int told = 0;
  disk.on_death([&] {
    ++told;
    EXPECT_EQ(disk.operations(), 40U);
  });
  disk.die_before(40);
  Work work(disk);
  EXPECT_EQ(work.run(), 0);
  EXPECT_NE(work.error(), "");
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(disk.is_dead());
}

TEST(SimDisk, AnEngineThatOutlivesItsProcessChangesNothing) {
  SimDisk disk(1);
  disk.restore(new_ledger(), 1);
  auto zombie = std::make_unique<Ledger>(open_ledger(disk));
  zombie->record_event("note", "x", "{}", kNow);
  EXPECT_EQ(Ledger::open(kLedger, kNow, disk).error().code, Errc::kLedgerHeld);
  disk.die();
  const auto before = disk.files();
  EXPECT_THROW(zombie->record_event("note", "y", "{}", kNow), LedgerError);
  EXPECT_TRUE(disk.files() == before);
  disk.restart();
  Ledger next = open_ledger(disk);
  next.record_event("note", "z", "{}", kNow);
  const auto after = disk.files();
  zombie.reset();
  EXPECT_TRUE(disk.files() == after);
  next.record_event("note", "still works", "{}", kNow);
  EXPECT_TRUE(Ledger::verify(next.reader()).empty());
}

TEST(SimDisk, WaitingForALockTakesNoTime) {
  SimDisk disk(1);
  make_rows(disk, "WAL");
  std::chrono::microseconds waited{0};
  disk.on_sleep([&](std::chrono::microseconds time) { waited += time; });
  Database holder(kFile, Database::Mode::kReadWrite, disk.vfs());
  Database other(kFile, Database::Mode::kReadWrite, disk.vfs());
  sqlite3_busy_timeout(other.raw(), 60'000);
  holder.execute("BEGIN IMMEDIATE");
  EXPECT_THROW(other.execute("BEGIN IMMEDIATE"), LedgerError);
  EXPECT_GE(waited, std::chrono::seconds(59));
  holder.execute("COMMIT");
  other.execute("BEGIN IMMEDIATE");
}

}  // namespace
}  // namespace harvestd::simulation

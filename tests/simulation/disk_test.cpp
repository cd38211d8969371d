#include "tests/simulation/ledger_on_disk.h"

namespace harvestd::simulation {
namespace {

TEST(SimDisk, ALedgerLivesOnIt) {
  SimDisk disk(1);
  EXPECT_EQ(Work(disk).run(), Work::kSteps);
  EXPECT_EQ(complaint(disk, Work::kSteps), "");
  EXPECT_EQ(disk.files().size(), 3U) << "the ledger, its lock and its head";
}

}  // namespace
}  // namespace harvestd::simulation

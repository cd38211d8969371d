// Whole runs: a few hundred seeds, and that a seed means one run.
#include "tests/simulation/scenario.h"

#include <gtest/gtest.h>

#include "tests/simulation/runner.h"
#include "tests/simulation/sim_config.h"

namespace harvestd::simulation {
namespace {

class ScenarioTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { set_secrets(); }
  const DiskImage start_ = empty_ledger();
};

TEST_F(ScenarioTest, HoldsEveryInvariantOnTheFirstSeeds) {
  std::uint64_t deaths = 0, created = 0;
  for (std::uint64_t seed = 0; seed < 432; ++seed) {
    const RunResult result = run({.seed = seed}, start_);
    for (const Violation& violation : result.violations) {
      ADD_FAILURE() << "seed " << seed << ", invariant " << violation.invariant << ": " << violation.words;
    }
    deaths += result.deaths > 0 ? 1 : 0;
    created += result.created > 0 ? 1 : 0;
  }
  EXPECT_GT(deaths, 380u) << "nearly every run is a crash-run";
  EXPECT_GT(created, 300u) << "most runs create something";
}

TEST_F(ScenarioTest, TheSameSeedIsTheSameRunAndAnotherSeedAnother) {
  for (std::uint64_t seed = 1000; seed < 1020; ++seed) {
    const std::uint64_t first = run({.seed = seed}, start_).hash;
    EXPECT_EQ(run({.seed = seed}, start_).hash, first) << seed;
    EXPECT_NE(run({.seed = seed + 1}, start_).hash, first) << seed;
  }
}

TEST_F(ScenarioTest, AnAmazonThatBreaksItsPromiseIsSeenToCreateTwice) {
  int again = 0;
  for (std::uint64_t seed = 0; seed < 2000 && again == 0; ++seed) {
    again += run({.seed = seed, .beyond_settle = 20}, start_).created_again;
  }
  EXPECT_GT(again, 0) << "the model does not deduplicate, and the referee counts";
}

TEST_F(ScenarioTest, ManyRunsAreTheSameOverSeveralWorkers) {
  const Report one = run_many({.first_seed = 0, .runs = 64, .jobs = 1});
  const Report three = run_many({.first_seed = 0, .runs = 64, .jobs = 3});
  EXPECT_TRUE(is_good(one, 0));
  EXPECT_EQ(one.tally.runs, 64u);
  EXPECT_EQ(one.tally.requests, three.tally.requests);
  EXPECT_EQ(one.tally.deaths, three.tally.deaths);
}

}  // namespace
}  // namespace harvestd::simulation

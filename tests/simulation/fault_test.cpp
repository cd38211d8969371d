// The matrix and the plans drawn from seeds.
#include "tests/simulation/fault.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/simulation/plan.h"
#include "tests/simulation/runner.h"

namespace harvestd::simulation {
namespace {

TEST(FaultMatrix, EveryKindCanOccurInSomePhaseAndEveryCellThatCannotHasAReason) {
  std::size_t possible = 0;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    std::size_t phases = 0;
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      phases += why_impossible({static_cast<FaultKind>(kind), static_cast<Phase>(phase)}).empty() ? 1 : 0;
    }
    EXPECT_GT(phases, 0u) << to_string(static_cast<FaultKind>(kind));
    possible += phases;
  }
  EXPECT_EQ(possible, possible_cells().size());
}

TEST(FaultMatrix, NamesAreDistinct) {
  std::set<std::string> names;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) names.emplace(to_string(static_cast<FaultKind>(kind)));
  EXPECT_EQ(names.size(), kFaultKinds);
}

TEST(FaultMatrix, SeedsInARowAimAtEveryPossibleCell) {
  std::set<std::pair<FaultKind, Phase>> aimed_at;
  for (std::uint64_t seed = 1000; seed < 1000 + possible_cells().size(); ++seed) {
    const Cell target = make_plan(seed).target;
    aimed_at.emplace(target.kind, target.phase);
  }
  EXPECT_EQ(aimed_at.size(), possible_cells().size());
}

TEST(Faults, OneIsDueAfterItsOpportunitiesHavePassedAndThenNoMore) {
  const World world{TimePoint()};
  Story story(world, nullptr);
  Faults faults(story);
  const auto any = [](FaultKind) { return true; };
  faults.plan({.cell = {FaultKind::kThrottled, Phase::kPull}, .skip = 1});
  EXPECT_FALSE(faults.due(Phase::kSend, any)) << "another phase";
  EXPECT_FALSE(faults.due(Phase::kPull, [](FaultKind) { return false; })) << "nothing that it could befall";
  EXPECT_FALSE(faults.due(Phase::kPull, any)) << "the one to let pass";
  EXPECT_EQ(faults.due(Phase::kPull, any), FaultKind::kThrottled);
  EXPECT_FALSE(faults.due(Phase::kPull, any));
}

TEST(SimulationReport, NamesTheCellsHitTooSeldomAndTheCommandThatReplays) {
  Report report;
  report.tally.runs = 1;
  for (const Cell& cell : possible_cells()) report.tally.hits.of(cell) = 30;
  EXPECT_TRUE(is_good(report, 30));
  report.tally.hits.of({FaultKind::kBusy, Phase::kJudge}) = 29;
  EXPECT_FALSE(is_good(report, 30));
  EXPECT_NE(to_text(report, "sim", 30).find("hit 29 times only: busy (judge)"), std::string::npos);
  report.failures.push_back({.seed = 4711, .invariant = 1, .words = "created twice"});
  EXPECT_FALSE(is_good(report, 0));
  EXPECT_NE(to_text(report, "sim", 0).find("sim --replay 4711 --verbose"), std::string::npos);
}

}  // namespace
}  // namespace harvestd::simulation

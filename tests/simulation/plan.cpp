#include "tests/simulation/plan.h"

#include <array>

namespace harvestd::simulation {
namespace {

/// Mostly soon, now and then late: opportunities come often in some phases and seldom in others.
std::uint64_t skips(Random& random, std::size_t most) {
  return random.below(1 + random.below(1 + random.below(most)));
}

std::uint64_t skips_for(FaultKind kind, Random& random) {
  if (is_api(kind) || is_auth(kind)) return skips(random, 5);
  if (kind == FaultKind::kTerminate || kind == FaultKind::kHangUp || kind == FaultKind::kFreeze) {
    return skips(random, 8);
  }
  return skips(random, 30);
}

PlannedFault planned(Cell cell, Random& random) {
  return {.cell = cell, .skip = skips_for(cell.kind, random)};
}

bool ends_the_process(FaultKind kind) {
  switch (kind) {
    case FaultKind::kKill:
    case FaultKind::kPowerLoss:
    case FaultKind::kBackupRestored:
    case FaultKind::kSecondOtherLedger:
    case FaultKind::kUnsyncedLost:
      return true;
    default:
      return false;
  }
}

/// How many opportunities a life usually has in each phase.
constexpr std::array<std::size_t, kPhases + 2> kOpportunities{6, 40, 10, 10, 20, 10, 10, 6, 30, 15};

PlannedFault any_death(Random& random) {
  const FaultKind kind = random.one_in(2) ? FaultKind::kKill : FaultKind::kPowerLoss;
  const std::size_t phase = random.below(kPhases + 2);
  return {.cell = {kind, static_cast<Phase>(phase)}, .skip = skips(random, kOpportunities[phase])};
}

}  // namespace

PlannedFault death_in_recovery(Random& random) {
  constexpr std::array kPhasesOfRecovery{Phase::kOpening,   Phase::kOpening, Phase::kOpening, Phase::kIdle,
                                         Phase::kReconcile, Phase::kToken,   Phase::kPull,    Phase::kSend};
  const FaultKind kind = random.one_in(2) ? FaultKind::kKill : FaultKind::kPowerLoss;
  return {.cell = {kind, kPhasesOfRecovery[random.below(kPhasesOfRecovery.size())]}, .skip = skips(random, 12)};
}

/// What becomes of a lost create while clock, process and lists are at their worst.
void aim_at_looks(Plan& plan, Random& random) {
  plan.is_slow = true;
  if (random.one_in(2)) plan.refusal_one_in = 3;
  if (random.one_in(3)) plan.loss_one_in = 1;
  plan.faults.push_back({.cell = {any_loss(random), Phase::kSend}, .skip = skips(random, 2)});
  constexpr std::array kBefore{Phase::kSettle, Phase::kReconcile, Phase::kReconcile, Phase::kIdle};
  constexpr std::array kAfter{Phase::kOpening, Phase::kToken, Phase::kReconcile};
  constexpr std::array kClocks{FaultKind::kClockForward, FaultKind::kClockBack, FaultKind::kSuspend,
                               FaultKind::kDayRollover};
  const FaultKind death = random.one_in(2) ? FaultKind::kKill : FaultKind::kPowerLoss;
  plan.faults.push_back({.cell = {death, kBefore[random.below(4)]}, .skip = skips(random, 10)});
  plan.faults.push_back({.cell = {kClocks[random.below(4)], kAfter[random.below(3)]}, .skip = skips(random, 20)});
}

/// A wall clock set forward between two looks, while no list shows yet what was created.
void aim_at_the_window(Plan& plan, Random& random) {
  plan.is_slow = true;
  plan.comes_back_soon = true;
  plan.lives = 4;
  constexpr std::array kLosses{FaultKind::kResetApplied, FaultKind::kTimeoutApplied, FaultKind::kServerErrorApplied,
                               FaultKind::kAppliedLate};
  constexpr Cell kLooked{FaultKind::kStaleList, Phase::kReconcile};
  constexpr std::array kSteps{FaultKind::kClockForward, FaultKind::kClockForward, FaultKind::kDayRollover};
  const FaultKind death = random.one_in(2) ? FaultKind::kKill : FaultKind::kPowerLoss;
  plan.faults.push_back({.cell = {kLosses[random.below(4)], Phase::kSend}});
  plan.faults.push_back({.cell = {death, Phase::kIdle}, .skip = skips(random, 4), .after = kLooked});
  plan.faults.push_back(
      {.cell = {kSteps[random.below(3)], Phase::kOpening}, .skip = skips(random, 9), .after = kLooked});
}

/// A token endpoint that asks for a wait, and a process that starts again before it has passed.
void aim_at_the_token_wait(Plan& plan, Random& random) {
  plan.comes_back_soon = true;
  plan.lives = 4;
  const FaultKind kind = random.one_in(4) ? FaultKind::kTokenServerError : FaultKind::kThrottled;
  plan.faults.push_back({.cell = {kind, Phase::kToken}, .skip = skips(random, 3)});
}

/// Creates that are lost, and lost again, and lists that cannot be read to their end when it matters.
void aim_at_half_looks(Plan& plan, Random& random) {
  plan.loss_one_in = 1 + random.below(2);
  plan.look_trouble_one_in = 2 + random.below(3);
  plan.lives = 4 + static_cast<int>(random.below(3));
}

/// An old copy of the ledger right after something was created that no list shows yet.
void aim_at_backups(Plan& plan, Random& random) {
  plan.is_slow = true;
  constexpr std::array kPhasesAfter{Phase::kSettle, Phase::kSend, Phase::kReconcile, Phase::kIdle};
  plan.faults.push_back(
      {.cell = {FaultKind::kBackupRestored, kPhasesAfter[random.below(4)]}, .skip = skips(random, 12)});
}

/// Limits of the day, around midnight, with a clock that goes back.
void aim_at_midnight(Plan& plan, Random& random) {
  plan.promotions_per_day = 1 + static_cast<std::int64_t>(random.below(4));
  plan.begins = std::chrono::floor<std::chrono::days>(plan.begins) + std::chrono::minutes(random.below(30));
  const auto phase = static_cast<Phase>(random.below(kPhases));
  plan.faults.push_back({.cell = {FaultKind::kClockBack, phase}, .skip = skips(random, 20)});
}

/// A wall clock set forward after one campaign's creates and before the next campaign asks what is there.
void aim_at_neighbours(Plan& plan, Random& random) {
  plan.is_slow = true;
  const Phase phase = random.one_in(2) ? Phase::kSettle : Phase::kIdle;
  plan.faults.push_back({.cell = {FaultKind::kClockForward, phase}, .skip = skips(random, 10)});
}

/// Beside what a seed aims at by its number: where several things have to come together.
void aim(Plan& plan, Random& random) {
  if (random.one_in(12)) aim_at_looks(plan, random);
  if (random.one_in(16)) aim_at_the_window(plan, random);
  if (random.one_in(24)) aim_at_the_token_wait(plan, random);
  if (random.one_in(8)) aim_at_half_looks(plan, random);
  if (random.one_in(16)) aim_at_midnight(plan, random);
  if (random.one_in(24)) aim_at_backups(plan, random);
  if (random.one_in(12)) aim_at_neighbours(plan, random);
}

Plan make_plan(std::uint64_t seed) {
  const std::vector<Cell>& cells = possible_cells();
  Random random = stream(seed, 1);
  Plan plan;
  plan.target = cells[seed % cells.size()];
  const FaultKind kind = plan.target.kind;
  if (kind != FaultKind::kStaleList) plan.faults.push_back(planned(plan.target, random));
  const bool needs_loss = plan.target.phase == Phase::kReconcile || kind == FaultKind::kStaleList;
  if (needs_loss) plan.faults.push_back({.cell = {any_loss(random), Phase::kSend}, .skip = skips(random, 2)});
  for (std::size_t more = random.below(4); more > 0; --more) {
    plan.faults.push_back(planned(cells[random.below(cells.size())], random));
  }
  if (!ends_the_process(kind)) plan.faults.push_back(any_death(random));
  plan.dies_in_recovery = !random.one_in(3);
  plan.has_commands = plan.target.phase == Phase::kCommand || random.one_in(5);
  plan.is_slow = kind == FaultKind::kStaleList || random.one_in(4);
  if (random.one_in(8)) plan.loss_one_in = 2;
  if (random.one_in(4)) plan.refusal_one_in = random.one_in(3) ? 5 : 20;
  if (random.one_in(8)) plan.trouble_one_in = 3;
  if (random.one_in(8)) plan.requests_a_minute = 10 + random.below(50);
  plan.starts_anew = random.one_in(24);
  plan.is_thorough = random.one_in(16);
  plan.logs = random.one_in(32);
  constexpr TimePoint kDay = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  plan.begins = kDay + std::chrono::hours(9);
  if (random.one_in(4)) plan.begins = kDay + std::chrono::minutes(random.below(60)) - std::chrono::minutes(20);
  aim(plan, random);
  return plan;
}

}  // namespace harvestd::simulation

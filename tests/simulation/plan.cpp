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

/// Something of unknown outcome, so that there is something to reconcile.
Cell loss(Random& random) {
  constexpr std::array kLosses{FaultKind::kResetNotApplied,    FaultKind::kResetApplied,
                               FaultKind::kTimeoutNotApplied,  FaultKind::kTimeoutApplied,
                               FaultKind::kAppliedLate,        FaultKind::kNotJson,
                               FaultKind::kServerErrorApplied, FaultKind::kServerErrorNotApplied};
  return {kLosses[random.below(kLosses.size())], Phase::kSend};
}

PlannedFault any_death(Random& random) {
  const FaultKind kind = random.one_in(2) ? FaultKind::kKill : FaultKind::kPowerLoss;
  const auto phase = static_cast<Phase>(random.below(kPhases + 2));
  return {.cell = {kind, phase}, .skip = skips(random, 40)};
}

}  // namespace

PlannedFault death_in_recovery(Random& random) {
  constexpr std::array kPhasesOfRecovery{Phase::kOpening,   Phase::kOpening, Phase::kOpening, Phase::kIdle,
                                         Phase::kReconcile, Phase::kToken,   Phase::kPull,    Phase::kSend};
  const FaultKind kind = random.one_in(2) ? FaultKind::kKill : FaultKind::kPowerLoss;
  return {.cell = {kind, kPhasesOfRecovery[random.below(kPhasesOfRecovery.size())]}, .skip = skips(random, 12)};
}

Plan make_plan(std::uint64_t seed) {
  const std::vector<Cell>& cells = possible_cells();
  Random random = stream(seed, 1);
  Plan plan;
  plan.target = cells[seed % cells.size()];
  const FaultKind kind = plan.target.kind;
  if (kind != FaultKind::kStaleList) plan.faults.push_back(planned(plan.target, random));
  const bool needs_loss = plan.target.phase == Phase::kReconcile || kind == FaultKind::kStaleList;
  if (needs_loss) plan.faults.push_back({.cell = loss(random), .skip = skips(random, 2)});
  for (std::size_t more = random.below(4); more > 0; --more) {
    plan.faults.push_back(planned(cells[random.below(cells.size())], random));
  }
  if (!ends_the_process(kind)) plan.faults.push_back(any_death(random));
  plan.dies_in_recovery = !random.one_in(3);
  plan.has_commands = plan.target.phase == Phase::kCommand || random.one_in(5);
  plan.is_slow = kind == FaultKind::kStaleList || random.one_in(4);
  plan.starts_anew = random.one_in(24);
  plan.is_thorough = random.one_in(16);
  plan.logs = random.one_in(32);
  return plan;
}

}  // namespace harvestd::simulation

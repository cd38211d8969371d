#include "tests/simulation/faults.h"

namespace harvestd::simulation {

std::optional<FaultKind> Faults::due(Phase phase, const std::function<bool(FaultKind)>& fits) {
  std::optional<FaultKind> kind;
  for (auto fault = planned_.begin(); fault != planned_.end();) {
    if (fault->after || fault->cell.phase != phase || !fits(fault->cell.kind)) {
      ++fault;
    } else if (fault->skip > 0) {
      --fault->skip;
      ++fault;
    } else if (!kind) {
      kind = fault->cell.kind;
      fault = planned_.erase(fault);
    } else {
      ++fault;  // one at a time
    }
  }
  return kind;
}

void Faults::hit(FaultKind kind, Phase phase) {
  story_.tell("* {} ({})", to_string(kind), to_string(phase));
  for (PlannedFault& fault : planned_) {
    if (fault.after == Cell{kind, phase}) fault.after.reset();
  }
  if (phase <= Phase::kCommand) ++hits_.of({kind, phase});
}

}  // namespace harvestd::simulation

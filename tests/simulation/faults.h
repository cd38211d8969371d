// The faults of one run: which are planned, whether one is due, and which really happened.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "tests/simulation/fault.h"
#include "tests/simulation/story.h"

namespace harvestd::simulation {

struct PlannedFault {
  Cell cell;
  std::uint64_t skip = 0;          // opportunities let pass
  std::optional<Cell> after = {};  // none is an opportunity before this was hit
};

class Faults {
 public:
  explicit Faults(Story& story) : story_(story) {}

  void plan(PlannedFault fault) { planned_.push_back(fault); }
  /// Nothing goes wrong from now on.
  void calm() {
    planned_.clear();
    disk_is_full = false;
    busy_left = 0;
  }
  bool all_done() const { return planned_.empty(); }

  /// An opportunity for each planned fault of this phase that `fits`. One that is due, which is then planned no more.
  std::optional<FaultKind> due(Phase phase, const std::function<bool(FaultKind)>& fits);
  /// It took effect.
  void hit(FaultKind kind, Phase phase);

  const Hits& hits() const { return hits_; }

  bool disk_is_full = false;  // until somebody frees some space
  int busy_left = 0;          // locks that somebody else has

 private:
  Story& story_;
  std::vector<PlannedFault> planned_;
  Hits hits_;
};

}  // namespace harvestd::simulation

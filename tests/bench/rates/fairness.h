// Many profiles behind one hidden limit, through the real AdsApi in virtual time: what one of them costs the others
// when Amazon throttles it every time.
#pragma once

#include <cstdint>

namespace harvestd::bench {

struct Fairness {
  int profiles = 50;
  bool one_always_throttled = false;
  double allowed = 20;  // calls a second, shared; the bucket holds one second of them
  int minutes = 30;
};

struct Shares {
  std::int64_t others = 0;           // calls of the other profiles that succeeded
  std::int64_t least = 0, most = 0;  // of one of them
  std::int64_t tried = 0;            // calls of the throttled one
};

/// Each profile reads one page after the other without a pause, as a cycle does; after a failed read it begins anew.
Shares run_fairness(const Fairness& fairness);

}  // namespace harvestd::bench

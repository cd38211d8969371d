#include "core/elapsed.h"

#include <algorithm>

namespace harvestd {

Duration certainly_elapsed(const Moment& then, const Moment& now) {
  const bool same_boot = !then.boot.boot.empty() && then.boot.boot == now.boot.boot;
  if (same_boot) return std::max(now.boot.since - then.boot.since, Duration(0));
  const Duration wall = now.wall - then.wall;
  return wall < Duration(0) ? now.boot.since : std::min(wall, now.boot.since);
}

}  // namespace harvestd

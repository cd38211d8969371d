#include "core/elapsed.h"

#include <algorithm>

namespace harvestd {

namespace {

bool same_boot(const Moment& a, const Moment& b) {
  return !a.boot.boot.empty() && a.boot.boot == b.boot.boot;
}

}  // namespace

Duration certainly_elapsed(const Moment& then, const Moment& now) {
  const Duration by_boot_clock = now.boot.since - then.boot.since;
  if (same_boot(then, now)) return std::max(by_boot_clock, Duration(0));
  const bool unknown = then.boot.boot.empty() || now.boot.boot.empty();
  if (unknown && by_boot_clock >= Duration(0)) return by_boot_clock;  // true of the same boot, and less than of another
  const Duration wall = now.wall - then.wall;
  return wall < Duration(0) ? now.boot.since : std::min(wall, now.boot.since);
}

Duration remaining(const Moment& until, const Moment& now) {
  return same_boot(until, now) ? until.boot.since - now.boot.since : until.wall - now.wall;
}

}  // namespace harvestd

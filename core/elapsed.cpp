#include "core/elapsed.h"

#include <algorithm>

namespace harvestd {

namespace {

bool same_boot(const Moment& a, const Moment& b) {
  return !a.boot.boot.empty() && a.boot.boot == b.boot.boot;
}

}  // namespace

Duration certainly_elapsed(const Moment& then, const Moment& now) {
  if (same_boot(then, now)) return std::max(now.boot.since - then.boot.since, Duration(0));
  const Duration wall = now.wall - then.wall;
  return wall < Duration(0) ? now.boot.since : std::min(wall, now.boot.since);
}

Duration remaining(const Moment& until, const Moment& now) {
  return same_boot(until, now) ? until.boot.since - now.boot.since : until.wall - now.wall;
}

}  // namespace harvestd

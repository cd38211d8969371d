// How much time has certainly passed since a moment that the ledger kept, whatever was done to the wall clock, and
// however often process and machine were started since. Pure.
#pragma once

#include <string>
#include <utility>

#include "core/time.h"

namespace harvestd {

/// The time since the machine was started, suspend included, and which start that was.
struct BootClock {
  std::string boot;  // differs from start to start; empty: not known
  Duration since{0};
};

/// A moment, by both clocks; by the wall clock alone it belongs to a boot of its own.
struct Moment {
  Moment() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a time is a moment
  Moment(TimePoint at, BootClock since_boot = {}) : wall(at), boot(std::move(since_boot)) {}
  TimePoint wall;
  BootClock boot;
};

/// A lower bound of the time from `then` to `now`, at least zero. Within one boot, or when it is not known whether it
/// is the same, it is what the boot clock says. After another boot the machine has been up for that long at least; the
/// wall clock may only shorten that (a ledger that was moved to another machine), and only when it has not gone back.
Duration certainly_elapsed(const Moment& then, const Moment& now);

/// The wait that is left until a moment to come: by the boot clock within its boot, after another boot by the wall
/// clock. Negative when it has passed.
Duration remaining(const Moment& until, const Moment& now);

}  // namespace harvestd

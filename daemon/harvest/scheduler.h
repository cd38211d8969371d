// When which campaign's cycle runs: one loop a profile, so that a profile never has two cycles at once.
#pragma once

#include "daemon/harvest/cycle.h"

namespace harvestd {

/// The loops of one configuration. `ending` is set from outside (reload): loops end after the cycle at hand.
struct ScheduleRun {
  Engine& engine;
  ApiClients& clients;
  const Config& config;
  bool ending = false;
};

/// Runs the profile's campaigns when they are due, until the process stops or the run is ending. Throws LedgerError.
/// Arguments must outlive it.
Task<void> schedule_profile(ScheduleRun& run, const ProfileConfig& profile);

}  // namespace harvestd

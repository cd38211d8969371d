// When which campaign's cycle runs: one loop a profile, so that a profile never has two cycles at once.
#pragma once

#include <set>

#include "daemon/harvest/cycle.h"

namespace harvestd {

/// The loops of one configuration. `ending` is set from outside (reload): loops end after the cycle at hand.
struct ScheduleRun {
  Engine& engine;
  ApiClients& clients;
  const Config& config;
  bool ending = false;
  std::set<ProfileId> at_work = {};  // in a cycle or a reading; the others wait for one
};

/// Runs the profile's campaigns when they are due, and reads for unresolved promotions, first at the start and then
/// when their next look is due, until the process stops or the run is ending. After a cycle that Amazon or the network
/// made fail the next one comes after 1, 10, 100 minutes, then a day, whatever the schedule says. Throws LedgerError.
/// Arguments must outlive it.
Task<void> schedule_profile(ScheduleRun& run, const ProfileConfig& profile);

}  // namespace harvestd

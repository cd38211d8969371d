// One run, from its seed to the verdict: an account, a daemon that lives, suffers and dies a few times, calm, and then
// what the oracle says.
#pragma once

#include <array>
#include <cstdio>
#include <vector>

#include "tests/simulation/disk.h"
#include "tests/simulation/fault.h"
#include "tests/simulation/referee.h"

namespace harvestd::simulation {

struct RunOptions {
  std::uint64_t seed = 0;
  std::FILE* story = nullptr;  // where it is told; null: nowhere
  /// By how much Amazon exceeds `settle`, for a measurement; 1: it keeps the promise.
  double beyond_settle = 1.0;
};

struct RunResult {
  std::vector<Violation> violations;
  Hits hits;
  Cell target;
  int deaths = 0;  // of the process, by kill or loss of power
  std::array<std::uint64_t, kPlaces> deaths_at{};
  int created = 0;  // accepted by Amazon
  int created_again = 0;
  std::uint64_t hash = 0;  // of all that was sent and answered, and of the event chain
  std::uint64_t requests = 0;
  Duration virtual_time{0};
};

/// A closed ledger without history, from which runs start. Made once.
DiskImage empty_ledger();

/// Everything about it follows from the options. `start`: from empty_ledger().
RunResult run(const RunOptions& options, const DiskImage& start);

}  // namespace harvestd::simulation

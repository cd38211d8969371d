// Many runs, spread over worker processes: a check that fails inside a run ends its worker, and is a violation with a
// seed like any other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/scenario.h"

namespace harvestd::simulation {

struct RunnerOptions {
  std::uint64_t first_seed = 0;
  std::uint64_t runs = 1000;
  unsigned jobs = 0;   // worker processes; 0: one a core
  double seconds = 0;  // no new run after this; 0: no bound
  double beyond_settle = 1.0;
  std::size_t most_failures = 20;  // then it stops
};

struct Failure {
  std::uint64_t seed = 0;
  int invariant = 0;  // 0: the process ended
  std::string words;
};

struct Tally {
  std::uint64_t runs = 0, crash_runs = 0, deaths = 0, requests = 0, created = 0, created_again = 0, run_twice = 0;
  std::uint64_t virtual_seconds = 0;
  Hits hits;
  std::array<std::uint64_t, kPlaces> deaths_at{};
  void add(const RunResult& result);
  void add(const Tally& other);
};

struct Report {
  Tally tally;
  std::vector<Failure> failures;
  double seconds = 0;
};

/// Must be called while there is only one thread. One run in 64 is done twice and compared.
Report run_many(const RunnerOptions& options);

/// The figures, the cells (with those hit less than `least` times) and the failures, each with the command that replays
/// it.
std::string to_text(const Report& report, const std::string& program, std::uint64_t least);
bool is_good(const Report& report, std::uint64_t least);

/// The cells that cannot occur, with the reasons.
std::string impossible_cells_text();

}  // namespace harvestd::simulation

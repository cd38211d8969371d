// What a run is about, drawn from its seed: which cell of the matrix it aims at, what else goes wrong, when it dies.
#pragma once

#include <optional>
#include <vector>

#include "tests/simulation/faults.h"
#include "tests/simulation/random.h"

namespace harvestd::simulation {

struct Plan {
  Cell target;
  std::vector<PlannedFault> faults;
  bool dies_in_recovery = false;      // once more, early in the life after the first death
  bool has_commands = false;          // a person pauses and resumes
  bool comes_back_soon = false;       // from its deaths: within seconds
  bool is_slow = false;               // Amazon shows creates as late as it may
  std::size_t loss_one_in = 0;        // of creates: no answer, beside the faults; 0: never
  std::size_t refusal_one_in = 0;     // of requests: 400, 403, ...; 0: never
  std::size_t trouble_one_in = 0;     // of creates: some of its items refused or lost; 0: never
  std::size_t requests_a_minute = 0;  // that Amazon answers, by profile; 0: any number
  std::optional<std::int64_t> promotions_per_day;
  std::size_t look_trouble_one_in = 0;  // of lists that look for what is unresolved: refused; 0: never
  int lives = 1;                        // at least
  bool starts_anew = false;             // without a ledger
  bool is_thorough = false;             // looks at what takes long
  bool logs = false;                    // all levels, into memory, to look for secrets
  TimePoint begins;
};

/// Seeds one after the other aim at the possible cells one after the other.
Plan make_plan(std::uint64_t seed);

/// Where the life after a death ends early.
PlannedFault death_in_recovery(Random& random);

}  // namespace harvestd::simulation

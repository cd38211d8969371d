// The storms. Each says on standard output what it did, one line of figures at the end, and tells its violations.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "tests/storm/findings.h"

namespace harvestd::storm {

struct StormOptions {
  std::filesystem::path program;
  std::uint64_t seed = 1;
  std::uint64_t times = 100;           // kills, starts, disasters, steps
  std::optional<std::uint64_t> round;  // this round alone
};

/// kill -9 at moments around creates, and at others, and start again.
void kill_storm(const StormOptions& options, Findings& findings);
/// Two processes at one ledger: started together, beside a holder, beside a stopped one, and after one that ended.
void holders_storm(const StormOptions& options, Findings& findings);
/// Full disks, file size limits and read-only disks, and space again. Skips where nothing can be mounted.
void disk_storm(const StormOptions& options, Findings& findings);
/// A service whose wall clock is set forward and back while it works. Skips where libfaketime is missing.
void clock_storm(const StormOptions& options, Findings& findings);
/// What a running service shows of its secrets: logs, ledger, argument list, answers, core files.
void secrets_storm(const StormOptions& options, Findings& findings);

}  // namespace harvestd::storm

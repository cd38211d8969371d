// Settles promotions of unknown outcome by reading Amazon's lists completely; nothing is ever sent from here.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/harvest/engine.h"

namespace harvestd {

struct Reconciled {
  std::vector<Settlement> settled;
  std::int64_t looked_for = 0;  // how many were read for
  std::string error;            // why some could not be read for; empty when all could
  bool credentials_refused = false;
  std::set<GroupId> read, not_read;  // of those tried
};

/// "3 settled by reading: 2 created, 1 to be sent once more".
std::string in_words(const std::vector<Settlement>& settled);

/// Promotion groups that are not to be read for before a time of Runtime::uptime.
using NotBefore = std::map<GroupId, Duration>;

/// Reads for every unresolved promotion of the profile for which a look is due, one promotion group after the other,
/// and records what that settles. A group that cannot be read settles nothing; the others go on. Calls nothing when no
/// look is due, the profile is parked or the process stops. Throws LedgerError. `engine` and `api` must outlive the
/// call.
Task<Reconciled> reconcile(Engine& engine, AdsApi& api, ProfileId profile, Duration settle, NotBefore not_before = {});

/// Until the next look is due: zero is now, nothing when no promotion of the profile is unresolved.
std::optional<Duration> until_next_look(const Engine& engine, const ProfileId& profile, Duration settle,
                                        const NotBefore& not_before = {});

}  // namespace harvestd

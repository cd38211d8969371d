// The second half of a cycle: intents become create calls, answers become states. The order is the protocol: an attempt
// is durable before its first byte, and a create is sent again only when the one before certainly changed nothing.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "daemon/harvest/engine.h"

namespace harvestd {

struct PromoteResult {
  std::int64_t created = 0, already_existed = 0, rejected = 0;
  std::set<PromotionId> lost;   // unresolved now
  std::int64_t taken_back = 0;  // by a person, before they were sent
  std::int64_t not_sent = 0;    // still planned
  Fault fault = Fault::kNone;
  std::string error;  // why some were not sent or are unresolved; empty when nothing failed
  bool credentials_refused = false;
  bool cut_short = false;  // the process stops
};

/// Sends `promotions` (all planned, of one profile) into their groups, at most kMaxCreateItems a call, one call at a
/// time. Stops early when paused, stopping, throttled beyond patience, or when an outcome is unknown. A group that
/// refuses a whole call, or three different targets in a row alone, is parked, one that is parked is left out. Throws
/// LedgerError.
Task<PromoteResult> promote(Engine& engine, AdsApi& api, ProfileId profile, std::string label, CycleId cycle,
                            std::vector<OpenPromotion> promotions);

}  // namespace harvestd

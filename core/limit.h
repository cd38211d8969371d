// Limits: how many of the candidates may go now, the best evidence first. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/judge.h"

namespace harvestd {

/// A target that qualified, with as many promotions as its rule makes; they go together or not at all.
struct Contender {
  Evidence evidence;
  Kind kind = Kind::kKeyword;
  AdGroupId destination;
  std::int64_t promotions = 1;
  bool approved = false;  // by a person: goes before what still waits for one
};

struct Allowance {
  std::int64_t cycle_limit = 0;
  std::int64_t day_limit = 0;
  std::int64_t sent_today = 0;
  std::string day = "today (UTC)";                  // the day that is counted, in words
  std::int64_t ad_group_limit = 1000;               // keywords in one ad group. Source: Amazon Ads limits
  std::map<AdGroupId, std::int64_t> keywords_held;  // keywords in each destination now
};

/// One judgement a contender, in their order: qualified, or the limit that holds it back with its numbers in words.
/// Rank: approved, then more conversions, then fewer clicks, then the order given. One that a limit cuts does not stop
/// a smaller one behind it.
std::vector<Judgement> apply_limits(const std::vector<Contender>& contenders, const Allowance& allowance);

}  // namespace harvestd

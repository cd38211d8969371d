// The first half of a cycle: pull, judge, price. It reads Amazon and the ledger and changes nothing anywhere; `plan` is
// this half alone, run_cycle() goes on to act on it.
#pragma once

#include <functional>
#include <vector>

#include "config/config.h"
#include "daemon/amazon/ads_api.h"
#include "storage/ledger.h"

namespace harvestd {

/// Takes decisions a page at a time, as they are made.
using DecisionSink = std::function<void(std::vector<DecisionRow>)>;

struct SurveyInput {
  const Config& config;
  const ProfileConfig& profile;
  const CampaignConfig& campaign;
  AdsApi& api;
  const LedgerReader& ledger;
  TimePoint now;
  std::int64_t keywords_per_ad_group = 1000;  // Amazon's limit
  /// Of the same profile, not at Amazon yet: what earlier campaigns would have sent by now (plan only).
  const std::vector<NewPromotion>* about_to_be_sent = nullptr;
};

struct SurveyResult {
  std::int64_t recommendations = 0;  // as Amazon counts them: one an ad and target
  std::int64_t qualified = 0;        // targets, before limits
  std::int64_t skipped = 0;
  std::int64_t held = 0;
  std::vector<NewPromotion> promotions;  // what is to be sent now, in the order seen
  std::vector<FoundTarget> found;
};

/// Every recommendation that Amazon shows ends as one decision in `sink`, or the whole survey is an error: a list that
/// could not be read completely decides nothing. Arguments must outlive the call.
Task<ApiResult<SurveyResult>> survey(SurveyInput input, DecisionSink sink);

}  // namespace harvestd

#include "daemon/harvest/cycle.h"

#include <fmt/format.h>
#include <malloc.h>

#include "daemon/harvest/promoter.h"
#include "daemon/harvest/survey.h"

namespace harvestd {
namespace {

CycleOutcome failed(ApiError error) {
  CycleOutcome outcome;
  outcome.status = CycleStatus::kFailed;
  outcome.credentials_refused = error.code == Errc::kCredentials;
  outcome.error = std::move(error.message);
  return outcome;
}

void note_promoted(const PromoteResult& promoted, CycleOutcome& outcome) {
  outcome.counts.created = promoted.created;
  outcome.counts.already_existed = promoted.already_existed;
  outcome.counts.rejected = promoted.rejected;
  outcome.counts.unresolved = promoted.unresolved;
  outcome.credentials_refused = promoted.credentials_refused;
  outcome.error = promoted.error;
  if (promoted.unresolved > 0 || promoted.not_sent > 0) outcome.status = CycleStatus::kPartial;
}

/// A cycle that fell short, and whose profile Amazon lets wait, says until when.
void say_parked(const Engine& engine, const ProfileId& profile, CycleOutcome& outcome) {
  const std::optional<TimePoint> until = engine.parked(profile);
  if (outcome.error.empty() || !until) return;
  const std::string parked = Engine::parked_message(profile, *until);
  if (outcome.error != parked) outcome.error += "; " + parked;
}

Task<CycleOutcome> harvest(Engine& engine, AdsApi& api, const Config& config, const ProfileConfig& profile,
                           const CampaignConfig& campaign, CycleId cycle) {
  Ledger& ledger = engine.ledger();
  if (const std::optional<TimePoint> until = engine.parked(profile.id)) {
    CycleOutcome outcome;
    outcome.status = CycleStatus::kFailed;
    outcome.error = Engine::parked_message(profile.id, *until);
    co_return outcome;
  }

  SurveyInput input{.config = config,
                    .profile = profile,
                    .campaign = campaign,
                    .api = api,
                    .ledger = ledger.reader(),
                    .now = engine.runtime().now(),
                    .keywords_per_ad_group = engine.options().keywords_per_ad_group};
  DecisionSink record = [&](const std::vector<DecisionRow>& decisions) {
    engine.enter(Stage::kJudge);
    ledger.record_decisions(cycle, decisions, engine.runtime().now());
    engine.enter(Stage::kPull);
  };
  engine.enter(Stage::kPull);
  ApiResult<SurveyResult> surveyed = co_await survey(input, std::move(record));
  if (!surveyed) {
    const ApiError& error = surveyed.error();
    if (error.retry_after && !engine.parked(profile.id)) engine.park(profile.id, *error.retry_after, error.message);
    co_return failed(surveyed.error());
  }

  CycleOutcome outcome;
  outcome.counts.recommendations = surveyed->recommendations;
  outcome.counts.qualified = surveyed->qualified;
  outcome.counts.skipped = surveyed->skipped;
  outcome.counts.held = surveyed->held;
  if (campaign.mode != Mode::kAuto) {
    outcome.nothing_sent = fmt::format("mode {}", to_string(campaign.mode));
  } else if (ledger.reader().is_paused(campaign.label)) {
    outcome.nothing_sent = "paused";
  }
  if (outcome.nothing_sent.empty() && !surveyed->promotions.empty()) {
    engine.enter(Stage::kIntend);
    engine.require_sound_ledger();
    std::vector<OpenPromotion> planned = ledger.plan(cycle, surveyed->promotions, engine.runtime().now());
    PromoteResult promoted = co_await promote(engine, api, profile.id, campaign.label, cycle, std::move(planned));
    note_promoted(promoted, outcome);
  }
  co_return outcome;
}

}  // namespace

Task<CycleOutcome> run_cycle(Engine& engine, ApiClients& clients, const Config& config, const ProfileConfig& profile,
                             const CampaignConfig& campaign, Trigger trigger) {
  Ledger& ledger = engine.ledger();
  const CampaignRow row{profile.id, std::string(profile.marketplace->code), campaign.id, campaign.label};
  const CycleId cycle = ledger.begin_cycle(row, to_string(campaign.mode), trigger, engine.runtime().now());
  engine.enter(profile.id, cycle);
  AdsApi& api = clients.of(profile.credentials);
  CycleOutcome outcome = co_await harvest(engine, api, config, profile, campaign, cycle);
  engine.enter(Stage::kIdle);
  say_parked(engine, profile.id, outcome);
  const CycleCounts calls = engine.leave(profile.id);
  outcome.counts.api_calls = calls.api_calls;
  outcome.counts.throttled = calls.throttled;
  outcome.open_unresolved = ledger.reader().unresolved(profile.id, campaign.id);
  ledger.finish_cycle(cycle, outcome.status, outcome.counts, outcome.error, engine.runtime().now());
  malloc_trim(0);  // a large survey's memory goes back while the service idles
  co_return outcome;
}

}  // namespace harvestd

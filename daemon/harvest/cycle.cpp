#include "daemon/harvest/cycle.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <set>

#include "daemon/harvest/promoter.h"
#include "daemon/harvest/reconciler.h"
#include "daemon/harvest/survey.h"

namespace harvestd {
namespace {

/// One cycle under way. Lives in the frame of run_cycle().
class Cycle {
 public:
  Cycle(Engine& engine, AdsApi& api, const Config& config, const ProfileConfig& profile, const CampaignConfig& campaign,
        CycleId id)
      : engine_(engine), api_(api), config_(config), profile_(profile), campaign_(campaign), id_(id) {}

  Task<CycleOutcome> run();

 private:
  Task<void> settle_by_reading();
  Task<ApiResult<SurveyResult>> pull_and_judge();
  Task<void> act_on(SurveyResult surveyed);
  void ask_again_unless_wanted(const SurveyResult& surveyed);
  std::string why_nothing_is_sent() const;
  void fail(const ApiError& error);
  void conclude();
  void note(const SurveyResult& surveyed);
  void note(const PromoteResult& promoted);
  void note(const Reconciled& reconciled);

  Engine& engine_;
  AdsApi& api_;
  const Config& config_;
  const ProfileConfig& profile_;
  const CampaignConfig& campaign_;
  CycleId id_;
  CycleOutcome outcome_;
  std::vector<PromotionId> approved_;  // when it began
  std::set<PromotionId> lost_;         // by this cycle, and not settled yet
  bool all_sent_ = true;               // what was to be sent
  bool cut_short_ = false;             // the process stops
  std::int64_t to_send_again_ = 0;     // by the next cycle, as the latest reading showed
  bool all_looked_ = true;             // for what is unresolved
};

Task<CycleOutcome> Cycle::run() {
  engine_.enter(Stage::kIntend);
  approved_ = engine_.ledger().reader().approved(profile_.id, campaign_.id);
  engine_.ledger().expire(engine_.runtime().now() - config_.approval_expires, engine_.runtime().now());
  if (!engine_.parked(profile_.id)) co_await settle_by_reading();
  if (const std::optional<TimePoint> until = engine_.parked(profile_.id)) {
    outcome_.status = CycleStatus::kFailed;
    outcome_.fault = Fault::kElsewhere;
    outcome_.error = Engine::parked_message(profile_.id, *until);
    co_return std::move(outcome_);
  }
  ApiResult<SurveyResult> surveyed = co_await pull_and_judge();
  if (surveyed) {
    note(*surveyed);
    co_await act_on(std::move(*surveyed));
    co_await settle_by_reading();
    conclude();
  } else {
    fail(surveyed.error());
  }
  co_return std::move(outcome_);
}

Task<void> Cycle::settle_by_reading() {
  Reconciled reconciled = co_await reconcile(engine_, api_, profile_.id, config_.settle);
  note(reconciled);
}

Task<ApiResult<SurveyResult>> Cycle::pull_and_judge() {
  SurveyInput input{.config = config_,
                    .profile = profile_,
                    .campaign = campaign_,
                    .api = api_,
                    .ledger = engine_.ledger().reader(),
                    .now = engine_.moment(),
                    .keywords_per_ad_group = engine_.options().keywords_per_ad_group};
  DecisionSink record = [this](const std::vector<DecisionRow>& decisions) {
    engine_.enter(Stage::kJudge);
    engine_.ledger().record_decisions(id_, decisions, engine_.runtime().now());
    engine_.enter(Stage::kPull);
  };
  engine_.enter(Stage::kPull);
  ApiResult<SurveyResult> surveyed = co_await survey(input, std::move(record));
  co_return surveyed;
}

Task<void> Cycle::act_on(SurveyResult surveyed) {
  engine_.enter(Stage::kIntend);
  engine_.ledger().settle_found(surveyed.found, engine_.moment());
  outcome_.nothing_sent = why_nothing_is_sent();
  if (!outcome_.nothing_sent.empty()) co_return;
  const Consent consent = campaign_.mode == Mode::kApprove ? Consent::kNeeded : Consent::kNotNeeded;
  if (consent == Consent::kNeeded) ask_again_unless_wanted(surveyed);
  if (surveyed.promotions.empty()) co_return;
  if (const std::optional<Duration> left = engine_.creates_held(config_.settle)) {
    outcome_.status = CycleStatus::kPartial;
    outcome_.fault = Fault::kOutside;
    outcome_.error = fmt::format(
        "the ledger was older than its .head file (an older copy was restored, or the file was lost): nothing is sent "
        "for another {}, until Amazon's lists show all that was sent before",
        to_string(std::chrono::ceil<std::chrono::seconds>(*left)));
    co_return;
  }
  engine_.require_sound_ledger();
  std::vector<OpenPromotion> planned =
      engine_.ledger().plan(id_, surveyed.promotions, engine_.runtime().now(), consent);
  PromoteResult promoted = co_await promote(engine_, api_, profile_.id, campaign_.label, id_, std::move(planned));
  note(promoted);
}

void Cycle::ask_again_unless_wanted(const SurveyResult& surveyed) {
  std::vector<Identity> wanted = surveyed.held_back;
  for (const NewPromotion& promotion : surveyed.promotions) wanted.push_back(promotion.identity);
  engine_.ledger().ask_again(approved_, wanted, engine_.runtime().now());
}

std::string Cycle::why_nothing_is_sent() const {
  if (campaign_.mode == Mode::kObserve) return fmt::format("mode {}", to_string(campaign_.mode));
  return engine_.ledger().reader().is_paused(campaign_.label) ? "paused" : "";
}

void Cycle::fail(const ApiError& error) {
  if (error.retry_after && !engine_.parked(profile_.id)) engine_.park(profile_.id, *error.retry_after, error.message);
  outcome_.status = error.code == Errc::kStopped ? CycleStatus::kAbandoned : CycleStatus::kFailed;
  outcome_.fault = error.code == Errc::kCredentials || error.code == Errc::kStopped || error.code == Errc::kNotFound
                       ? Fault::kElsewhere
                       : Fault::kOutside;
  outcome_.credentials_refused = error.code == Errc::kCredentials;
  outcome_.error = error.message;
}

void Cycle::note(const SurveyResult& surveyed) {
  outcome_.counts.recommendations = surveyed.recommendations;
  outcome_.counts.qualified = surveyed.qualified;
  outcome_.counts.skipped = surveyed.skipped;
  outcome_.counts.held = surveyed.held;
}

void Cycle::note(const PromoteResult& promoted) {
  outcome_.counts.created = promoted.created;
  outcome_.counts.already_existed = promoted.already_existed;
  outcome_.counts.rejected = promoted.rejected;
  outcome_.counts.unresolved = std::ssize(promoted.lost);
  outcome_.credentials_refused = promoted.credentials_refused;
  outcome_.error = promoted.error;
  outcome_.fault = promoted.fault;
  all_sent_ = promoted.not_sent == 0;
  cut_short_ = promoted.cut_short;
  lost_ = promoted.lost;
}

void Cycle::note(const Reconciled& reconciled) {
  outcome_.settled_by_reading.insert(outcome_.settled_by_reading.end(), reconciled.settled.begin(),
                                     reconciled.settled.end());
  for (const Settlement& settlement : reconciled.settled) {
    if (lost_.erase(settlement.id) == 0) continue;
    --outcome_.counts.unresolved;
    if (settlement.event == PromotionEvent::kCreated) ++outcome_.counts.created;
    if (settlement.event == PromotionEvent::kExists) ++outcome_.counts.already_existed;
  }
  to_send_again_ = std::count_if(reconciled.settled.begin(), reconciled.settled.end(),
                                 [](const Settlement& each) { return each.event == PromotionEvent::kAbsent; });
  all_looked_ = reconciled.error.empty();
  if (outcome_.error.empty()) outcome_.error = reconciled.error;
}

void Cycle::conclude() {
  if (to_send_again_ > 0 && outcome_.error.empty())
    outcome_.error = "what was lost is sent once more by the next cycle";
  if (!all_sent_ || !lost_.empty() || !all_looked_ || to_send_again_ > 0) {
    outcome_.status = cut_short_ ? CycleStatus::kAbandoned : CycleStatus::kPartial;
  } else if (outcome_.status == CycleStatus::kDone) {
    outcome_.error.clear();  // what went wrong came right
    outcome_.fault = Fault::kNone;
  }
}

/// A cycle that fell short, and whose profile Amazon lets wait, says until when.
void say_parked(const Engine& engine, const ProfileId& profile, CycleOutcome& outcome) {
  const std::optional<TimePoint> until = engine.parked(profile);
  if (outcome.error.empty() || !until) return;
  const std::string parked = Engine::parked_message(profile, *until);
  if (outcome.error != parked) outcome.error += "; " + parked;
}

}  // namespace

Task<CycleOutcome> run_cycle(Engine& engine, ApiClients& clients, const Config& config, const ProfileConfig& profile,
                             const CampaignConfig& campaign, Trigger trigger) {
  Ledger& ledger = engine.ledger();
  const CampaignRow row{profile.id, std::string(profile.marketplace->code), campaign.id, campaign.label};
  const CycleId id = ledger.begin_cycle(row, to_string(campaign.mode), trigger, engine.runtime().now());
  engine.enter(profile.id, id);
  Cycle cycle(engine, clients.of(profile.credentials), config, profile, campaign, id);
  CycleOutcome outcome = co_await cycle.run();
  engine.enter(Stage::kIdle);
  say_parked(engine, profile.id, outcome);
  const CycleCounts calls = engine.leave(profile.id);
  outcome.counts.api_calls = calls.api_calls;
  outcome.counts.throttled = calls.throttled;
  outcome.awaiting = ledger.reader().awaiting(profile.id, campaign.id);
  outcome.open_unresolved = ledger.reader().unresolved(profile.id, campaign.id);
  ledger.finish_cycle(id, outcome.status, outcome.fault, outcome.counts, outcome.error, engine.runtime().now());
  malloc_trim(0);  // a large survey's memory goes back while the service idles
  co_return outcome;
}

}  // namespace harvestd

#include "daemon/harvest/promoter.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <map>
#include <utility>

#include "core/batch.h"
#include "core/check.h"
#include "core/printable.h"

namespace harvestd {
namespace {

using Batch = std::vector<OpenPromotion>;

constexpr std::size_t kMostRefusedAlone = 3;

class Promoter {
 public:
  Promoter(Engine& engine, AdsApi& api, ProfileId profile, std::string label, CycleId cycle)
      : engine_(engine), api_(api), profile_(std::move(profile)), label_(std::move(label)), cycle_(cycle) {}

  Task<PromoteResult> run(std::vector<OpenPromotion> promotions);

 private:
  enum class Next { kNextBatch, kSameAgain, kHalve, kNextGroup, kStop };

  Task<void> send_group(GroupId group, std::vector<OpenPromotion> promotions);
  Task<Next> send_batch(GroupId group, Batch batch, int tries);
  Task<Next> after_failure(CallFailure failure, std::size_t items, int tries);
  void settle(const Batch& batch, const std::vector<ItemAnswer>& answers);
  void count(const Settlement& settlement);
  std::vector<ItemAnswer> answers_of(const CallFailure& failure, std::size_t items) const;
  void give_up(const ApiError& error);
  bool refuses_the_call(const CallFailure& failure, const Batch& batch);
  bool is_parked(const GroupId& group);
  bool may_send();

  Engine& engine_;
  AdsApi& api_;
  ProfileId profile_;
  std::string label_;
  CycleId cycle_;
  PromoteResult result_;
  std::set<std::string> refused_alone_;  // texts, since the group accepted anything
  bool stopped_ = false;
  bool token_renewed_ = false;
};

Task<PromoteResult> Promoter::run(std::vector<OpenPromotion> promotions) {
  std::map<GroupId, std::vector<OpenPromotion>> by_group;
  const auto total = static_cast<std::int64_t>(promotions.size());
  for (OpenPromotion& promotion : promotions) by_group[promotion.identity.group].push_back(std::move(promotion));
  for (auto& [group, members] : by_group) {
    if (stopped_) break;
    co_await send_group(group, std::move(members));
  }
  result_.not_sent = total - result_.taken_back - result_.created - result_.already_existed - result_.rejected -
                     std::ssize(result_.lost);
  co_return std::move(result_);
}

Task<void> Promoter::send_group(GroupId group, std::vector<OpenPromotion> promotions) {
  std::vector<std::string> keys;
  for (const OpenPromotion& promotion : promotions) {
    keys.push_back((promotion.identity.kind == Kind::kKeyword ? "k" : "p") + promotion.identity.key);
  }
  std::deque<Batch> queue;
  for (const std::vector<std::size_t>& indexes : pack_batches(keys, kMaxCreateItems)) {
    Batch batch;
    for (const std::size_t i : indexes) batch.push_back(std::move(promotions[i]));
    queue.push_back(std::move(batch));
  }
  if (is_parked(group)) co_return;
  refused_alone_.clear();
  int tries = 0;
  while (!queue.empty() && may_send()) {
    ApiResult<void> permit = co_await api_.permit_create(profile_);  // the wait comes before the attempt is recorded
    if (!permit) give_up(permit.error());
    if (!may_send()) break;
    Batch batch = queue.front();
    result_.taken_back += std::ssize(batch);
    std::erase_if(batch, [&](const OpenPromotion& each) { return engine_.ledger().reader().is_declined(each.id); });
    result_.taken_back -= std::ssize(batch);
    queue.front() = batch;
    if (batch.empty()) {
      queue.pop_front();
      continue;
    }
    const Next next = co_await send_batch(group, batch, ++tries);
    if (next == Next::kSameAgain) continue;
    tries = 0;
    queue.pop_front();
    if (next == Next::kHalve) {
      const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
      queue.push_front(Batch(middle, batch.end()));
      queue.push_front(Batch(batch.begin(), middle));
    }
    stopped_ = next == Next::kStop;
    if (stopped_ || next == Next::kNextGroup) co_return;
  }
}

void Promoter::give_up(const ApiError& error) {
  stopped_ = true;
  result_.error = error.message;
  result_.credentials_refused = error.code == Errc::kCredentials;
  result_.cut_short = error.code == Errc::kStopped;
  const bool ours = result_.credentials_refused || result_.cut_short;
  result_.fault = ours ? Fault::kElsewhere : Fault::kOutside;
}

// What is refused whatever it holds is not refused for what it holds.
bool Promoter::refuses_the_call(const CallFailure& failure, const Batch& batch) {
  if (failure.outcome != CallOutcome::kRefusedWhole || batch.size() > 1) return false;
  refused_alone_.insert(batch.front().identity.key);
  return refused_alone_.size() >= kMostRefusedAlone;
}

bool Promoter::is_parked(const GroupId& group) {
  const std::optional<TimePoint> until =
      engine_.ledger().reader().group_parked_until(profile_, group, engine_.runtime().now());
  if (!until) return false;
  result_.error = fmt::format("promotion group {} is parked until {}: it refused a call (harvestd resume lifts that)",
                              group.str(), to_iso8601(*until));
  return true;
}

bool Promoter::may_send() {
  if (stopped_) return false;
  if (engine_.runtime().stopping()) {
    result_.error = "stopped before everything was sent";
    result_.fault = Fault::kElsewhere;
    result_.cut_short = true;
    stopped_ = true;
  } else if (engine_.ledger().reader().is_paused(label_)) {
    result_.error = "paused before everything was sent";
    result_.fault = Fault::kElsewhere;
    stopped_ = true;
  }
  return !stopped_;
}

Task<Promoter::Next> Promoter::send_batch(GroupId group, Batch batch, int tries) {
  std::vector<PromotionId> ids;
  std::vector<CreateItem> items;
  for (const OpenPromotion& promotion : batch) {
    ids.push_back(promotion.id);
    items.push_back({.kind = promotion.identity.kind,
                     .target = promotion.target,
                     .match = promotion.identity.match,
                     .bid = promotion.bid.amount()});
  }
  engine_.enter(Stage::kSend);
  engine_.ledger().begin_attempt(cycle_, ids, engine_.runtime().now());
  CreateAnswer answer = co_await api_.create_targets(profile_, group, std::move(items));
  if (auto* answers = std::get_if<std::vector<ItemAnswer>>(&answer)) {
    settle(batch, *answers);
    refused_alone_.clear();
    engine_.ledger().unpark_group(profile_, group, engine_.runtime().now());
    co_return Next::kNextBatch;
  }
  CallFailure failure = std::move(std::get<CallFailure>(answer));
  if (refuses_the_call(failure, batch)) {
    failure.outcome = CallOutcome::kRefusedGroup;
    failure.error.message +=
        fmt::format("; {} different targets were refused alone: it is the call that Amazon refuses", kMostRefusedAlone);
  }
  settle(batch, answers_of(failure, batch.size()));
  if (failure.outcome == CallOutcome::kRefusedGroup) {
    engine_.ledger().park_group(profile_, group, failure.error.message, engine_.runtime().now());
  }
  const Next next = co_await after_failure(std::move(failure), batch.size(), tries);
  co_return next;
}

std::vector<ItemAnswer> Promoter::answers_of(const CallFailure& failure, std::size_t items) const {
  ItemAnswer each;
  each.event = event_of(failure.outcome);
  each.error = failure.error.message;
  if (failure.outcome == CallOutcome::kRefusedWhole && items == 1) {
    each.event = PromotionEvent::kRefuse;
    each.curable = true;  // what is wrong with it was not said
  }
  return std::vector<ItemAnswer>(items, each);
}

void Promoter::settle(const Batch& batch, const std::vector<ItemAnswer>& answers) {
  HARVESTD_CHECK(batch.size() == answers.size());
  engine_.enter(Stage::kSettle);
  std::vector<Settlement> settlements;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const ItemAnswer& answer = answers[i];
    settlements.push_back({.id = batch[i].id,
                           .event = answer.event,
                           .target = answer.target,
                           .ad_group = answer.ad_group,
                           .error = answer.error,
                           .curable = answer.curable});
    if (answer.event == PromotionEvent::kExists && batch[i].lost_attempts > 0) {
      settlements.back().event = PromotionEvent::kLoseTrack;
      settlements.back().error += "; perhaps by an earlier attempt, whose answer was lost";
    }
    count(settlements.back());
  }
  engine_.ledger().settle(settlements, engine_.moment());
}

void Promoter::count(const Settlement& settlement) {
  switch (settlement.event) {
    case PromotionEvent::kCreated:
      ++result_.created;
      break;
    case PromotionEvent::kExists:
      ++result_.already_existed;
      break;
    case PromotionEvent::kRefuse:
      ++result_.rejected;
      break;
    case PromotionEvent::kLoseTrack:
      result_.lost.insert(settlement.id);
      if (result_.error.empty()) result_.error = "outcome unknown: " + settlement.error;
      break;
    default:
      HARVESTD_CHECK(settlement.event == PromotionEvent::kNotApplied);
  }
}

Task<Promoter::Next> Promoter::after_failure(CallFailure failure, std::size_t items, int tries) {
  const ApiError& error = failure.error;
  const bool halve = failure.outcome == CallOutcome::kRefusedWhole && items > 1;
  spdlog::log(halve ? spdlog::level::info : spdlog::level::warn, "campaign={} {} (a call of {}{})", label_,
              error.message, counted(static_cast<std::int64_t>(items), "target"),
              halve ? ", halved to find which of them Amazon refuses" : "");
  switch (failure.outcome) {
    case CallOutcome::kRefusedWhole:
      // Halved until the guilty item is alone; alone it is rejected.
      if (halve) co_return Next::kHalve;
      co_return Next::kNextBatch;
    case CallOutcome::kRefusedGroup:
      result_.error = error.message;
      co_return Next::kNextGroup;
    case CallOutcome::kNothingSent:
    case CallOutcome::kThrottled: {
      const RetryPolicy policy;
      const std::optional<Duration> delay = next_delay(policy, tries, error.retry_after, engine_.runtime().uniform());
      if (delay && *delay <= policy.park_above) {
        if (error.retry_after) {  // the next permit waits, unless a person lifts it
          spdlog::info("campaign={} waits {} s: Amazon asked for it (harvestd resume lifts that)", label_,
                       std::chrono::ceil<std::chrono::seconds>(*error.retry_after).count());
        } else {
          co_await engine_.runtime().sleep_for(*delay);
        }
        co_return Next::kSameAgain;
      }
      if (error.retry_after && !engine_.parked(profile_)) engine_.park(profile_, *error.retry_after, error.message);
      give_up(error);
      co_return Next::kStop;
    }
    case CallOutcome::kRefusedToken:
      if (failure.token_expired && !std::exchange(token_renewed_, true)) co_return Next::kSameAgain;
      give_up(error);
      co_return Next::kStop;
    case CallOutcome::kUnknown:
      result_.error = "outcome unknown: " + error.message;
      result_.fault = Fault::kOutside;
      co_return Next::kStop;
  }
  co_return Next::kStop;
}

}  // namespace

Task<PromoteResult> promote(Engine& engine, AdsApi& api, ProfileId profile, std::string label, CycleId cycle,
                            std::vector<OpenPromotion> promotions) {
  Promoter promoter(engine, api, std::move(profile), std::move(label), cycle);
  PromoteResult result = co_await promoter.run(std::move(promotions));
  co_return result;
}

}  // namespace harvestd

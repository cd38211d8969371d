#include "daemon/harvest/reconciler.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/text.h"

namespace harvestd {
namespace {

using Question = UnresolvedPromotion;

Duration until_look(const Engine& engine, const Question& question, const Moment& now, Duration settle,
                    const NotBefore& not_before) {
  const Duration due = until_next_look(question.question, now, settle);
  const auto put_off = not_before.find(question.identity.group);
  return put_off == not_before.end() ? due : std::max(due, put_off->second - engine.runtime().uptime());
}

/// What one complete reading showed of the targets that are asked for.
class Seen {
 public:
  explicit Seen(const std::vector<Question>& questions) {
    for (const Question& question : questions) wanted_.insert(index(question.identity.kind, question.identity.key));
  }
  void in_group(const ExistingTarget& target) { note(target, group_); }
  void in_ad_group(const ExistingTarget& target) { note(target, ad_group_); }

  const ExistingTarget* group_target(const Question& question) const { return find(question, group_); }
  const ExistingTarget* ad_group_target(const Question& question) const { return find(question, ad_group_); }

 private:
  using Targets = std::multimap<std::string, ExistingTarget>;
  static std::string index(Kind kind, const std::string& key) { return (kind == Kind::kKeyword ? "k" : "p") + key; }
  void note(const ExistingTarget& target, Targets& among) {
    std::string key =
        index(target.kind, target.kind == Kind::kKeyword ? keyword_key(target.text) : asin_key(target.text));
    if (wanted_.contains(key)) among.emplace(std::move(key), target);
  }
  static const ExistingTarget* find(const Question& question, const Targets& among) {
    const auto [first, last] = among.equal_range(index(question.identity.kind, question.identity.key));
    const auto found =
        std::find_if(first, last, [&](const auto& each) { return each.second.match == question.identity.match; });
    return found == last ? nullptr : &found->second;
  }

  std::set<std::string> wanted_;
  Targets group_, ad_group_;
};

class Reconciler {
 public:
  Reconciler(Engine& engine, AdsApi& api, ProfileId profile, Duration settle, NotBefore not_before)
      : engine_(engine), api_(api), profile_(std::move(profile)), settle_(settle), not_before_(std::move(not_before)) {}

  Task<Reconciled> run();

 private:
  Task<ApiResult<void>> look(GroupId group, std::vector<Question> questions);
  Task<ApiResult<void>> read(GroupId group, const std::vector<Question>& questions, Seen& seen);
  void conclude(const std::vector<Question>& questions, const Seen& seen, const Moment& began);
  static Settlement found(const Question& question, const Seen& seen);

  Engine& engine_;
  AdsApi& api_;
  ProfileId profile_;
  Duration settle_;
  NotBefore not_before_;
  Reconciled result_;
};

Task<Reconciled> Reconciler::run() {
  std::map<GroupId, std::vector<Question>> by_group;
  const Moment now = engine_.moment();
  for (Question& question : engine_.ledger().reader().unresolved_promotions(profile_)) {
    if (until_look(engine_, question, now, settle_, not_before_) > Duration(0)) continue;
    by_group[question.identity.group].push_back(std::move(question));
  }
  for (auto& [group, questions] : by_group) {
    if (engine_.runtime().stopping() || engine_.parked(profile_)) break;
    engine_.enter(Stage::kReconcile);
    result_.looked_for += std::ssize(questions);
    ApiResult<void> looked = co_await look(group, std::move(questions));
    (looked ? result_.read : result_.not_read).insert(group);
    if (looked) continue;
    result_.error = looked.error().message;
    result_.credentials_refused = looked.error().code == Errc::kCredentials;
    spdlog::warn("profile={} group={} unresolved promotions could not be read for: {}", profile_.str(), group.str(),
                 looked.error().message);
  }
  co_return std::move(result_);
}

Task<ApiResult<void>> Reconciler::look(GroupId group, std::vector<Question> questions) {
  const Moment began = engine_.moment();
  Seen seen(questions);
  ApiResult<void> complete = co_await read(std::move(group), questions, seen);
  engine_.enter(Stage::kReconcile);
  if (complete) conclude(questions, seen, began);
  co_return complete;
}

Task<ApiResult<void>> Reconciler::read(GroupId group, const std::vector<Question>& questions, Seen& seen) {
  AdsApi::Visitor<ExistingTarget> in_group = [&seen](const std::vector<ExistingTarget>& page) {
    for (const ExistingTarget& target : page) seen.in_group(target);
  };
  ApiResult<void> listed = co_await api_.list_group_targets(profile_, std::move(group), std::move(in_group));
  if (!listed) co_return listed;
  std::map<Kind, std::set<AdGroupId>> places;
  for (const Question& question : questions) {
    places[question.identity.kind].insert(question.destination_ad_group);
  }
  for (const auto& [kind, ad_groups] : places) {
    engine_.enter(Stage::kReconcile);
    std::vector<AdGroupId> ids(ad_groups.begin(), ad_groups.end());
    AdsApi::Visitor<ExistingTarget> in_ad_group = [&seen](const std::vector<ExistingTarget>& page) {
      for (const ExistingTarget& target : page) seen.in_ad_group(target);
    };
    if (kind == Kind::kKeyword) {
      listed = co_await api_.list_keywords(profile_, std::move(ids), std::move(in_ad_group));
    } else {
      listed = co_await api_.list_product_targets(profile_, std::move(ids), std::move(in_ad_group));
    }
    if (!listed) co_return listed;
  }
  co_return listed;
}

void Reconciler::conclude(const std::vector<Question>& questions, const Seen& seen, const Moment& began) {
  const Moment ended = engine_.moment();
  std::vector<Settlement> settled;
  std::vector<PromotionId> looked;
  for (const Question& question : questions) {
    Sighting sighting = Sighting::kNowhere;
    if (seen.ad_group_target(question)) sighting = Sighting::kInAdGroup;
    if (seen.group_target(question)) sighting = Sighting::kInGroup;
    const std::optional<PromotionEvent> event = settle_by_reading(question.question, sighting, began, settle_);
    if (!event) {
      looked.push_back(question.id);
      continue;
    }
    Settlement settlement{.id = question.id, .event = *event, .target = {}, .ad_group = {}, .error = {}};
    if (event == PromotionEvent::kCreated) settlement = found(question, seen);
    if (event == PromotionEvent::kExists) settlement.error = "found in the ad group, but not among the group's targets";
    if (event == PromotionEvent::kAbsent) settlement.error = "two readings did not find it; it is sent once more";
    if (event == PromotionEvent::kGiveUp) {
      settlement.error = fmt::format("gave_up: sent {} times without a clear answer, and found by no reading",
                                     question.question.lost_attempts);
      spdlog::warn("profile={} {} \"{}\" {} is given up: {} sends without a clear answer, found by no reading",
                   profile_.str(), to_string(question.identity.kind), question.identity.key,
                   to_string(question.identity.match), question.question.lost_attempts);
    }
    settled.push_back(std::move(settlement));
  }
  engine_.ledger().record_first_look(looked, ended);
  engine_.ledger().settle(settled, ended);
  std::move(settled.begin(), settled.end(), std::back_inserter(result_.settled));
}

Settlement Reconciler::found(const Question& question, const Seen& seen) {
  const ExistingTarget& target = *seen.group_target(question);
  const ExistingTarget* listed = seen.ad_group_target(question);
  Settlement settlement{.id = question.id,
                        .event = PromotionEvent::kCreated,
                        .target = target.id,
                        .ad_group = target.ad_group,
                        .error = {}};
  const std::optional<Decimal> bid = listed && listed->bid ? listed->bid : target.bid;
  if (bid && *bid != question.bid.amount()) {
    settlement.error = fmt::format("found by reading, with bid {}", bid->to_string());
  }
  return settlement;
}

}  // namespace

std::string in_words(const std::vector<Settlement>& settled) {
  constexpr std::pair<PromotionEvent, std::string_view> kAs[] = {{PromotionEvent::kCreated, "created"},
                                                                 {PromotionEvent::kExists, "already there"},
                                                                 {PromotionEvent::kAbsent, "to be sent once more"},
                                                                 {PromotionEvent::kGiveUp, "given up"}};
  std::string words = fmt::format("{} settled by reading", settled.size());
  std::string_view before = ": ";
  for (const auto& [event, as] : kAs) {
    const auto is_so = [wanted = event](const Settlement& each) { return each.event == wanted; };
    const auto count = std::count_if(settled.begin(), settled.end(), is_so);
    if (count == 0) continue;
    words += fmt::format("{}{} {}", before, count, as);
    before = ", ";
  }
  return words;
}

Task<Reconciled> reconcile(Engine& engine, AdsApi& api, ProfileId profile, Duration settle, NotBefore not_before) {
  Reconciler reconciler(engine, api, std::move(profile), settle, std::move(not_before));
  Reconciled result = co_await reconciler.run();
  co_return result;
}

std::optional<Duration> until_next_look(const Engine& engine, const ProfileId& profile, Duration settle,
                                        const NotBefore& not_before) {
  std::optional<Duration> next;
  const Moment now = engine.moment();
  for (const UnresolvedPromotion& promotion : engine.ledger().reader().unresolved_promotions(profile)) {
    const Duration wait = until_look(engine, promotion, now, settle, not_before);
    next = std::min(next.value_or(wait), wait);
  }
  return next;
}

}  // namespace harvestd

#include "daemon/harvest/survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/group.h"
#include "core/limit.h"
#include "core/text.h"
#include "daemon/harvest/known_targets.h"

namespace harvestd {
namespace {

/// A target whose own evidence qualifies it; whether it is promoted depends on what Amazon already holds.
struct Candidate {
  PooledTarget target;
  const Rule* rule = nullptr;
  const PromotionGroup* group = nullptr;
  AdGroupId source_ad_group;
  AdGroupId destination;
  std::vector<EntryFacts> facts;
};

/// One campaign's survey under way. Lives in the frame of survey().
class Surveyor {
 public:
  Surveyor(const SurveyInput& input, DecisionSink sink)
      : in_(input), sink_(std::move(sink)), known_(input.campaign.duplicates) {}

  Task<ApiResult<SurveyResult>> run();

 private:
  Task<ApiResult<std::vector<AdGroupId>>> source_ad_groups();
  Task<ApiResult<void>> pull(AdGroupId ad_group);
  void judge(const AdGroupId& ad_group, const Coverage& coverage, const EvidencePool& pool);
  Judgement judge_one(const AdGroupId& ad_group, const Coverage& coverage, const PooledTarget& target);
  std::vector<EntryFacts> ledger_facts(const Rule& rule, const GroupId& group, const PooledTarget& target) const;
  void settle_candidates();
  std::vector<Judgement> limited(const std::vector<const Candidate*>& priced,
                                 const std::vector<std::vector<PricedEntry>>& entries) const;
  Identity identity_of(const Candidate& candidate, const PricedEntry& priced) const;
  void promote(const Candidate& candidate, const std::vector<PricedEntry>& entries);
  void decide(const AdGroupId& ad_group, const GroupId& group, const PooledTarget& target, Judgement judgement);
  void flush();

  const SurveyInput& in_;
  DecisionSink sink_;
  KnownTargets known_;
  std::vector<PromotionGroup> groups_;
  std::vector<Candidate> candidates_;
  std::vector<DecisionRow> rows_;
  SurveyResult result_;
};

std::string missing_destination(const PromotionGroup& group, Kind kind) {
  if (group.unclear_ad_groups.empty()) {
    return fmt::format("promotion group {} has no ad group for {} targets", group.id.str(), to_string(kind));
  }
  std::string ids;
  for (const AdGroupId& ad_group : group.unclear_ad_groups) ids += (ids.empty() ? "" : ", ") + ad_group.str();
  return fmt::format(
      "Amazon does not say which ad group of promotion group {} takes {} targets: {}; add one by hand, and it shows",
      group.id.str(), to_string(kind), ids);
}

constexpr std::size_t kChunk = 1000;  // decisions handed to the sink at once

Task<ApiResult<SurveyResult>> Surveyor::run() {
  ApiResult<std::vector<AdGroupId>> ad_groups = co_await source_ad_groups();
  if (!ad_groups) co_return ad_groups.error();
  ApiResult<std::vector<PromotionGroup>> groups = co_await in_.api.list_groups(in_.profile.id, *ad_groups);
  if (!groups) co_return groups.error();
  groups_ = std::move(*groups);
  for (const AdGroupId& ad_group : *ad_groups) {
    ApiResult<void> pulled = co_await pull(ad_group);
    if (!pulled) co_return pulled.error();
  }
  if (!known_.empty()) {
    ApiResult<void> read = co_await known_.read(in_.api, in_.profile.id);
    if (!read) co_return read.error();
    known_.note_sent(in_.ledger.perhaps_unlisted(in_.profile.id, in_.now, in_.config.settle));
    if (in_.about_to_be_sent) known_.note_planned(*in_.about_to_be_sent);
  }
  settle_candidates();
  flush();
  co_return std::move(result_);
}

Task<ApiResult<std::vector<AdGroupId>>> Surveyor::source_ad_groups() {
  if (!in_.campaign.ad_groups.empty()) co_return in_.campaign.ad_groups;
  std::vector<CampaignId> campaigns{in_.campaign.id};
  std::vector<AdGroupId> all;
  ApiResult<std::vector<AdGroup>> listed =
      co_await in_.api.list_ad_groups(in_.profile.id, std::move(campaigns), std::move(all));
  if (!listed) co_return listed.error();
  if (listed->empty()) {
    ApiError error{.code = Errc::kNotFound,
                   .message = fmt::format("campaign {} has no ad groups in profile {}; check the id (harvestd check "
                                          "--online)",
                                          in_.campaign.id.str(), in_.profile.id.str()),
                   .status = 0,
                   .retry_after = std::nullopt};
    co_return error;
  }
  std::vector<AdGroupId> ids;
  for (const AdGroup& ad_group : *listed) ids.push_back(ad_group.id);
  co_return ids;
}

Task<ApiResult<void>> Surveyor::pull(AdGroupId ad_group) {
  CoverageOf coverage(ad_group, groups_, in_.campaign.group);
  std::vector<std::pair<const Coverage*, EvidencePool>> pools;  // few, in the order first seen
  const auto pool_of = [&](const AdId& ad) -> EvidencePool& {
    const Coverage* covered_by = &coverage.of(ad);
    const auto known =
        std::find_if(pools.begin(), pools.end(), [&](const auto& pool) { return pool.first == covered_by; });
    return known != pools.end() ? known->second : pools.emplace_back(covered_by, EvidencePool()).second;
  };
  RecommendationFilter filter;
  filter.ad_groups.push_back(ad_group);
  filter.ads = in_.campaign.ads;
  AdsApi::Visitor<Recommendation> visit = [&](const std::vector<Recommendation>& page) {
    for (const Recommendation& recommendation : page) pool_of(recommendation.ad).add(recommendation);
  };
  ApiResult<void> read = co_await in_.api.recommendations(in_.profile.id, std::move(filter), std::move(visit));
  if (!read) co_return read;
  for (const auto& [covered_by, pool] : pools) judge(ad_group, *covered_by, pool);
  co_return ApiResult<void>();
}

void Surveyor::judge(const AdGroupId& ad_group, const Coverage& coverage, const EvidencePool& pool) {
  result_.recommendations += static_cast<std::int64_t>(pool.seen());
  const GroupId group = coverage.group ? coverage.group->id : GroupId();
  pool.for_each([&](const PooledTarget& target) {
    Judgement judgement = judge_one(ad_group, coverage, target);
    if (judgement.reason != Reason::kQualified) decide(ad_group, group, target, std::move(judgement));
  });
}

/// "Qualified" here means: a candidate now, decided once Amazon's own lists have been read.
Judgement Surveyor::judge_one(const AdGroupId& ad_group, const Coverage& coverage, const PooledTarget& target) {
  std::variant<Judgement, const Rule*> judged = judge_evidence(target, in_.campaign.exclusions, in_.campaign.rules);
  if (auto* judgement = std::get_if<Judgement>(&judged)) return std::move(*judgement);
  const Rule& rule = *std::get<const Rule*>(judged);
  if (!coverage.group) {
    return {.reason = coverage.missing.reason, .rule = rule.name, .detail = coverage.missing.detail};
  }
  const std::optional<AdGroupId>& destination = coverage.group->destination(target.kind);
  if (!destination) {
    return {.reason = Reason::kNoDestination,
            .rule = rule.name,
            .detail = missing_destination(*coverage.group, target.kind)};
  }
  std::vector<EntryFacts> facts = ledger_facts(rule, coverage.group->id, target);
  auto entries = judge_entries(rule, target, facts, in_.config.average_order_values, *in_.profile.marketplace);
  if (auto* judgement = std::get_if<Judgement>(&entries); judgement && judgement->reason == Reason::kAlreadyPromoted) {
    return std::move(*judgement);
  }
  known_.expect(target.kind, target.key, coverage.group->id, *destination);
  candidates_.push_back({.target = target,
                         .rule = &rule,
                         .group = coverage.group,
                         .source_ad_group = ad_group,
                         .destination = *destination,
                         .facts = std::move(facts)});
  return {};
}

std::vector<EntryFacts> Surveyor::ledger_facts(const Rule& rule, const GroupId& group,
                                               const PooledTarget& target) const {
  std::vector<EntryFacts> facts;
  for (const Promote& entry : rule.promote) {
    const Identity identity{in_.profile.id, group, target.kind, target.key, entry.match};
    facts.push_back({.ledger = in_.ledger.promotion_state(identity, in_.now.wall)});
  }
  return facts;
}

void Surveyor::settle_candidates() {
  std::vector<const Candidate*> priced;
  std::vector<std::vector<PricedEntry>> entries;
  for (Candidate& candidate : candidates_) {
    const PooledTarget& target = candidate.target;
    for (std::size_t i = 0; i < candidate.facts.size(); ++i) {
      const MatchType match = candidate.rule->promote[i].match;
      candidate.facts[i].in_destination = known_.in_destination(target.kind, target.key, match, candidate.destination);
      if ((candidate.facts[i].ledger == PromotionState::kPlanned ||
           candidate.facts[i].ledger == PromotionState::kAwaitingApproval) &&
          known_.listed_in_destination(target.kind, target.key, match, candidate.destination)) {
        const Identity identity{in_.profile.id, candidate.group->id, target.kind, target.key, match};
        result_.found.push_back({identity, candidate.destination});
      }
      candidate.facts[i].elsewhere_in_account = known_.elsewhere(target.kind, target.key, match, candidate.destination);
    }
    auto judged = judge_entries(*candidate.rule, target, candidate.facts, in_.config.average_order_values,
                                *in_.profile.marketplace);
    if (auto* judgement = std::get_if<Judgement>(&judged)) {
      decide(candidate.source_ad_group, candidate.group->id, target, std::move(*judgement));
      continue;
    }
    priced.push_back(&candidate);
    entries.push_back(std::move(std::get<std::vector<PricedEntry>>(judged)));
    for (const PricedEntry& entry : entries.back()) {
      known_.claim(target.kind, target.key, entry.entry->match, candidate.destination);
    }
  }
  std::vector<Judgement> verdicts = limited(priced, entries);
  for (std::size_t i = 0; i < priced.size(); ++i) {
    const Candidate& candidate = *priced[i];
    ++result_.qualified;
    verdicts[i].rule = candidate.rule->name;
    if (verdicts[i].reason == Reason::kQualified) {
      verdicts[i].detail = qualified_detail(*candidate.rule, candidate.target, entries[i]);
      promote(candidate, entries[i]);
    } else {
      for (const PricedEntry& priced_entry : entries[i])
        result_.held_back.push_back(identity_of(candidate, priced_entry));
    }
    decide(candidate.source_ad_group, candidate.group->id, candidate.target, std::move(verdicts[i]));
  }
}

bool is_planned(const Candidate& candidate) {
  return std::any_of(candidate.facts.begin(), candidate.facts.end(),
                     [](const EntryFacts& facts) { return facts.ledger == PromotionState::kPlanned; });
}

std::string day_in_words(std::chrono::sys_days counted, std::chrono::sys_days today) {
  if (counted == today) return "today (UTC)";
  return fmt::format("on {} (UTC), the latest day this ledger has seen: the clock went back",
                     to_iso8601(TimePoint(counted)).substr(0, 10));
}

std::vector<Judgement> Surveyor::limited(const std::vector<const Candidate*>& priced,
                                         const std::vector<std::vector<PricedEntry>>& entries) const {
  const auto today = std::max(utc_day(in_.now.wall), in_.ledger.latest_day());
  Allowance allowance{.cycle_limit = in_.campaign.promotions_per_cycle,
                      .day_limit = in_.config.limits.promotions_per_day,
                      .sent_today = in_.ledger.promotions_sent(in_.profile.id, today) +
                                    (in_.about_to_be_sent ? std::ssize(*in_.about_to_be_sent) : 0),
                      .day = day_in_words(today, utc_day(in_.now.wall)),
                      .ad_group_limit = in_.keywords_per_ad_group,
                      .keywords_held = known_.keywords_held()};
  std::vector<Contender> contenders;
  contenders.reserve(priced.size());
  for (std::size_t i = 0; i < priced.size(); ++i) {
    contenders.push_back({.evidence = *priced[i]->target.evidence,
                          .kind = priced[i]->target.kind,
                          .destination = priced[i]->destination,
                          .promotions = static_cast<std::int64_t>(entries[i].size()),
                          .approved = in_.campaign.mode == Mode::kApprove && is_planned(*priced[i])});
  }
  return apply_limits(contenders, allowance);
}

Identity Surveyor::identity_of(const Candidate& candidate, const PricedEntry& priced) const {
  return {in_.profile.id, candidate.group->id, candidate.target.kind, candidate.target.key, priced.entry->match};
}

void Surveyor::promote(const Candidate& candidate, const std::vector<PricedEntry>& entries) {
  const PooledTarget& target = candidate.target;
  for (const PricedEntry& priced : entries) {
    result_.promotions.push_back({.identity = identity_of(candidate, priced),
                                  .source_ad_group = candidate.source_ad_group,
                                  .destination_ad_group = candidate.destination,
                                  .target = target.text,
                                  .bid = priced.bid.amount,
                                  .bid_basis = priced.bid.basis,
                                  .rule = candidate.rule->name,
                                  .evidence = *target.evidence});
  }
}

void Surveyor::decide(const AdGroupId& ad_group, const GroupId& group, const PooledTarget& target,
                      Judgement judgement) {
  const Verdict verdict = verdict_of(judgement.reason);
  if (verdict == Verdict::kSkip) ++result_.skipped;
  if (verdict == Verdict::kHold) ++result_.held;
  rows_.push_back({.source_ad_group = ad_group,
                   .group = group,
                   .kind = target.kind,
                   .target = target.text,
                   .key = target.key,
                   .evidence = target.evidence.value_or(Evidence{}),
                   .judgement = std::move(judgement)});
  if (rows_.size() == kChunk) flush();
}

void Surveyor::flush() {
  if (!rows_.empty()) sink_(std::exchange(rows_, {}));
}

}  // namespace

Task<ApiResult<SurveyResult>> survey(SurveyInput input, DecisionSink sink) {
  Surveyor surveyor(input, std::move(sink));
  co_return co_await surveyor.run();
}

}  // namespace harvestd

// Rules, exclusions and targets built from the bytes: the verdict must agree with itself.
#include "core/rules.h"

#include <cmath>

#include "core/check.h"
#include "core/judge.h"
#include "core/text.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"

namespace harvestd::fuzz {
namespace {

constexpr int kMostDepth = 4;

Kind kind_of(Input& input) {
  return input.flag() ? Kind::kProduct : Kind::kKeyword;
}

std::optional<CountRange> count_range(Input& input) {
  CountRange range;
  if (input.flag()) range.min = input.count();
  if (input.flag()) range.max = input.count();
  return range;
}

Decimal part_of_one(Input& input) {
  return Decimal::from_micros(static_cast<std::int64_t>(input.count() % 1'000'001));
}

std::optional<RateRange> rate_range(Input& input) {
  RateRange range;
  if (input.flag()) range.min = part_of_one(input);
  if (input.flag()) range.max = part_of_one(input);
  if (input.flag()) range.confidence = Decimal::from_micros(1 + static_cast<std::int64_t>(input.count() % 999'999));
  return range;
}

std::optional<Pattern> pattern(Input& input) {
  Result<Pattern> compiled = Pattern::compile(input.text());
  if (!compiled) return std::nullopt;
  return std::move(*compiled);
}

Condition condition(Input& input, int depth) {
  Condition made;
  const std::uint8_t parts = input.byte();
  if (parts & 1U) made.kind = kind_of(input);
  if (parts & 2U) made.clicks = count_range(input);
  if (parts & 4U) made.conversions = count_range(input);
  if (parts & 8U) made.conversion_rate = rate_range(input);
  if (parts & 16U) made.words = count_range(input);
  if (parts & 32U) made.text_matches = pattern(input);
  if (parts & 64U) made.text_not_matches = pattern(input);
  if (depth == kMostDepth || !(parts & 128U)) return made;
  for (std::size_t left = input.below(3); left > 0; --left) made.any.push_back(condition(input, depth + 1));
  for (std::size_t left = input.below(3); left > 0; --left) made.all.push_back(condition(input, depth + 1));
  if (input.flag()) made.none.push_back(condition(input, depth + 1));
  return made;
}

BidFormula formula(Input& input) {
  BidFormula made;
  if (input.flag()) {
    made.base = FixedBid{part_of_one(input)};
  } else {
    AcosBid acos{.target_acos = part_of_one(input), .average_order_value = std::nullopt, .prior = std::nullopt};
    if (input.flag())
      acos.average_order_value = Decimal::from_micros(static_cast<std::int64_t>(input.count() % 1'000'000'000'000'000));
    if (input.flag())
      acos.prior = AcosBid::Prior{.conversion_rate = part_of_one(input), .clicks = input.count() % 1'000'000};
    made.base = acos;
  }
  if (input.flag()) made.min = Decimal::from_micros(50'000 + static_cast<std::int64_t>(input.below(100)) * 10'000);
  if (input.flag()) made.max = Decimal::from_micros(1'050'000 + static_cast<std::int64_t>(input.below(100)) * 10'000);
  return made;
}

Rule rule(Input& input) {
  Rule made;
  made.name = "rule";
  made.when = condition(input, 0);
  made.promote.push_back({.match = MatchType::kExact, .bid = formula(input)});
  if (input.flag()) made.promote.push_back({.match = MatchType::kPhrase, .bid = formula(input)});
  return made;
}

PooledTarget target(Input& input) {
  EvidencePool pool;
  Recommendation made;
  made.kind = kind_of(input);
  made.ad = AdId("7");
  made.target = input.text();
  made.evidence = Evidence{.clicks = input.count(), .conversions = input.count()};
  pool.add(made);
  std::optional<PooledTarget> pooled;
  pool.for_each([&](PooledTarget one) { pooled = std::move(one); });
  HARVESTD_CHECK(pooled.has_value());
  return std::move(*pooled);
}

void check_condition(const Condition& when, const PooledTarget& on) {
  Condition opposite;
  opposite.none.push_back(when);
  const bool holds = failures_of(when, on).empty();
  HARVESTD_CHECK(holds != failures_of(opposite, on).empty());
  Condition alternatives;
  alternatives.any = {opposite, when};
  HARVESTD_CHECK(failures_of(alternatives, on).empty());
  if (!when.conversion_rate) return;
  const double rate = conversion_rate(*on.evidence, when.conversion_rate->confidence);
  HARVESTD_CHECK(std::isfinite(rate) && rate >= 0 && rate <= 1);
}

void check_entries(const Rule& by, const PooledTarget& on, Input& input) {
  const Marketplace& marketplace = *find_marketplace(input.flag() ? "US" : "JP");
  std::vector<EntryFacts> facts(by.promote.size());
  for (EntryFacts& fact : facts) {
    if (input.flag()) fact.ledger = static_cast<PromotionState>(1 + input.below(10));
    fact.in_destination = input.flag();
    fact.elsewhere_in_account = input.flag();
  }
  const auto entries = judge_entries(by, on, facts, {}, marketplace);
  if (const auto* stopped = std::get_if<Judgement>(&entries)) {
    HARVESTD_CHECK(!stopped->detail.empty() && stopped->reason != Reason::kQualified);
    return;
  }
  const auto& priced = std::get<std::vector<PricedEntry>>(entries);
  HARVESTD_CHECK(!priced.empty() && priced.size() <= by.promote.size());
  for (const PricedEntry& entry : priced) {
    const Money& amount = entry.bid.amount;
    HARVESTD_CHECK(amount.is_representable() && amount >= marketplace.min_bid && amount <= marketplace.max_bid);
    HARVESTD_CHECK(!entry.bid.basis.empty());
  }
  HARVESTD_CHECK(!qualified_detail(by, on, priced).empty());
}

}  // namespace

void rules(std::string_view bytes) {
  Input input(bytes);
  const PooledTarget on = target(input);
  const Rule first = rule(input), second = rule(input);
  Exclusions exclusions;
  if (input.flag()) {
    const std::string term = input.text();
    exclusions.terms.push_back({.key = keyword_key(term), .written = term});
  }
  if (auto excluded = pattern(input)) exclusions.patterns.push_back(std::move(*excluded));
  check_condition(first.when, on);

  const RuleMatch match = match_rules({&first, &second}, on);
  HARVESTD_CHECK((match.rule == nullptr) == (match.nearest != nullptr));
  HARVESTD_CHECK((match.rule == nullptr) == !match.failures.empty());
  HARVESTD_CHECK(!match.rule || speaks_of(*match.rule, on.kind));
  HARVESTD_CHECK((match.rule == &first) == failures_of(first.when, on).empty());
  const auto verdict = judge_evidence(on, exclusions, {&first, &second});
  if (const auto* by = std::get_if<const Rule*>(&verdict)) {
    HARVESTD_CHECK(*by == match.rule);
  } else {
    HARVESTD_CHECK(!std::get<Judgement>(verdict).detail.empty());
  }
  check_entries(first, on, input);
}

}  // namespace harvestd::fuzz

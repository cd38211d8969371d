#include <fmt/format.h>

#include "config/grammar.h"
#include "config/scalars.h"

namespace harvestd {
namespace {

constexpr std::int64_t kMostMultiply = 10;
constexpr std::int64_t kMostAcos = 10;  // 1000 %: beyond it somebody wrote per cent

std::optional<Decimal> read_multiply(const Value& value) {
  return read_positive(value, kMostMultiply);
}

std::optional<AcosBid::Prior> read_prior(const Value& value) {
  Section section(value);
  Decimal rate;
  std::int64_t clicks = 0;
  const bool has_rate = set(rate, section.required("conversion_rate"), read_rate);
  const bool has_clicks =
      set(clicks, section.required("clicks"), [](const Value& v) { return read_whole(v, 1, 1'000'000); });
  if (!has_rate || !has_clicks) return std::nullopt;
  return AcosBid::Prior{.conversion_rate = rate, .clicks = static_cast<std::uint64_t>(clicks)};
}

AcosBid read_acos_bid(Section& section, bool has_order_values) {
  AcosBid bid;
  const std::optional<Value> acos = section.optional("target_acos");
  set(bid.target_acos, acos, [](const Value& v) { return read_positive(v, kMostAcos); });
  set(bid.average_order_value, section.optional("average_order_value"),
      [](const Value& v) { return read_positive(v); });
  set(bid.prior, section.optional("prior"), read_prior);
  if (acos && !section.has("average_order_value") && !has_order_values) {
    acos->error_at_key("needs `average_order_value` beside it, or average_order_values by ASIN");
  }
  return bid;
}

SuggestedBid read_suggested_bid(Section& section) {
  using Level = SuggestedBid::Level;
  SuggestedBid bid;
  set(bid.level, section.optional("suggested"), [](const Value& v) {
    return read_choice<Level>(v, {{"low", Level::kLow}, {"median", Level::kMedian}, {"high", Level::kHigh}});
  });
  set(bid.multiply, section.optional("multiply"), read_multiply);
  set(bid.fallback, section.optional("fallback"), [](const Value& v) { return read_positive(v); });
  return bid;
}

AdGroupDefaultBid read_ad_group_default_bid(const std::optional<Value>& value) {
  AdGroupDefaultBid bid;
  if (!value) return bid;
  Section section(*value);
  set(bid.multiply, section.optional("multiply"), read_multiply);
  return bid;
}

/// Keys that only mean something beside another one.
void check_companions(const Section& section, std::string_view base) {
  constexpr std::pair<std::string_view, std::string_view> kCompanions[] = {{"average_order_value", "target_acos"},
                                                                           {"prior", "target_acos"},
                                                                           {"multiply", "suggested"},
                                                                           {"fallback", "suggested"}};
  for (const auto& [key, needs] : kCompanions) {
    if (base.empty() || base == needs || !section.has(key)) continue;
    section.value()
        .child(*section.value().node().find(key))
        .error_at_key(fmt::format("goes with `{}`, not with `{}`", needs, base));
  }
}

void check_order(const Section& section, const BidFormula& formula, const std::optional<Decimal>& fixed) {
  const auto complain = [&](std::string_view low, const std::optional<Decimal>& a, std::string_view high,
                            const std::optional<Decimal>& b) {
    if (!a || !b || *a <= *b) return;
    section.value().error_at_key(fmt::format("{} {} is above {} {}", low, a->to_string(), high, b->to_string()));
  };
  complain("min", formula.min, "max", formula.max);
  complain("fixed", fixed, "max", formula.max);
  complain("min", formula.min, "fixed", fixed);
}

}  // namespace

BidFormula read_bid(const Value& value, bool has_order_values, std::vector<RuleBook::Amount>& amounts) {
  BidFormula formula;
  Section section(value);
  const auto read_amount = [&](std::string_view key) {
    std::optional<Decimal> amount;
    const std::optional<Value> given = section.optional(key);
    if (set(amount, given, [](const Value& v) { return read_positive(v); })) amounts.push_back({*amount, *given});
    return amount;
  };
  const std::string_view base = section.exactly_one_of({"fixed", "target_acos", "suggested", "ad_group_default"});
  const std::optional<Decimal> fixed = read_amount("fixed");
  const AcosBid acos = read_acos_bid(section, has_order_values);
  const SuggestedBid suggested = read_suggested_bid(section);
  const AdGroupDefaultBid by_default = read_ad_group_default_bid(section.optional("ad_group_default"));
  formula.min = read_amount("min");
  formula.max = read_amount("max");
  if (base == "target_acos") {
    formula.base = acos;
  } else if (base == "suggested") {
    formula.base = suggested;
  } else if (base == "ad_group_default") {
    formula.base = by_default;
  } else {
    formula.base = FixedBid{fixed.value_or(Decimal{})};
  }
  check_companions(section, base);
  check_order(section, formula, fixed);
  return formula;
}

}  // namespace harvestd

// Targets, conditions and amounts as the tests of rules, judgements and bids write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/judge.h"
#include "core/text.h"

namespace harvestd::testing {

inline Decimal decimal(std::string_view text) {
  return Decimal::parse(text).value();
}

inline PooledTarget keyword(std::string_view raw, std::uint64_t clicks, std::uint64_t conversions) {
  PooledTarget target;
  target.kind = Kind::kKeyword;
  target.text = keyword_text(raw);
  target.key = keyword_key(raw);
  target.evidence = Evidence{.clicks = clicks, .conversions = conversions};
  return target;
}

inline PooledTarget product(std::string_view asin, std::uint64_t clicks, std::uint64_t conversions) {
  PooledTarget target;
  target.kind = Kind::kProduct;
  target.text = target.key = asin_key(asin);
  target.evidence = Evidence{.clicks = clicks, .conversions = conversions};
  return target;
}

inline Pattern pattern(std::string source) {
  return Pattern::compile(std::move(source)).value();
}

inline BidFormula fixed(std::string_view amount) {
  return {.base = FixedBid{decimal(amount)}, .min = {}, .max = {}};
}

inline Condition of_kind(Kind kind) {
  Condition condition;
  condition.kind = kind;
  return condition;
}

inline Condition clicks(std::optional<std::uint64_t> min, std::optional<std::uint64_t> max = {}) {
  Condition condition;
  condition.clicks = CountRange{.min = min, .max = max};
  return condition;
}

/// "a | b | c"
inline std::string joined(const std::vector<Failure>& failures) {
  std::string all;
  for (const Failure& failure : failures) all += (all.empty() ? "" : " | ") + failure.words;
  return all;
}

}  // namespace harvestd::testing

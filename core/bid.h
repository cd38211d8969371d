// Bids: from a rule's formula and the evidence to an amount, with the arithmetic in words. Exact throughout: the raw
// bid is rounded down to the currency's smallest unit, then clamped.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/marketplace.h"
#include "core/recommendation.h"

namespace harvestd {

struct FixedBid {
  Decimal amount;
};

/// target_acos x average order value x conversion rate, the rate shrunk towards the prior: (k + r*c) / (n + c).
struct AcosBid {
  struct Prior {
    Decimal conversion_rate;
    std::uint64_t clicks = 0;
  };
  Decimal target_acos;
  std::optional<Decimal> average_order_value;  // else by advertised ASIN
  std::optional<Prior> prior;
};

/// Amazon's suggestion, multiplied.
struct SuggestedBid {
  enum class Level : std::uint8_t { kLow = 1, kMedian, kHigh };
  Level level = Level::kMedian;
  Decimal multiply = Decimal::from_micros(1'000'000);
  std::optional<Decimal> fallback;
};

/// The destination ad group's default bid, multiplied.
struct AdGroupDefaultBid {
  Decimal multiply = Decimal::from_micros(1'000'000);
};

struct BidFormula {
  std::variant<FixedBid, AcosBid, SuggestedBid, AdGroupDefaultBid> base;
  std::optional<Decimal> min;  // lifted to; representable and inside the marketplace's limits (configuration)
  std::optional<Decimal> max;  // never above
};

using OrderValues = std::map<std::string, Decimal, std::less<>>;  // by ASIN, upper case

enum class BidProblem : std::uint8_t { kBelowMinimum = 1, kAboveMaximum, kNone };  // kNone: nothing to compute from

struct Bid {
  Money amount;
  std::string basis;  // the arithmetic in words
};
struct NoBid {
  BidProblem problem;
  std::string detail;
};

/// `target.evidence` must be present. FixedBid and AcosBid only: the other two need a read that the caller does not
/// offer yet, and the configuration refuses them.
std::variant<Bid, NoBid> compute_bid(const BidFormula& formula, const PooledTarget& target, const OrderValues& values,
                                     const Marketplace& marketplace);

}  // namespace harvestd

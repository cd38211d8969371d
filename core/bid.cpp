#include "core/bid.h"

#include <fmt/format.h>

#include "core/check.h"
#include "core/wide.h"

namespace harvestd {
namespace {

constexpr std::int64_t kOne = 1'000'000;  // micros

/// What a formula gives before rounding and clamping, cut to six decimals, and how.
struct RawBid {
  Decimal amount;
  std::string words;
};
using Raw = std::variant<RawBid, NoBid>;

NoBid none(std::string detail) {
  return {.problem = BidProblem::kNone, .detail = std::move(detail)};
}

std::string in_words(const Money& money) {
  return fmt::format("{} {}", money.to_string(), to_string(money.currency()));
}

struct OrderValue {
  Decimal amount;
  std::string source;  // empty when the rule says it itself
};

std::variant<OrderValue, NoBid> order_value(const AcosBid& bid, const PooledTarget& target, const OrderValues& values) {
  if (bid.average_order_value) return OrderValue{.amount = *bid.average_order_value, .source = {}};
  const OrderValues::value_type* lowest = nullptr;
  std::string missing;
  for (const std::string& asin : target.ad_asins) {
    const auto found = values.find(asin);
    if (found == values.end()) {
      missing += (missing.empty() ? "" : ", ") + asin;
    } else if (!lowest || found->second < lowest->second) {
      lowest = &*found;
    }
  }
  if (lowest) return OrderValue{.amount = lowest->second, .source = " of " + lowest->first};
  if (missing.empty())
    return none("no average_order_value in the rule, and Amazon did not say which ASINs the ads show");
  return none("no average_order_value in the rule, and none under average_order_values for " + missing);
}

/// (k + r*c) / (n + c) as a fraction whose numerator is in micros.
struct Rate {
  Int128 micros = 0;
  Int128 clicks = 0;
  std::string arithmetic;
};

std::optional<Rate> shrunk_rate(const Evidence& evidence, const std::optional<AcosBid::Prior>& prior) {
  const std::uint64_t k = evidence.rated_conversions();
  const std::uint64_t n = evidence.clicks;
  Rate rate{.micros = Int128{k} * kOne, .clicks = Int128{n}, .arithmetic = fmt::format("{} / {}", k, n)};
  if (prior) {
    const Decimal r = prior->conversion_rate;
    const Int128 prior_micros = Int128{r.micros()} * Int128{prior->clicks};
    if (__builtin_add_overflow(rate.micros, prior_micros, &rate.micros)) return std::nullopt;
    rate.clicks += Int128{prior->clicks};
    rate.arithmetic = fmt::format("({} + {} x {}) / ({} + {})", k, r.to_string(), prior->clicks, n, prior->clicks);
  }
  if (evidence.conversions > k) {
    rate.arithmetic += fmt::format(", {} conversions counted as {}", evidence.conversions, k);
  }
  return rate;
}

/// About four significant digits, for reading only.
std::string in_words(const Rate& rate) {
  const Int128 micros = (rate.micros + rate.clicks / 2) / rate.clicks;
  const Int128 step = micros >= 100'000 ? 100 : micros >= 10'000 ? 10 : 1;
  return Decimal::from_micros(static_cast<std::int64_t>((micros + step / 2) / step * step)).to_string();
}

/// target_acos x value x rate in micros, or nothing when 128 bits do not hold the product.
std::optional<Decimal> product(Decimal target_acos, Decimal value, const Rate& rate) {
  Int128 numerator = Int128{target_acos.micros()} * Int128{value.micros()};
  if (__builtin_mul_overflow(numerator, rate.micros, &numerator)) return std::nullopt;
  const Int128 micros = numerator / (Int128{kOne} * kOne) / rate.clicks;
  if (micros > Int128{INT64_MAX}) return std::nullopt;
  return Decimal::from_micros(static_cast<std::int64_t>(micros));
}

Raw raw_bid(const FixedBid& bid, const PooledTarget&, const OrderValues&, Currency currency) {
  return RawBid{.amount = bid.amount, .words = "fixed " + in_words(Money(currency, bid.amount))};
}

Raw raw_bid(const AcosBid& bid, const PooledTarget& target, const OrderValues& values, Currency currency) {
  const auto value = order_value(bid, target, values);
  if (const NoBid* problem = std::get_if<NoBid>(&value)) return *problem;
  const OrderValue& order = std::get<OrderValue>(value);
  const std::optional<Rate> rate = shrunk_rate(*target.evidence, bid.prior);
  if (rate && rate->clicks == 0) return none("no clicks, and the rule gives no prior to start from");
  const std::optional<Decimal> amount = rate ? product(bid.target_acos, order.amount, *rate) : std::nullopt;
  if (!amount) return none("the numbers are too large to compute a bid from");
  return RawBid{.amount = *amount,
                .words = fmt::format("target ACOS {} x order value {}{} x conversion rate {} ({}) = {}",
                                     bid.target_acos.to_string(), in_words(Money(currency, order.amount)), order.source,
                                     in_words(*rate), rate->arithmetic, in_words(Money(currency, *amount)))};
}

Raw raw_bid(const SuggestedBid&, const PooledTarget&, const OrderValues&, Currency) {
  return none("Amazon's suggested bid was not read");
}

Raw raw_bid(const AdGroupDefaultBid&, const PooledTarget&, const OrderValues&, Currency) {
  return none("the default bid of the destination ad group was not read");
}

/// Rounded down, lifted, capped last: whatever else is configured, never above max.
Bid clamped(const RawBid& raw, const BidFormula& formula, Currency currency) {
  const Money asked(currency, raw.amount);
  Bid bid{.amount = asked.round_down(), .basis = raw.words};
  if (bid.amount != asked) bid.basis += ", rounded down to " + in_words(bid.amount);
  if (formula.min && bid.amount.amount() < *formula.min) {
    bid.amount = Money(currency, *formula.min).round_down();
    bid.basis += "; lifted to min " + in_words(bid.amount);
  }
  if (formula.max && bid.amount.amount() > *formula.max) {
    bid.amount = Money(currency, *formula.max).round_down();
    bid.basis += "; capped at max " + in_words(bid.amount);
  }
  return bid;
}

}  // namespace

std::variant<Bid, NoBid> compute_bid(const BidFormula& formula, const PooledTarget& target, const OrderValues& values,
                                     const Marketplace& marketplace) {
  HARVESTD_CHECK(target.evidence.has_value());
  const Currency currency = marketplace.currency();
  const Raw raw = std::visit([&](const auto& base) { return raw_bid(base, target, values, currency); }, formula.base);
  if (const NoBid* problem = std::get_if<NoBid>(&raw)) return *problem;
  Bid bid = clamped(std::get<RawBid>(raw), formula, currency);
  if (bid.amount < marketplace.min_bid) {
    return NoBid{.problem = BidProblem::kBelowMinimum,
                 .detail = fmt::format("{} is below Amazon's minimum of {} in {} ({})", in_words(bid.amount),
                                       in_words(marketplace.min_bid), marketplace.code, bid.basis)};
  }
  if (bid.amount > marketplace.max_bid) {
    return NoBid{.problem = BidProblem::kAboveMaximum,
                 .detail = fmt::format("{} is above Amazon's maximum of {} in {} ({})", in_words(bid.amount),
                                       in_words(marketplace.max_bid), marketplace.code, bid.basis)};
  }
  return bid;
}

}  // namespace harvestd

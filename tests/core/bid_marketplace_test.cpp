// Every marketplace: its rounding, and both of its limits from either side.
#include <gtest/gtest.h>

#include <random>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::decimal;
using testing::fixed;
using testing::keyword;

struct Row {
  const char* code;
  const char* currency;
  const char* below;    // refused
  const char* lowest;   // accepted
  const char* highest;  // accepted
  const char* above;    // refused
  const char* rounded;  // what 2.999 becomes
};

const Row kRows[] = {
    {"US", "USD", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"CA", "CAD", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"MX", "MXN", "0.09", "0.10", "20000.00", "20000.01", "2.99"},
    {"BR", "BRL", "0.06", "0.07", "3700.00", "3700.01", "2.99"},
    {"UK", "GBP", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"DE", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"FR", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"ES", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"IT", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"NL", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"BE", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"IE", "EUR", "0.01", "0.02", "1000.00", "1000.01", "2.99"},
    {"SE", "SEK", "0.17", "0.18", "9300.00", "9300.01", "2.99"},
    {"PL", "PLN", "0.03", "0.04", "2000.00", "2000.01", "2.99"},
    {"TR", "TRY", "0.04", "0.05", "2500.00", "2500.01", "2.99"},
    {"EG", "EGP", "0.14", "0.15", "5.50", "5.51", "2.99"},
    {"SA", "SAR", "0.09", "0.10", "3670.00", "3670.01", "2.99"},
    {"AE", "AED", "0.23", "0.24", "184.00", "184.01", "2.99"},
    {"ZA", "ZAR", "0.99", "1.00", "7000.00", "7000.01", "2.99"},
    {"IN", "INR", "0.99", "1.00", "5000.00", "5000.01", "2.99"},
    {"JP", "JPY", "1", "2", "100000", "100001", "2"},
    {"AU", "AUD", "0.01", "0.02", "1410.00", "1410.01", "2.99"},
    {"SG", "SGD", "0.01", "0.02", "1100.00", "1100.01", "2.99"},
};

std::variant<Bid, NoBid> bid(const BidFormula& formula, const Row& row) {
  return compute_bid(formula, keyword("shoe", 1, 1), {}, *find_marketplace(row.code));
}

TEST(BidMarketplace, EveryOneIsListedHere) {
  EXPECT_EQ(std::size(kRows), marketplaces().size());
}

TEST(BidMarketplace, LimitsAreInclusive) {
  for (const Row& row : kRows) {
    EXPECT_EQ(std::get<NoBid>(bid(fixed(row.below), row)).problem, BidProblem::kBelowMinimum) << row.code;
    EXPECT_EQ(std::get<Bid>(bid(fixed(row.lowest), row)).amount.to_string(), row.lowest) << row.code;
    EXPECT_EQ(std::get<Bid>(bid(fixed(row.highest), row)).amount.to_string(), row.highest) << row.code;
    EXPECT_EQ(std::get<NoBid>(bid(fixed(row.above), row)).problem, BidProblem::kAboveMaximum) << row.code;
  }
}

TEST(BidMarketplace, RoundsDownToTheSmallestUnit) {
  BidFormula formula;
  formula.base = AcosBid{.target_acos = decimal("0.1"), .average_order_value = decimal("29.99"), .prior = {}};
  for (const Row& row : kRows) {
    const Bid made = std::get<Bid>(bid(formula, row));
    EXPECT_EQ(made.amount.to_string(), row.rounded) << row.code;
    EXPECT_EQ(to_string(made.amount.currency()), row.currency) << row.code;
  }
}

TEST(BidMarketplace, ABidLiftedToTheMinimumIsAccepted) {
  for (const Row& row : kRows) {
    BidFormula formula = fixed(row.below);
    formula.min = decimal(row.lowest);
    EXPECT_EQ(std::get<Bid>(bid(formula, row)).amount.to_string(), row.lowest) << row.code;
  }
}

/// Formulas and evidence of any size and shape, also such as the configuration refuses.
class BidProperty : public ::testing::Test {
 protected:
  Decimal any(std::int64_t up_to_micros) {
    const std::int64_t size = std::int64_t{1} << std::uniform_int_distribution<int>(0, 40)(random_);
    return Decimal::from_micros(std::uniform_int_distribution<std::int64_t>(0, std::min(size, up_to_micros))(random_));
  }
  std::uint64_t count() { return std::uniform_int_distribution<std::uint64_t>(0, 1u << (random_() % 20))(random_); }
  bool coin() { return random_() % 2 == 0; }

  BidFormula formula() {
    BidFormula made;
    if (coin()) {
      made.base = FixedBid{any(2'000'000'000)};
    } else {
      AcosBid acos{.target_acos = any(2'000'000), .average_order_value = any(1'000'000'000'000), .prior = {}};
      if (coin()) acos.prior = AcosBid::Prior{.conversion_rate = any(1'000'000), .clicks = count()};
      made.base = acos;
    }
    if (coin()) made.min = any(5'000'000);
    if (coin()) made.max = any(500'000'000);
    return made;
  }

  std::mt19937_64 random_{20261123};
};

TEST_F(BidProperty, ABidIsNeverAboveMaxNorOutsideAmazonsLimitsNorUnrepresentable) {
  int bids = 0;
  for (int i = 0; i < 50'000; ++i) {
    const BidFormula asked = formula();
    const Marketplace& marketplace = marketplaces()[random_() % marketplaces().size()];
    const auto answer = compute_bid(asked, keyword("shoe", count(), count()), {}, marketplace);
    if (!std::holds_alternative<Bid>(answer)) continue;
    ++bids;
    const Money amount = std::get<Bid>(answer).amount;
    ASSERT_TRUE(amount.is_representable());
    ASSERT_GE(amount, marketplace.min_bid);
    ASSERT_LE(amount, marketplace.max_bid);
    if (asked.max) {
      ASSERT_LE(amount.amount(), *asked.max);
    }
    const Money floor = Money(marketplace.currency(), asked.min.value_or(Decimal())).round_down();
    if (asked.min && (!asked.max || *asked.min <= *asked.max)) {
      ASSERT_GE(amount, floor);
    }
  }
  EXPECT_GT(bids, 10'000) << "the property was hardly tried";
}

TEST_F(BidProperty, MoreConversionsNeverLowerTheBid) {
  for (int i = 0; i < 5'000; ++i) {
    const BidFormula asked = formula();
    const std::uint64_t clicks = count() + 1;
    const std::uint64_t conversions = count() % clicks;
    const auto fewer = compute_bid(asked, keyword("shoe", clicks, conversions), {}, *find_marketplace("US"));
    const auto more = compute_bid(asked, keyword("shoe", clicks, conversions + 1), {}, *find_marketplace("US"));
    if (!std::holds_alternative<Bid>(fewer) || !std::holds_alternative<Bid>(more)) continue;
    ASSERT_LE(std::get<Bid>(fewer).amount, std::get<Bid>(more).amount);
  }
}

}  // namespace
}  // namespace harvestd

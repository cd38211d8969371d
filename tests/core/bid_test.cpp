// Amounts here were worked out by hand.
#include <gtest/gtest.h>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::decimal;
using testing::fixed;
using testing::keyword;

/// target ACOS, order value (empty: by ASIN), prior rate and clicks (empty: none), min, max.
BidFormula acos(std::string_view target, std::string_view value, std::string_view rate = "", std::uint64_t prior = 0,
                std::string_view min = "", std::string_view max = "") {
  AcosBid bid{.target_acos = decimal(target), .average_order_value = {}, .prior = {}};
  if (!value.empty()) bid.average_order_value = decimal(value);
  if (!rate.empty()) bid.prior = AcosBid::Prior{.conversion_rate = decimal(rate), .clicks = prior};
  BidFormula formula{.base = bid, .min = {}, .max = {}};
  if (!min.empty()) formula.min = decimal(min);
  if (!max.empty()) formula.max = decimal(max);
  return formula;
}

struct Case {
  BidFormula formula;
  Evidence evidence;
  const char* marketplace;
  const char* amount;
  const char* basis;
};

void expect(const Case& c) {
  const auto bid = compute_bid(c.formula, keyword("shoe", c.evidence.clicks, c.evidence.conversions), {},
                               *find_marketplace(c.marketplace));
  ASSERT_TRUE(std::holds_alternative<Bid>(bid)) << c.basis << std::get<NoBid>(bid).detail;
  EXPECT_EQ(std::get<Bid>(bid).amount.to_string(), c.amount) << c.basis;
  EXPECT_EQ(std::get<Bid>(bid).basis, c.basis);
}

void expect_none(const Case& c, BidProblem problem, const OrderValues& values = {}) {
  const auto bid = compute_bid(c.formula, keyword("shoe", c.evidence.clicks, c.evidence.conversions), values,
                               *find_marketplace(c.marketplace));
  ASSERT_TRUE(std::holds_alternative<NoBid>(bid)) << c.basis;
  EXPECT_EQ(std::get<NoBid>(bid).problem, problem) << c.basis;
  EXPECT_EQ(std::get<NoBid>(bid).detail, c.basis);
}

TEST(Bid, AFixedAmountIsTakenAsItIs) {
  expect({fixed("0.6"), {0, 0}, "US", "0.60", "fixed 0.60 USD"});
}

TEST(Bid, TargetAcosIsShrunkTowardsThePriorAndRoundedDown) {
  expect({acos("0.3", "24.90", "0.05", 20),
          {28, 4},
          "US",
          "0.77",
          "target ACOS 0.3 x order value 24.90 USD x conversion rate 0.1042 ((4 + 0.05 x 20) / (28 + 20)) = 0.778125 "
          "USD, rounded down to 0.77 USD"});
  expect({acos("0.3", "24.90", "0.05", 20),
          {0, 0},
          "DE",
          "0.37",
          "target ACOS 0.3 x order value 24.90 EUR x conversion rate 0.05 ((0 + 0.05 x 20) / (0 + 20)) = 0.3735 EUR, "
          "rounded down to 0.37 EUR"});
  expect({acos("0.3", "24.90", "0.05", 0),
          {10, 1},
          "US",
          "0.74",
          "target ACOS 0.3 x order value 24.90 USD x conversion rate 0.1 ((1 + 0.05 x 0) / (10 + 0)) = 0.747 USD, "
          "rounded down to 0.74 USD"});
}

TEST(Bid, TheTableInTheRulesDocumentIsTrue) {
  const std::pair<Evidence, const char*> rows[] = {
      {{4, 2}, "0.93"}, {{28, 4}, "0.77"}, {{280, 40}, "1.02"}, {{60, 0}, "0.20"}, {{280, 190}, "2.50"}};
  for (const auto& [evidence, amount] : rows) {
    const auto bid = compute_bid(acos("0.3", "24.90", "0.05", 20, "0.20", "2.50"),
                                 keyword("shoe", evidence.clicks, evidence.conversions), {}, *find_marketplace("US"));
    EXPECT_EQ(std::get<Bid>(bid).amount.to_string(), amount) << evidence.clicks;
  }
  expect({acos("0.3", "24.90"),
          {31, 4},
          "US",
          "0.96",
          "target ACOS 0.3 x order value 24.90 USD x conversion rate 0.129 (4 / 31) = 0.96387 USD, rounded down to "
          "0.96 USD"});
}

TEST(Bid, WithoutAPriorTheRateIsConversionsOverClicks) {
  expect({acos("0.25", "20", "", 0),
          {12, 3},
          "US",
          "1.25",
          "target ACOS 0.25 x order value 20.00 USD x conversion rate 0.25 (3 / 12) = 1.25 USD"});
  expect({acos("0.25", "12", "", 0),
          {700, 20},
          "US",
          "0.08",
          "target ACOS 0.25 x order value 12.00 USD x conversion rate 0.02857 (20 / 700) = 0.085714 USD, rounded down "
          "to 0.08 USD"});
  expect({acos("0.5", "80", "", 0),
          {3000, 7},
          "US",
          "0.09",
          "target ACOS 0.5 x order value 80.00 USD x conversion rate 0.002333 (7 / 3000) = 0.093333 USD, rounded down "
          "to 0.09 USD"});
}

TEST(Bid, ConversionsAboveClicksCountAsClicks) {
  expect({acos("0.1", "9.99"),
          {12, 25},
          "UK",
          "0.99",
          "target ACOS 0.1 x order value 9.99 GBP x conversion rate 1 (12 / 12, 25 conversions counted as 12) = 0.999 "
          "GBP, rounded down to 0.99 GBP"});
}

TEST(Bid, DecimalFractionsLoseNothing) {
  // 0.1 x 2.90 in binary floating point is 0.28999...
  expect({acos("0.1", "2.9"),
          {1, 1},
          "US",
          "0.29",
          "target ACOS 0.1 x order value 2.90 USD x conversion rate 1 (1 / 1) = 0.29 USD"});
}

TEST(Bid, YenAreWhole) {
  expect({acos("0.3", "2480"),
          {31, 4},
          "JP",
          "96",
          "target ACOS 0.3 x order value 2480 JPY x conversion rate 0.129 (4 / 31) = 96 JPY"});
  expect({acos("0.3", "2500"),
          {31, 3},
          "JP",
          "72",
          "target ACOS 0.3 x order value 2500 JPY x conversion rate 0.09677 (3 / 31) = 72.580645 JPY, rounded down to "
          "72 JPY"});
}

TEST(Bid, MaxCapsMinLifts) {
  expect({acos("0.3", "100", "", 0, "0.20", "2.50"),
          {10, 6},
          "US",
          "2.50",
          "target ACOS 0.3 x order value 100.00 USD x conversion rate 0.6 (6 / 10) = 18.00 USD; capped at max 2.50 "
          "USD"});
  expect({acos("0.1", "10", "", 0, "0.20", "2.50"),
          {300, 5},
          "US",
          "0.20",
          "target ACOS 0.1 x order value 10.00 USD x conversion rate 0.01667 (5 / 300) = 0.016666 USD, rounded down "
          "to 0.01 USD; lifted to min 0.20 USD"});
  expect({acos("0.1", "10", "", 0, "0.20", ""),
          {30, 0},
          "US",
          "0.20",
          "target ACOS 0.1 x order value 10.00 USD x conversion rate 0 (0 / 30) = 0.00 USD; lifted to min 0.20 USD"});
  BidFormula high = fixed("2.51");
  high.max = decimal("2.5");
  expect({high, {1, 1}, "US", "2.50", "fixed 2.51 USD; capped at max 2.50 USD"});
  high.max = decimal("2.51");
  expect({high, {1, 1}, "US", "2.51", "fixed 2.51 USD"});
}

TEST(Bid, MaxWinsOverMin) {
  expect({acos("0.3", "100", "", 0, "3", "2"),
          {10, 6},
          "US",
          "2.00",
          "target ACOS 0.3 x order value 100.00 USD x conversion rate 0.6 (6 / 10) = 18.00 USD; capped at max 2.00 "
          "USD"});
  expect({acos("0.1", "10", "", 0, "3", "2"),
          {10, 6},
          "US",
          "2.00",
          "target ACOS 0.1 x order value 10.00 USD x conversion rate 0.6 (6 / 10) = 0.60 USD; lifted to min 3.00 USD; "
          "capped at max 2.00 USD"});
}

TEST(Bid, WithoutMinWhatAmazonRefusesIsNoBid) {
  expect_none({acos("0.1", "10"),
               {300, 5},
               "US",
               {},
               "0.01 USD is below Amazon's minimum of 0.02 USD in US (target ACOS 0.1 x order value 10.00 USD x "
               "conversion rate 0.01667 (5 / 300) = 0.016666 USD, rounded down to 0.01 USD)"},
              BidProblem::kBelowMinimum);
}

TEST(Bid, AboveAmazonsMaximumOnlyAMaxIsAnIntention) {
  expect_none({acos("0.5", "4000"),
               {1, 1},
               "US",
               {},
               "2000.00 USD is above Amazon's maximum of 1000.00 USD in US (target ACOS 0.5 x order value 4000.00 USD "
               "x conversion rate 1 (1 / 1) = 2000.00 USD)"},
              BidProblem::kAboveMaximum);
  expect({acos("0.5", "4000", "", 0, "", "1000"),
          {1, 1},
          "US",
          "1000.00",
          "target ACOS 0.5 x order value 4000.00 USD x conversion rate 1 (1 / 1) = 2000.00 USD; capped at max 1000.00 "
          "USD"});
}

TEST(Bid, WithoutClicksAndPriorThereIsNothingToComputeFrom) {
  const char* words = "no clicks, and the rule gives no prior to start from";
  expect_none({acos("0.3", "24.90"), {0, 3}, "US", {}, words}, BidProblem::kNone);
  expect_none({acos("0.3", "24.90", "0.05", 0, "0.20"), {0, 0}, "US", {}, words}, BidProblem::kNone);
}

TEST(Bid, WhatAmazonWouldHaveToSayIsNotGuessed) {
  BidFormula formula{.base = SuggestedBid{}, .min = decimal("0.5"), .max = {}};
  expect_none({formula, {9, 1}, "US", {}, "Amazon's suggested bid was not read"}, BidProblem::kNone);
  formula.base = AdGroupDefaultBid{};
  expect_none({formula, {9, 1}, "US", {}, "the default bid of the destination ad group was not read"},
              BidProblem::kNone);
}

TEST(Bid, NumbersBeyondSenseAreRefusedNotWrapped) {
  const char* words = "the numbers are too large to compute a bid from";
  const std::uint64_t huge = ~std::uint64_t{0};
  const char* large = "9000000000000";
  expect_none({acos(large, large), {huge, huge}, "US", {}, words}, BidProblem::kNone);
  expect_none({acos("2", large), {1, 1}, "US", {}, words}, BidProblem::kNone);
  expect_none({acos("0.3", "24.90", large, huge), {huge, huge}, "US", {}, words}, BidProblem::kNone);
  expect({acos("0.3", "24.90"),
          {huge, huge / 10},
          "US",
          "0.74",
          "target ACOS 0.3 x order value 24.90 USD x conversion rate 0.1 (1844674407370955161 / "
          "18446744073709551615) = 0.746999 USD, rounded down to 0.74 USD"});
}

TEST(BidDeathTest, EvidenceMustBePresent) {
  PooledTarget target = keyword("shoe", 1, 0);
  target.evidence.reset();
  EXPECT_DEATH((void)compute_bid(fixed("1"), target, {}, *find_marketplace("US")), "evidence");
}

}  // namespace
}  // namespace harvestd

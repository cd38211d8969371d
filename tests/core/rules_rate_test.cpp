#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/conversion_rate.h"
#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::decimal;
using testing::joined;
using testing::keyword;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

std::string asked(RateRange range, std::uint64_t clicks, std::uint64_t conversions) {
  Condition condition;
  condition.conversion_rate = range;
  return joined(failures_of(condition, keyword("shoe", clicks, conversions)));
}

RateRange at_least(std::string_view min, std::optional<Decimal> confidence = {}) {
  return {.min = decimal(min), .max = {}, .confidence = confidence};
}
RateRange at_most(std::string_view max, std::optional<Decimal> confidence = {}) {
  return {.min = {}, .max = decimal(max), .confidence = confidence};
}

TEST(RulesRate, ThePlainRateComparesExactly) {
  EXPECT_EQ(asked(at_least("0.08"), 25, 2), "");
  EXPECT_EQ(asked(at_least("0.080001"), 25, 2), "conversion rate 8 % (2 of 25), needs at least 8.0001 %");
  EXPECT_EQ(asked(at_most("0.08"), 25, 2), "");
  EXPECT_EQ(asked(at_most("0.079999"), 25, 2), "conversion rate 8 % (2 of 25), at most 7.9999 % allowed");
  // One conversion less in 2^64 clicks: far beyond what a double tells apart.
  EXPECT_EQ(asked(at_least("1"), kHuge, kHuge), "");
  EXPECT_NE(asked(at_least("1"), kHuge, kHuge - 1), "");
}

TEST(RulesRate, ConversionsAboveClicksCountAsClicks) {
  EXPECT_EQ(conversion_rate({.clicks = 12, .conversions = 25}, {}), 1.0);
  EXPECT_EQ(asked(at_most("1"), 12, 25), "");
}

TEST(RulesRate, WithoutClicksThePlainRateIsZero) {
  EXPECT_EQ(conversion_rate({.clicks = 0, .conversions = 0}, {}), 0.0);
  EXPECT_EQ(asked(at_least("0"), 0, 0), "");
  EXPECT_EQ(asked(at_least("0.01"), 0, 3), "conversion rate 0 % (0 of 0), needs at least 1 %");
}

TEST(RulesRate, ConfidenceIsTheLowerQuantileOfTheBetaDistribution) {
  struct Known {
    std::uint64_t conversions, clicks;
    const char* confidence;
    double value;
  };
  const Known cases[] = {
      {0, 0, "0.8", 0.2},       // Beta(1,1) is uniform
      {1, 1, "0.75", 0.5},      // Beta(2,1): x^2 = 1/4
      {2, 2, "0.875", 0.5},     // Beta(3,1): x^3 = 1/8
      {0, 1, "0.64", 0.2},      // Beta(1,2): 1 - (1-x)^2 = 0.36
      {0, 2, "0.729", 0.1},     // Beta(1,3): (1-x)^3 = 0.729
      {1, 2, "0.5", 0.5},       // Beta(2,2) is symmetric
      {1, 2, "0.84375", 0.25},  // Beta(2,2): 3x^2 - 2x^3 = 5/32
      {2, 4, "0.5", 0.5},       // Beta(3,3) is symmetric
      {50, 100, "0.5", 0.5},
  };
  for (const Known& known : cases) {
    const Evidence evidence{.clicks = known.clicks, .conversions = known.conversions};
    EXPECT_NEAR(conversion_rate(evidence, decimal(known.confidence)), known.value, 1e-9)
        << known.conversions << " of " << known.clicks << " at " << known.confidence;
  }
}

TEST(RulesRate, MoreEvidenceForTheSameRateIsWorthMore) {
  double before = 0;
  for (const std::uint64_t scale : {1u, 10u, 100u, 1000u, 1'000'000u}) {
    const double rate = conversion_rate({.clicks = 20 * scale, .conversions = 2 * scale}, decimal("0.8"));
    EXPECT_GT(rate, before);
    EXPECT_LT(rate, 0.1);
    before = rate;
  }
  EXPECT_NEAR(before, 0.1, 1e-3);
}

TEST(RulesRate, HugeNumbersStillGiveARate) {
  for (const std::uint64_t clicks : {std::uint64_t{1'000'000'000'000}, std::uint64_t{1'000'000'000'000'000}, kHuge}) {
    for (const std::uint64_t conversions : {std::uint64_t{0}, std::uint64_t{1}, clicks / 2, clicks}) {
      const double rate = conversion_rate({.clicks = clicks, .conversions = conversions}, decimal("0.8"));
      EXPECT_NEAR(rate, static_cast<double>(conversions) / static_cast<double>(clicks), 1e-5);
      EXPECT_GE(rate, 0.0);
      EXPECT_LE(rate, 1.0);
    }
  }
}

TEST(RulesRate, WordsAreRoundedAwayFromTheThreshold) {
  const Decimal sure = decimal("0.8");
  EXPECT_EQ(asked(at_least("0.08", sure), 31, 2),
            "conversion rate 4.8 % (80 % confident, from 2 of 31), needs at least 8 %");
  EXPECT_EQ(asked(at_most("0.01", sure), 31, 2),
            "conversion rate 4.9 % (80 % confident, from 2 of 31), at most 1 % allowed");
  EXPECT_EQ(asked(at_least("0.08"), 1000, 79), "conversion rate 7.9 % (79 of 1000), needs at least 8 %");
  EXPECT_EQ(asked(at_least("0.08"), 10'000, 799), "conversion rate 7.9 % (799 of 10000), needs at least 8 %");
  EXPECT_EQ(asked(at_most("0.08"), 10'000, 801), "conversion rate 8.1 % (801 of 10000), at most 8 % allowed");
  EXPECT_EQ(asked(at_least("0.08"), 3000, 1), "conversion rate 0.03 % (1 of 3000), needs at least 8 %");
  EXPECT_EQ(asked(at_most("0"), 3000, 1), "conversion rate 0.04 % (1 of 3000), at most 0 % allowed");
}

TEST(RulesRate, AConfidentRateThatIsReachedHolds) {
  EXPECT_EQ(asked(at_least("0.048", decimal("0.8")), 31, 2), "");
  EXPECT_EQ(asked(at_most("0.049", decimal("0.8")), 31, 2), "");
}

TEST(RulesRateDeathTest, ConfidenceIsStrictlyBetweenZeroAndOne) {
  EXPECT_DEATH((void)conversion_rate({}, decimal("1")), "confidence");
  EXPECT_DEATH((void)conversion_rate({}, decimal("0")), "confidence");
}

}  // namespace
}  // namespace harvestd

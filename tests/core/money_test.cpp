#include "core/money.h"

#include <gtest/gtest.h>

#include <random>

namespace harvestd {
namespace {

Decimal decimal(std::string_view text) {
  return Decimal::parse(text).value();
}
Money money(Currency currency, std::string_view amount) {
  return Money(currency, decimal(amount));
}

struct Parsed {
  const char* text;
  std::int64_t micros;
};

TEST(Decimal, ReadsPlainNotationExactly) {
  const Parsed cases[] = {
      {"0", 0},
      {"-0", 0},
      {"0.30", 300'000},
      {"24.90", 24'900'000},
      {"+1.5", 1'500'000},
      {"-1.5", -1'500'000},
      {"007", 7'000'000},
      {"0.000001", 1},
      {"1.2345670000", 1'234'567},
      {"0.0000000", 0},
      {"9199999999999.999999", 9'199'999'999'999'999'999},
      {"-9199999999999.999999", -9'199'999'999'999'999'999},
      {"00000000000000000000000000000000000001", 1'000'000},
  };
  for (const Parsed& c : cases) {
    const Result<Decimal> parsed = Decimal::parse(c.text);
    ASSERT_TRUE(parsed.has_value()) << c.text;
    EXPECT_EQ(parsed->micros(), c.micros) << c.text;
  }
}

TEST(Decimal, RefusesEverythingElse) {
  const std::string_view cases[] = {"",
                                    "+",
                                    "-",
                                    ".",
                                    ".5",
                                    "5.",
                                    "1e3",
                                    "1E3",
                                    "0x10",
                                    " 1",
                                    "1 ",
                                    "1,5",
                                    "--1",
                                    "+-1",
                                    "1.2.3",
                                    "1_000",
                                    "nan",
                                    ".nan",
                                    "inf",
                                    "-.",
                                    "1.-5",
                                    "\xD9\xA1",
                                    std::string_view("1\0", 2)};
  for (const std::string_view text : cases) {
    const Result<Decimal> parsed = Decimal::parse(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().code, Errc::kInvalidValue);
    EXPECT_NE(parsed.error().message.find("plain decimal number"), std::string::npos) << text;
  }
}

TEST(Decimal, RefusesMoreThanSixDecimals) {
  const Result<Decimal> parsed = Decimal::parse("0.0000001");
  ASSERT_TRUE(parsed.has_error());
  EXPECT_EQ(parsed.error().message, "more than six digits after the point");
}

TEST(Decimal, RefusesWhatDoesNotFit) {
  for (const char* text : {"9200000000000", "-9200000000000", "9223372036854", "99999999999999999999999999999",
                           "18446744073709.551616", "184467440737095516160"}) {
    const Result<Decimal> parsed = Decimal::parse(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_NE(parsed.error().message.find("too large"), std::string::npos);
  }
}

TEST(Decimal, PrintsTheShortestExactForm) {
  EXPECT_EQ(decimal("0.30").to_string(), "0.3");
  EXPECT_EQ(decimal("12.000").to_string(), "12");
  EXPECT_EQ(decimal("24.90").to_string(), "24.9");
  EXPECT_EQ(decimal("-0.000001").to_string(), "-0.000001");
  EXPECT_EQ(decimal("100").to_string(), "100");
  EXPECT_EQ(Decimal().to_string(), "0");
  EXPECT_EQ(Decimal::from_micros(INT64_MIN).to_string(), "-9223372036854.775808");
}

TEST(Decimal, WhatIsPrintedReadsBackTheSame) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto shift = random() % 63;
    const Decimal value = Decimal::from_micros(static_cast<std::int64_t>(random()) >> shift);
    if (value.micros() >= 9'200'000'000'000'000'000 || value.micros() <= -9'200'000'000'000'000'000) continue;
    EXPECT_EQ(decimal(value.to_string()), value);
  }
}

TEST(Decimal, ConvertsToDoubleForStatistics) {
  EXPECT_DOUBLE_EQ(decimal("0.8").to_double(), 0.8);
}

TEST(Currency, NamesReadBackTheSame) {
  for (int i = 1; i <= static_cast<int>(Currency::kSGD); ++i) {
    const auto currency = static_cast<Currency>(i);
    EXPECT_EQ(to_string(currency).size(), 3u);
    EXPECT_EQ(parse_currency(to_string(currency)).value(), currency);
    EXPECT_EQ(minor_digits(currency), currency == Currency::kJPY ? 0 : 2);
  }
  EXPECT_EQ(to_string(Currency::kEUR), "EUR");
  EXPECT_TRUE(parse_currency("usd").has_error());
  EXPECT_TRUE(parse_currency("").has_error());
  EXPECT_TRUE(parse_currency("CHF").has_error());
}

TEST(Money, PrintsTheDigitsOfItsCurrency) {
  EXPECT_EQ(money(Currency::kUSD, "0.75").to_string(), "0.75");
  EXPECT_EQ(money(Currency::kUSD, "0.7").to_string(), "0.70");
  EXPECT_EQ(money(Currency::kUSD, "1").to_string(), "1.00");
  EXPECT_EQ(money(Currency::kUSD, "-3.5").to_string(), "-3.50");
  EXPECT_EQ(money(Currency::kJPY, "12").to_string(), "12");
}

TEST(Money, PrintsTheExactFormWhenThereIsNoSuchCoin) {
  EXPECT_EQ(money(Currency::kUSD, "0.7534").to_string(), "0.7534");
  EXPECT_EQ(money(Currency::kUSD, "0.001").to_string(), "0.001");
  EXPECT_EQ(money(Currency::kJPY, "12.5").to_string(), "12.5");
}

TEST(Money, IsRepresentableWhenItIsWholeCoins) {
  EXPECT_TRUE(money(Currency::kUSD, "0.01").is_representable());
  EXPECT_FALSE(money(Currency::kUSD, "0.005").is_representable());
  EXPECT_TRUE(money(Currency::kJPY, "2").is_representable());
  EXPECT_FALSE(money(Currency::kJPY, "2.5").is_representable());
}

TEST(Money, RoundsDownTowardsMinusInfinity) {
  EXPECT_EQ(money(Currency::kUSD, "0.759999").round_down(), money(Currency::kUSD, "0.75"));
  EXPECT_EQ(money(Currency::kUSD, "0.75").round_down(), money(Currency::kUSD, "0.75"));
  EXPECT_EQ(money(Currency::kUSD, "-0.751").round_down(), money(Currency::kUSD, "-0.76"));
  EXPECT_EQ(money(Currency::kJPY, "12.999999").round_down(), money(Currency::kJPY, "12"));
}

TEST(Money, RoundingDownLosesLessThanOneCoin) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    const Currency currency = i % 2 == 0 ? Currency::kEUR : Currency::kJPY;
    const std::int64_t coin = currency == Currency::kJPY ? 1'000'000 : 10'000;
    const auto shift = 1 + random() % 60;
    const Money raw(currency, Decimal::from_micros(static_cast<std::int64_t>(random()) >> shift));
    const Money rounded = raw.round_down();
    EXPECT_TRUE(rounded.is_representable());
    EXPECT_LE(rounded, raw);
    EXPECT_LT(raw.micros() - rounded.micros(), coin);
  }
}

TEST(Money, ComparesWithinOneCurrency) {
  EXPECT_LT(money(Currency::kUSD, "0.2"), money(Currency::kUSD, "0.21"));
  EXPECT_GT(money(Currency::kUSD, "3"), money(Currency::kUSD, "-3"));
  EXPECT_EQ(money(Currency::kUSD, "0.20"), money(Currency::kUSD, "0.2"));
  EXPECT_NE(money(Currency::kUSD, "1"), money(Currency::kCAD, "1"));
}

TEST(MoneyDeathTest, OrderingDifferentCurrenciesIsABug) {
  EXPECT_DEATH((void)(money(Currency::kUSD, "1") < money(Currency::kJPY, "1")), "invariant broken");
}

TEST(MoneyDeathTest, RoundingBelowTheSmallestNumberIsABug) {
  EXPECT_DEATH((void)Money(Currency::kUSD, Decimal::from_micros(INT64_MIN)).round_down(), "invariant broken");
}

}  // namespace
}  // namespace harvestd

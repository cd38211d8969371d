#include "core/marketplace.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace harvestd {
namespace {

struct Expected {
  const char* code;
  const char* region;
  const char* currency;
  const char* min;
  const char* max;
};

constexpr Expected kTable[] = {
    {"US", "na", "USD", "0.02", "1000.00"},  {"CA", "na", "CAD", "0.02", "1000.00"},
    {"MX", "na", "MXN", "0.10", "20000.00"}, {"BR", "na", "BRL", "0.07", "3700.00"},
    {"UK", "eu", "GBP", "0.02", "1000.00"},  {"DE", "eu", "EUR", "0.02", "1000.00"},
    {"FR", "eu", "EUR", "0.02", "1000.00"},  {"ES", "eu", "EUR", "0.02", "1000.00"},
    {"IT", "eu", "EUR", "0.02", "1000.00"},  {"NL", "eu", "EUR", "0.02", "1000.00"},
    {"BE", "eu", "EUR", "0.02", "1000.00"},  {"IE", "eu", "EUR", "0.02", "1000.00"},
    {"SE", "eu", "SEK", "0.18", "9300.00"},  {"PL", "eu", "PLN", "0.04", "2000.00"},
    {"TR", "eu", "TRY", "0.05", "2500.00"},  {"EG", "eu", "EGP", "0.15", "5.50"},
    {"SA", "eu", "SAR", "0.10", "3670.00"},  {"AE", "eu", "AED", "0.24", "184.00"},
    {"ZA", "eu", "ZAR", "1.00", "7000.00"},  {"IN", "eu", "INR", "1.00", "5000.00"},
    {"JP", "fe", "JPY", "2", "100000"},      {"AU", "fe", "AUD", "0.02", "1410.00"},
    {"SG", "fe", "SGD", "0.02", "1100.00"},
};

TEST(Marketplace, HasThePublishedCurrencyAndBids) {
  EXPECT_EQ(marketplaces().size(), std::size(kTable));
  for (const Expected& expected : kTable) {
    const Marketplace* found = find_marketplace(expected.code);
    ASSERT_NE(found, nullptr) << expected.code;
    EXPECT_EQ(found->code, expected.code);
    EXPECT_EQ(to_string(found->region), expected.region) << expected.code;
    EXPECT_EQ(to_string(found->currency()), expected.currency) << expected.code;
    EXPECT_EQ(found->min_bid.to_string(), expected.min) << expected.code;
    EXPECT_EQ(found->max_bid.to_string(), expected.max) << expected.code;
  }
}

TEST(Marketplace, LimitsAreBidsThatCanBeSent) {
  std::set<std::string_view> codes;
  for (const Marketplace& marketplace : marketplaces()) {
    EXPECT_TRUE(codes.insert(marketplace.code).second) << marketplace.code;
    EXPECT_TRUE(marketplace.min_bid.is_representable());
    EXPECT_TRUE(marketplace.max_bid.is_representable());
    EXPECT_LT(marketplace.min_bid, marketplace.max_bid);
  }
}

TEST(Marketplace, GreatBritainIsAnotherNameOfTheUnitedKingdom) {
  EXPECT_EQ(find_marketplace("GB"), find_marketplace("UK"));
}

TEST(Marketplace, OthersAreNotFound) {
  for (const char* code : {"", "us", "XX", "USA", "CN"}) EXPECT_EQ(find_marketplace(code), nullptr) << code;
}

}  // namespace
}  // namespace harvestd

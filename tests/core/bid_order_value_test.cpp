#include <gtest/gtest.h>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::decimal;
using testing::keyword;

std::variant<Bid, NoBid> bid_for(std::vector<std::string> asins, const OrderValues& values,
                                 std::optional<Decimal> own = {}) {
  BidFormula formula;
  formula.base = AcosBid{.target_acos = decimal("0.5"), .average_order_value = own, .prior = {}};
  PooledTarget target = keyword("shoe", 10, 1);
  target.ad_asins = std::move(asins);
  return compute_bid(formula, target, values, *find_marketplace("US"));
}

const OrderValues kValues{{"B000000001", testing::decimal("30")},
                          {"B000000002", testing::decimal("20")},
                          {"B000000003", testing::decimal("40")}};

TEST(BidOrderValue, TheLowestOfTheAdvertisedAsinsIsTaken) {
  const auto bid = bid_for({"B000000001", "B000000002", "B000000009"}, kValues);
  EXPECT_EQ(std::get<Bid>(bid).amount.to_string(), "1.00");
  EXPECT_EQ(std::get<Bid>(bid).basis,
            "target ACOS 0.5 x order value 20.00 USD of B000000002 x conversion rate 0.1 (1 / 10) = 1.00 USD");
}

TEST(BidOrderValue, TheRulesOwnComesFirst) {
  const auto bid = bid_for({"B000000001"}, kValues, decimal("50"));
  EXPECT_EQ(std::get<Bid>(bid).amount.to_string(), "2.50");
}

TEST(BidOrderValue, AsinsWithoutOneAreNamed) {
  const NoBid none = std::get<NoBid>(bid_for({"B000000008", "B000000009"}, kValues));
  EXPECT_EQ(none.problem, BidProblem::kNone);
  EXPECT_EQ(none.detail,
            "no average_order_value in the rule, and none under average_order_values for B000000008, B000000009");
}

TEST(BidOrderValue, WithoutAdvertisedAsinsThereIsNone) {
  EXPECT_EQ(std::get<NoBid>(bid_for({}, kValues)).detail,
            "no average_order_value in the rule, and Amazon did not say which ASINs the ads show");
}

}  // namespace
}  // namespace harvestd

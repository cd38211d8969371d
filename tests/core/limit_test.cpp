#include "core/limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harvestd {
namespace {

using testing::ElementsAre;

Contender contender(std::uint64_t clicks, std::uint64_t conversions, std::int64_t promotions = 1,
                    Kind kind = Kind::kKeyword) {
  return {.evidence = {clicks, conversions}, .kind = kind, .destination = AdGroupId("31"), .promotions = promotions};
}

Allowance generous() {
  return {.cycle_limit = 100, .day_limit = 100, .sent_today = 0, .ad_group_limit = 1000, .keywords_held = {}};
}

std::vector<Reason> reasons(const std::vector<Contender>& contenders, const Allowance& allowance) {
  std::vector<Reason> all;
  for (const Judgement& judgement : apply_limits(contenders, allowance)) all.push_back(judgement.reason);
  return all;
}

TEST(Limits, BelowEveryLimitAllQualify) {
  EXPECT_THAT(reasons({contender(10, 2), contender(20, 1)}, generous()),
              ElementsAre(Reason::kQualified, Reason::kQualified));
}

TEST(Limits, TheBestEvidenceGoesFirst) {
  Allowance allowance = generous();
  allowance.cycle_limit = 2;
  EXPECT_THAT(reasons({contender(10, 2), contender(50, 5), contender(20, 5)}, allowance),
              ElementsAre(Reason::kLimitCycle, Reason::kQualified, Reason::kQualified));
  allowance.cycle_limit = 1;
  EXPECT_THAT(reasons({contender(50, 5), contender(20, 5)}, allowance),
              ElementsAre(Reason::kLimitCycle, Reason::kQualified))
      << "of equal conversions fewer clicks are better evidence";
}

TEST(Limits, EqualEvidenceGoesInTheOrderSeen) {
  Allowance allowance = generous();
  allowance.cycle_limit = 1;
  EXPECT_THAT(reasons({contender(10, 2), contender(10, 2)}, allowance),
              ElementsAre(Reason::kQualified, Reason::kLimitCycle));
}

TEST(Limits, WhatAPersonApprovedGoesBeforeBetterEvidence) {
  Allowance allowance = generous();
  allowance.cycle_limit = 1;
  Contender approved = contender(30, 1);
  approved.approved = true;
  EXPECT_THAT(reasons({contender(10, 5), approved}, allowance), ElementsAre(Reason::kLimitCycle, Reason::kQualified));
}

TEST(Limits, APairOfPromotionsGoesTogetherOrNotAtAll) {
  Allowance allowance = generous();
  allowance.cycle_limit = 2;
  EXPECT_THAT(reasons({contender(10, 9), contender(10, 8, 2), contender(10, 7)}, allowance),
              ElementsAre(Reason::kQualified, Reason::kLimitCycle, Reason::kQualified));
}

TEST(Limits, WhatWasSentTodayCounts) {
  Allowance allowance = generous();
  allowance.day_limit = 5;
  allowance.sent_today = 4;
  const std::vector<Judgement> judged = apply_limits({contender(10, 2), contender(10, 1)}, allowance);
  EXPECT_EQ(judged[0].reason, Reason::kQualified);
  EXPECT_EQ(judged[1].reason, Reason::kLimitDay);
  EXPECT_NE(judged[1].detail.find("promotions_per_day is 5, 5 are taken"), std::string::npos) << judged[1].detail;
}

TEST(Limits, AnAdGroupHoldsSoManyKeywordsAndProductsDoNotCount) {
  Allowance allowance = generous();
  allowance.keywords_held[AdGroupId("31")] = 999;
  EXPECT_THAT(reasons({contender(10, 3), contender(10, 2), contender(10, 1, 1, Kind::kProduct)}, allowance),
              ElementsAre(Reason::kQualified, Reason::kLimitAdGroup, Reason::kQualified));
}

}  // namespace
}  // namespace harvestd

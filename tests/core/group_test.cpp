#include "core/group.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

PromotionGroup group(const char* id, bool enabled, std::vector<AdId> ads) {
  PromotionGroup g;
  g.id = GroupId(id);
  g.enabled = enabled;
  g.source_ad_group = AdGroupId("20");
  g.ads = std::move(ads);
  g.keyword_ad_group = AdGroupId("31");
  return g;
}

Reason missing_reason(const std::vector<PromotionGroup>& groups, const char* ad,
                      std::optional<GroupId> wanted = std::nullopt) {
  CoverageOf coverage(AdGroupId("20"), groups, wanted);
  const Coverage& found = coverage.of(AdId(ad));
  return found.group ? Reason::kQualified : found.missing.reason;
}

TEST(Coverage, AGroupWithoutAdsCoversEveryAdOfItsAdGroup) {
  const std::vector<PromotionGroup> groups{group("1", true, {})};
  CoverageOf coverage(AdGroupId("20"), groups, std::nullopt);
  ASSERT_TRUE(coverage.of(AdId("7")).group);
  EXPECT_EQ(coverage.of(AdId("7")).group->id, GroupId("1"));
  EXPECT_EQ(&coverage.of(AdId("7")), &coverage.of(AdId("8")));
}

TEST(Coverage, AnotherAdGroupsGroupDoesNotCount) {
  const std::vector<PromotionGroup> groups{group("1", true, {})};
  CoverageOf coverage(AdGroupId("21"), groups, std::nullopt);
  EXPECT_EQ(coverage.of(AdId("7")).missing.reason, Reason::kNoGroup);
}

TEST(Coverage, OnlyTheAdsThatAGroupNamesAreCovered) {
  const std::vector<PromotionGroup> groups{group("1", true, {AdId("7")})};
  EXPECT_EQ(missing_reason(groups, "7"), Reason::kQualified);
  EXPECT_EQ(missing_reason(groups, "8"), Reason::kNoGroup);
}

TEST(Coverage, TwoEnabledGroupsAreAmbiguousUnlessOneIsNamed) {
  const std::vector<PromotionGroup> groups{group("1", true, {}), group("2", true, {AdId("7")})};
  EXPECT_EQ(missing_reason(groups, "7"), Reason::kAmbiguousGroup);
  EXPECT_EQ(missing_reason(groups, "8"), Reason::kQualified);
  EXPECT_EQ(missing_reason(groups, "7", GroupId("2")), Reason::kQualified);
  CoverageOf coverage(AdGroupId("20"), groups, std::nullopt);
  EXPECT_NE(coverage.of(AdId("7")).missing.detail.find("1, 2"), std::string::npos);
}

TEST(Coverage, ADisabledGroupIsSaidToBeSo) {
  const std::vector<PromotionGroup> groups{group("1", false, {})};
  EXPECT_EQ(missing_reason(groups, "7"), Reason::kGroupNotEnabled);
}

TEST(Coverage, ADisabledGroupBesideAnEnabledOneDoesNotMatter) {
  const std::vector<PromotionGroup> groups{group("1", false, {}), group("2", true, {})};
  EXPECT_EQ(missing_reason(groups, "7"), Reason::kQualified);
}

TEST(Coverage, ANamedGroupThatDoesNotCoverTheAdIsNamedInTheReason) {
  const std::vector<PromotionGroup> groups{group("1", true, {})};
  CoverageOf coverage(AdGroupId("20"), groups, GroupId("9"));
  EXPECT_EQ(coverage.of(AdId("7")).missing.reason, Reason::kNoGroup);
  EXPECT_NE(coverage.of(AdId("7")).missing.detail.find("9"), std::string::npos);
}

TEST(Coverage, AGroupHasADestinationAKind) {
  const PromotionGroup g = group("1", true, {});
  EXPECT_EQ(g.destination(Kind::kKeyword), AdGroupId("31"));
  EXPECT_FALSE(g.destination(Kind::kProduct));
}

PromotionGroup sorted(std::vector<AdGroupId> unclear, const AdGroupKinds& held) {
  PromotionGroup result;
  result.unclear_ad_groups = std::move(unclear);
  sort_destinations(result, held);
  return result;
}
const AdGroupId kA("1"), kB("2"), kC("3");
const AdGroupKinds kBoth{{kA, {Kind::kKeyword}}, {kB, {Kind::kProduct}}};

TEST(Destinations, AreSortedByWhatTheyHold) {
  const PromotionGroup group = sorted({kB, kA}, kBoth);
  EXPECT_EQ(group.keyword_ad_group, kA);
  EXPECT_EQ(group.product_ad_group, kB);
  EXPECT_TRUE(group.unclear_ad_groups.empty());
  EXPECT_EQ(sorted({kA}, kBoth).keyword_ad_group, kA);
  EXPECT_FALSE(sorted({kA}, kBoth).product_ad_group);
}

TEST(Destinations, OfTwoTheOtherTakesTheOtherKind) {
  EXPECT_EQ(sorted({kA, kC}, kBoth).product_ad_group, kC);
  EXPECT_EQ(sorted({kC, kB}, kBoth).keyword_ad_group, kC);
}

TEST(Destinations, StayUnclearWhereNothingTells) {
  for (const auto& ad_groups : {std::vector{kC}, std::vector{kC, AdGroupId("4")}, std::vector{kA, kB, kC}}) {
    const PromotionGroup group = sorted(ad_groups, kBoth);
    EXPECT_FALSE(group.keyword_ad_group || group.product_ad_group);
    EXPECT_EQ(group.unclear_ad_groups, ad_groups);
  }
}

TEST(Destinations, TwoOfOneKindStayUnclearForThatKindOnly) {
  const PromotionGroup group =
      sorted({kA, kB, kC}, {{kA, {Kind::kKeyword}}, {kB, {Kind::kProduct}}, {kC, {Kind::kKeyword}}});
  EXPECT_FALSE(group.keyword_ad_group);
  EXPECT_EQ(group.product_ad_group, kB);
  EXPECT_EQ(group.unclear_ad_groups, (std::vector{kA, kC}));
}

TEST(Destinations, AnAdGroupThatHoldsBothKindsTakesBoth) {
  const PromotionGroup group = sorted({kA}, {{kA, {Kind::kKeyword, Kind::kProduct}}});
  EXPECT_EQ(group.keyword_ad_group, kA);
  EXPECT_EQ(group.product_ad_group, kA);
}

}  // namespace
}  // namespace harvestd

#include "daemon/amazon/codec.h"

#include <gtest/gtest.h>

#include "daemon/amazon/expression.h"
#include "tests/daemon/amazon/sample.h"

namespace harvestd {
namespace {

using test::sample;

template <class Row>
std::string problem(const Result<Page<Row>>& page) {
  return page ? "" : page.error().message;
}

TEST(Codec, TheGuidesRecommendationsAreRead) {
  const auto page = decode_recommendations(sample("guide_recommendations.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 2U);
  EXPECT_EQ(page->next_token, "");
  EXPECT_EQ(page->rows[0].campaign.str(), "232423432423423");
  EXPECT_EQ(page->rows[0].ad_group.str(), "23232432432423");
  EXPECT_EQ(page->rows[0].ad.str(), "20344534523113");
  EXPECT_EQ(page->rows[0].ad_asin, "ASIN1");
  EXPECT_EQ(page->rows[0].kind, Kind::kKeyword);
  EXPECT_EQ(page->rows[0].target, "keyword1");
  EXPECT_EQ(page->rows[0].evidence, (Evidence{10, 2}));
  EXPECT_EQ(page->rows[1].kind, Kind::kProduct);
  EXPECT_EQ(page->rows[1].evidence, (Evidence{12, 25}));
}

TEST(Codec, OpenApiRecommendationsHoldTheirDataInAString) {
  const auto page = decode_recommendations(sample("openapi_recommendations.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 3U);
  EXPECT_EQ(page->next_token, "page-2");
  EXPECT_EQ(page->rows[0].evidence, (Evidence{10, 2}));
  EXPECT_EQ(page->rows[1].kind, Kind::kProduct);
  EXPECT_EQ(page->rows[1].target, "b0test0001");
  EXPECT_FALSE(page->rows[1].evidence);
  EXPECT_FALSE(page->rows[2].evidence);
}

TEST(Codec, ABrokenRowIsAnErrorThatNamesIt) {
  const std::string head = R"({"targets":[{"adId":"1","recommendedTarget":"a","targetType":"KEYWORD"},)";
  EXPECT_EQ(problem(decode_recommendations(head + R"({"recommendedTarget":"a","targetType":"KEYWORD"}]})")),
            "targets[1].adId is missing");
  EXPECT_EQ(problem(decode_recommendations(head + R"({"adId":"1","recommendedTarget":7,"targetType":"KEYWORD"}]})")),
            "targets[1].recommendedTarget is not a string");
  EXPECT_EQ(problem(decode_recommendations(head + R"({"adId":"1","recommendedTarget":"a","targetType":"STORE"}]})")),
            "targets[1].targetType is neither KEYWORD nor PRODUCT nor ASIN");
  EXPECT_EQ(problem(decode_recommendations(head + "7]}")), "targets[1] is not an object");
  EXPECT_EQ(problem(decode_recommendations(R"({"targets":[],"nextToken":5})")), "nextToken is not a string");
  EXPECT_EQ(problem(decode_recommendations("{}")), "targets is not a list");
  EXPECT_EQ(problem(decode_recommendations("[]")), "targets is not a list");
}

TEST(Codec, IdsMayBeNumbersOfAnySizeButNothingElse) {
  const auto with_id = [](const std::string& id) {
    return decode_recommendations(R"({"targets":[{"recommendedTarget":"a","targetType":"KEYWORD","adId":)" + id +
                                  "}]}");
  };
  EXPECT_EQ(with_id("9223372036854775807123")->rows[0].ad.str(), "9223372036854775807123");
  for (const char* bad : {"1.5", "-1", "1e5", "\"\"", "\"a\\u0000b\"", "\"a b\"", "true", "{}", "[\"1\"]"}) {
    EXPECT_EQ(problem(with_id(bad)), "targets[0].adId is not an id") << bad;
  }
}

TEST(Codec, TheGuidesWrappedGroupsAreRead) {
  const auto page = decode_groups(sample("guide_groups.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 1U);
  const PromotionGroup& group = page->rows[0];
  EXPECT_EQ(group.id.str(), "string");
  EXPECT_EQ(group.name, "TargetingGroup-1");
  EXPECT_TRUE(group.enabled);
  EXPECT_EQ(group.source_ad_group.str(), "442364767877");
  EXPECT_EQ(group.ads, std::vector<AdId>{AdId("43565324231234")});
  EXPECT_EQ(group.keyword_ad_group, AdGroupId("24235532221313"));
  EXPECT_EQ(group.product_ad_group, AdGroupId("24235532221314"));
  EXPECT_EQ(page->next_token, "after/q=");
}

TEST(Codec, TheGuidesSecondGroupFormHasNeitherSourceNorDestinations) {
  const auto page = decode_groups(sample("guide_groups_second_form.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 1U);
  EXPECT_EQ(page->rows[0].id.str(), "203435345431311");
  EXPECT_TRUE(page->rows[0].source_ad_group.empty());
  EXPECT_FALSE(page->rows[0].keyword_ad_group);
  EXPECT_FALSE(page->rows[0].product_ad_group);
}

TEST(Codec, OpenApiGroupsAreBareAndMayBePaused) {
  const auto page = decode_groups(sample("openapi_groups.json"));
  ASSERT_TRUE(page) << problem(page);
  EXPECT_EQ(page->rows[0].id.str(), "9007199254740993");
  EXPECT_FALSE(page->rows[0].enabled);
  EXPECT_EQ(page->rows[0].ads.size(), 2U);
  EXPECT_FALSE(page->rows[0].product_ad_group);
  EXPECT_EQ(page->next_token, "");
}

TEST(Codec, AGroupWithTwoDestinationsOfOneKindIsAnError) {
  const std::string body =
      R"({"targetPromotionGroups":[{"targetPromotionGroupId":"1","keywordCampaignAdGroupIds":["1","2"]}]})";
  EXPECT_NE(problem(decode_groups(body)).find("keywordCampaignAdGroupIds holds more than one id"), std::string::npos);
}

TEST(Codec, GroupsOfVersionTwoDoNotSayWhichAdGroupTakesWhat) {
  const auto page = decode_groups(sample("openapi_v2_groups.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 1U);
  const PromotionGroup& group = page->rows[0];
  EXPECT_EQ(group.id.str(), "9007199254740993");
  EXPECT_EQ(group.name, "spring harvest");
  EXPECT_FALSE(group.enabled);
  EXPECT_EQ(group.source_ad_group.str(), "442364767877");
  EXPECT_EQ(group.ads.size(), 2U);
  EXPECT_FALSE(group.keyword_ad_group || group.product_ad_group);
  EXPECT_EQ(group.unclear_ad_groups, (std::vector{AdGroupId("24235532221314"), AdGroupId("24235532221313")}));
  EXPECT_EQ(page->next_token, "after-1");
}

TEST(Codec, ABrokenGroupOfVersionTwoIsAnErrorThatNamesItsPlace) {
  const auto with = [](const std::string& destinations) {
    return problem(decode_groups(R"({"targetPromotionGroups":[{"targetPromotionGroup":{"targetPromotionGroupId":"1",)"
                                 R"("sourceAdGroupId":"2","destinationAdGroups":)" +
                                 destinations + "}}]}"));
  };
  EXPECT_EQ(with("[]"), "");
  EXPECT_EQ(with(R"([{"adGroupId":"3"},{}])"),
            "targetPromotionGroups[0].targetPromotionGroup group.destinationAdGroups[1].adGroupId is missing");
  EXPECT_EQ(with(R"(["3"])"),
            "targetPromotionGroups[0].targetPromotionGroup group.destinationAdGroups[0] is not an object");
  EXPECT_EQ(with("{}"), "targetPromotionGroups[0].targetPromotionGroup group.destinationAdGroups is not a list");
}

TEST(Codec, GroupTargetsOfVersionTwoAreRead) {
  const auto page = decode_group_targets(sample("openapi_v2_group_targets.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 2U);
  EXPECT_EQ(page->rows[0].id.str(), "900");
  EXPECT_EQ(page->rows[0].kind, Kind::kKeyword);
  EXPECT_EQ(page->rows[0].text, "garden hose");
  EXPECT_EQ(page->rows[0].match, MatchType::kPhrase);
  EXPECT_EQ(page->rows[0].ad_group.str(), "51");
  EXPECT_FALSE(page->rows[0].bid);
  EXPECT_EQ(page->rows[1].id.str(), "901");
  EXPECT_EQ(page->rows[1].kind, Kind::kProduct);
  EXPECT_EQ(page->rows[1].match, MatchType::kExpanded);
  EXPECT_EQ(page->rows[1].ad_group.str(), "52");
}

TEST(Codec, AMatchTypeOfTheOtherKindIsAnError) {
  const std::string product = R"({"targets":[{"productTargetDetailsV2":{"targetId":"1","target":"B0TEST0001",)";
  EXPECT_EQ(problem(decode_group_targets(product + R"("expressionType":"EXACT"}}]})")),
            "targets[0].productTargetDetailsV2.expressionType is not one that harvestd knows");
  EXPECT_EQ(problem(decode_group_targets(R"({"targets":[{"keywordTargetDetailsV2":{"keywordId":"1"}}]})")),
            "targets[0].keywordTargetDetailsV2.keywordText is missing");
}

TEST(Codec, APlaceIsReadOfARowOfAnyKind) {
  const auto keywords = decode_keyword_places(R"({"keywords":[{"adGroupId":"2","matchType":"THEME"}]})");
  ASSERT_TRUE(keywords) << problem(keywords);
  EXPECT_EQ(keywords->rows, std::vector{AdGroupId("2")});
  const auto targets = decode_product_target_places(R"({"targetingClauses":[{"adGroupId":"3","expression":[]}]})");
  ASSERT_TRUE(targets) << problem(targets);
  EXPECT_EQ(targets->rows, std::vector{AdGroupId("3")});
  EXPECT_FALSE(decode_keyword_places(R"({"keywords":[{}]})"));
}

TEST(Codec, TheGuidesGroupTargetsAreRead) {
  const auto page = decode_group_targets(sample("guide_group_targets.json"));
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 2U);
  EXPECT_EQ(page->rows[0].match, MatchType::kBroad);
  EXPECT_EQ(page->rows[0].bid, Decimal::from_micros(750'000));
  EXPECT_TRUE(page->rows[0].ad_group.empty());
  EXPECT_EQ(page->rows[1].kind, Kind::kProduct);
  EXPECT_EQ(page->rows[1].match, MatchType::kExpanded);
  EXPECT_EQ(page->rows[1].id.str(), "2454365654567659");
}

TEST(Codec, OpenApiGroupTargetsSayTheirAdGroupAndNoBid) {
  const auto page = decode_group_targets(sample("openapi_group_targets.json"));
  ASSERT_TRUE(page) << problem(page);
  EXPECT_EQ(page->rows[0].match, MatchType::kPhrase);
  EXPECT_EQ(page->rows[0].ad_group.str(), "51");
  EXPECT_FALSE(page->rows[0].bid);
  EXPECT_EQ(page->rows[1].match, MatchType::kExact);
  EXPECT_EQ(page->next_token, "");
}

TEST(Codec, AGroupTargetOfAnUnknownKindIsAnError) {
  const std::string body = R"({"targets":[{"targetId":"1","target":"a","expressionType":"THEME"}]})";
  EXPECT_EQ(problem(decode_group_targets(body)), "targets[0].expressionType is not one that harvestd knows");
}

TEST(Codec, KeywordsOfOtherMatchTypesAreLeftOut) {
  const auto page = decode_keywords(R"({"keywords":[
    {"keywordId":"1","adGroupId":"2","campaignId":"3","keywordText":"hose","matchType":"EXACT","state":"PAUSED","bid":1.1},
    {"keywordId":"4","adGroupId":"2","campaignId":"3","keywordText":"theme","matchType":"OTHER","state":"ENABLED"}]})");
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 1U);
  EXPECT_EQ(page->received, 2U);
  EXPECT_EQ(page->rows[0].campaign.str(), "3");
  EXPECT_EQ(page->rows[0].state, "PAUSED");
  EXPECT_EQ(page->rows[0].bid, Decimal::from_micros(1'100'000));
}

TEST(Codec, ProductTargetsThatAreNotOneAsinAreLeftOut) {
  const std::string head = R"({"targetId":"1","adGroupId":"2","campaignId":"3","state":"ENABLED","expression":)";
  const auto page = decode_product_targets(
      R"({"targetingClauses":[)" + head + R"([{"type":"ASIN_SAME_AS","value":"B0TEST0001"}]},)" + head +
      R"([{"type":"asinExpandedFrom","value":"B0TEST0002"}],"bid":0.5},)" + head +
      R"([{"type":"ASIN_CATEGORY_SAME_AS","value":"42"},{"type":"ASIN_BRAND_SAME_AS","value":"7"}]},)" + head +
      R"([{"type":"QUERY_HIGH_REL_MATCHES"}]}]})");
  ASSERT_TRUE(page) << problem(page);
  ASSERT_EQ(page->rows.size(), 2U);
  EXPECT_EQ(page->received, 4U);
  EXPECT_EQ(page->rows[0].text, "B0TEST0001");
  EXPECT_EQ(page->rows[0].match, MatchType::kExact);
  EXPECT_EQ(page->rows[1].match, MatchType::kExpanded);
}

TEST(Codec, AdGroupsCampaignsAndProfilesAreRead) {
  const auto ad_groups = decode_ad_groups(
      R"({"adGroups":[{"adGroupId":"2","campaignId":"3","name":"n","state":"ENABLED","defaultBid":0.1}]})");
  ASSERT_TRUE(ad_groups) << problem(ad_groups);
  EXPECT_EQ(ad_groups->rows[0].default_bid, Decimal::from_micros(100'000));
  const auto campaigns =
      decode_campaigns(R"({"campaigns":[{"campaignId":"3","name":"n","state":"PAUSED","targetingType":"AUTO"}]})");
  ASSERT_TRUE(campaigns) << problem(campaigns);
  EXPECT_EQ(campaigns->rows[0].targeting_type, "AUTO");
  const auto profiles = decode_profiles(
      R"([{"profileId":9223372036854775807,"countryCode":"US","currencyCode":"USD","accountInfo":{"name":"Acme"}}])");
  ASSERT_TRUE(profiles) << problem(profiles);
  EXPECT_EQ(profiles->rows[0].id.str(), "9223372036854775807");
  EXPECT_EQ(profiles->rows[0].account_name, "Acme");
  EXPECT_FALSE(decode_profiles(R"({"code":"x"})"));
}

TEST(Expression, EveryNameOfAMatchTypeMeansTheSame) {
  const Expression broad{Kind::kKeyword, MatchType::kBroad}, expanded{Kind::kProduct, MatchType::kExpanded};
  for (const char* name : {"QUERY_BROAD_MATCHES", "KEYWORD_BROAD", "BROAD", "broad", "queryBroadMatches"}) {
    EXPECT_EQ(parse_expression(name), broad) << name;
  }
  for (const char* name : {"ASIN_EXPANDED_FROM", "PRODUCT_SIMILAR", "asinExpandedFrom"}) {
    EXPECT_EQ(parse_expression(name), expanded) << name;
  }
  EXPECT_FALSE(parse_expression(""));
  EXPECT_FALSE(parse_expression("OTHER"));
  for (const MatchType match : {MatchType::kExact, MatchType::kPhrase, MatchType::kBroad}) {
    EXPECT_EQ(parse_expression(expression_name(Kind::kKeyword, match)), (Expression{Kind::kKeyword, match}));
    EXPECT_EQ(parse_expression(match_type_name(Kind::kKeyword, match)), (Expression{Kind::kKeyword, match}));
  }
}

}  // namespace
}  // namespace harvestd

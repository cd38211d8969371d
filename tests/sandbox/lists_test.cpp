#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <set>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct ListsTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  std::size_t rows(std::string_view path, std::string_view key, std::string_view body) {
    const auto answer = client.post(path, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json_of(answer).at(key).as_array().size();
  }
  static std::string filter(std::string_view name, std::string_view id) {
    return fmt::format(R"({{"{}":{{"include":["{}"]}}}})", name, id);
  }
  void create(std::string_view items) { client.post(kCreate, create_body(small, items)); }
};

TEST_F(ListsTest, GroupsAreFoundByIdAndByAnyOfTheirAdGroups) {
  const auto count = [&](std::string_view name, std::string_view id) {
    return rows(kGroups, "targetPromotionGroups", filter(name, id));
  };
  EXPECT_EQ(count("targetPromotionGroupIdFilter", small.campaign.group_id), 1U);
  EXPECT_EQ(count("targetPromotionGroupIdFilter", "1"), 0U);
  EXPECT_EQ(count("adGroupIdFilter", small.campaign.ad_group_id), 1U);
  EXPECT_EQ(count("adGroupIdFilter", small.campaign.keyword_ad_group_id), 1U);
}

TEST_F(ListsTest, AGroupHasTheFieldsOfTheOpenApiDocument) {
  const auto body = json_of(client.post(kGroups, "{}"));
  const auto& group = body.at("targetPromotionGroups").at(0);
  EXPECT_EQ(group.at("state"), "ENABLED");
  EXPECT_EQ(group.at("autoTargetingCampaignAdIds").as_array().size(), 2U);
  EXPECT_EQ(group.at("keywordCampaignAdGroupIds").as_array().size(), 1U);
}

TEST_F(ListsTest, OnlyTargetsMadeThroughAGroupAreListedAsItsTargets) {
  create(item("steel bottle") + "," + item("B0BBBBBBB1", "ASIN_SAME_AS"));
  server.with_account([&](Account& account) {
    Target target;
    target.ad_group_id = small.campaign.keyword_ad_group_id;
    target.text = "by hand";
    account.add_target(*account.find(small.profile_id), target);
  });
  EXPECT_EQ(rows(kTargets, "targets", "{}"), 2U);
  EXPECT_EQ(rows(kTargets, "targets", filter("targetPromotionGroupIdFilter", "1")), 0U);
  EXPECT_EQ(rows(kKeywords, "keywords", filter("adGroupIdFilter", small.campaign.keyword_ad_group_id)), 2U);
  EXPECT_EQ(rows(kProductTargets, "targetingClauses", "{}"), 1U);
}

TEST_F(ListsTest, AProductTargetCarriesItsExpression) {
  create(item("B0BBBBBBB1", "ASIN_EXPANDED_FROM", "0.99"));
  const auto body = json_of(client.post(kProductTargets, "{}"));
  const auto& clause = body.at("targetingClauses").at(0);
  EXPECT_EQ(clause.at("expression").at(0).at("type"), "ASIN_EXPANDED_FROM");
  EXPECT_EQ(clause.at("expression").at(0).at("value"), "B0BBBBBBB1");
  EXPECT_EQ(clause.at("state"), "ENABLED");
}

TEST_F(ListsTest, EntitiesAreFilteredByCampaignAdGroupAndTargeting) {
  EXPECT_EQ(rows("/sp/campaigns/list", "campaigns", filter("campaignIdFilter", small.campaign.campaign_id)), 1U);
  EXPECT_EQ(rows("/sp/campaigns/list", "campaigns", "{}"), 3U);
  EXPECT_EQ(rows("/sp/adGroups/list", "adGroups", R"({"campaignTargetingTypeFilter":"AUTO"})"), 1U);
  EXPECT_EQ(rows("/sp/productAds/list", "productAds", filter("adGroupIdFilter", small.campaign.ad_group_id)), 2U);
  EXPECT_EQ(rows("/sp/campaigns/list", "campaigns", R"({"stateFilter":{"include":["PAUSED"]}})"), 0U);
}

TEST_F(ListsTest, FiltersOfTheWrongShapeAreRefused) {
  for (const char* bad :
       {R"({"adGroupIdFilter":["1"]})", R"({"adGroupIdFilter":{"include":[1]}})",
        R"({"adGroupIdFilter":{"includes":[]}})", R"({"maxResults":0})", R"({"maxResults":1001})",
        R"({"maxResults":"5"})", R"({"nextToken":"made up"})", R"({"nextToken":5})", R"({"campaignId":"1"})"}) {
    EXPECT_EQ(client.post(kTargets, bad).status, 400) << bad;
  }
  EXPECT_EQ(client.post(kKeywords, R"({"stateFilter":{"include":["GONE"]}})").status, 400);
}

TEST_F(ListsTest, AHundredAdGroupIdsAreTheMostOfKeywordsAThousandOfGroups) {
  std::string ids = "\"0\"";
  for (int i = 1; i < 101; ++i) ids += fmt::format(",\"{}\"", i);
  const std::string body = fmt::format(R"({{"adGroupIdFilter":{{"include":[{}]}}}})", ids);
  EXPECT_EQ(client.post(kKeywords, body).status, 400);
  EXPECT_EQ(client.post(kProductTargets, body).status, 400);
  EXPECT_EQ(client.post(kGroups, body).status, 200);
  for (int i = 101; i < 1001; ++i) ids += fmt::format(",\"{}\"", i);
  EXPECT_EQ(client.post(kGroups, fmt::format(R"({{"adGroupIdFilter":{{"include":[{}]}}}})", ids)).status, 400);
}

}  // namespace
}  // namespace harvestd::sandbox

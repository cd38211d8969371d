// Version 2 of the media types of promotion groups and their targets: requests and answers have another form, the
// account behind them is the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct SecondGenerationTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  SecondGenerationTest() { client.speak(2); }

  test::ProbeAnswer create(std::string_view items) { return client.post(kCreate, create_body(small, items)); }
  std::size_t groups(std::string_view filter, const std::string& id) {
    const auto answer = client.post(kGroups, fmt::format(R"({{"{}":{{"include":["{}"]}}}})", filter, id));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json_of(answer).at("targetPromotionGroups").as_array().size();
  }
  void use(std::string_view forms) {
    server.with_options([&](ApiOptions& options) { apply_forms(forms, options.forms); });
  }
};

TEST_F(SecondGenerationTest, AGroupNamesItsDestinationsWithoutTheirKinds) {
  const auto body = json_of(client.post(kGroups, "{}"));
  const auto& group = body.at("targetPromotionGroups").at(0).as_object();
  EXPECT_EQ(group.at("sourceAdGroupId").as_string(), small.campaign.ad_group_id.c_str());
  EXPECT_EQ(group.at("sourceCampaignId").as_string(), small.campaign.campaign_id.c_str());
  EXPECT_EQ(group.at("adIds").as_array().size(), 2U);
  EXPECT_EQ(group.at("destinationAdGroups").as_array().size(), 2U);
  EXPECT_FALSE(group.contains("keywordCampaignAdGroupIds"));
  EXPECT_FALSE(group.contains("autoTargetingCampaignAdGroupId"));
}

TEST_F(SecondGenerationTest, GroupsAreFoundBySourceAndByDestination) {
  EXPECT_EQ(groups("targetPromotionGroupIdFilter", small.campaign.group_id), 1U);
  EXPECT_EQ(groups("sourceAdGroupIdFilter", small.campaign.ad_group_id), 1U);
  EXPECT_EQ(groups("sourceAdGroupIdFilter", small.campaign.keyword_ad_group_id), 0U);
  EXPECT_EQ(groups("destinationAdGroupIdFilter", small.campaign.product_ad_group_id), 1U);
  EXPECT_EQ(groups("destinationAdGroupIdFilter", small.campaign.ad_group_id), 0U);
  EXPECT_EQ(client.post(kGroups, R"({"adGroupIdFilter":{"include":["1"]}})").status, 400) << "version 1's filter";
  client.speak(1);
  EXPECT_EQ(client.post(kGroups, R"({"sourceAdGroupIdFilter":{"include":["1"]}})").status, 400);
}

TEST_F(SecondGenerationTest, CreatedItemsAreNumberedAndGiveTheirDetails) {
  const auto answer = create(keyword_item_v2("steel bottle", "PHRASE") + "," +
                             product_item_v2("B0BBBBBBB1", "PRODUCT_SIMILAR", "0.99"));
  EXPECT_EQ(answer.status, 207);
  const auto made = server.created();
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].match, Match::kPhrase);
  EXPECT_EQ(made[1].match, Match::kExpanded);
  EXPECT_EQ(made[1].bid, "0.99");
  const auto body = json_of(answer);
  EXPECT_TRUE(body.at("error").as_array().empty());
  const auto& second = body.at("success").at(1);
  EXPECT_EQ(second.at("index"), "1");
  const auto& details = second.at("targetDetails").at("productTargetDetailsV2");
  EXPECT_EQ(details.at("targetId").as_string(), made[1].target_id.c_str());
  EXPECT_EQ(details.at("destinationAdGroupId").as_string(), small.campaign.product_ad_group_id.c_str());
  EXPECT_EQ(details.at("expressionType"), "PRODUCT_SIMILAR");
}

TEST_F(SecondGenerationTest, AnItemThatFailsHasItsNumberAndACode) {
  EXPECT_EQ(first_error(create(keyword_item_v2("a", "EXACT", "0.01"))), "BID_OUT_OF_MARKET_PLACE_RANGE");
  create(keyword_item_v2("steel bottle"));
  const auto answer = create(keyword_item_v2("fine") + "," + keyword_item_v2("Steel  Bottle"));
  EXPECT_EQ(first_error(answer), "DUPLICATE_VALUE");
  EXPECT_EQ(json_of(answer).at("error").at(0).at("index"), "1");
  use("error-type-codes");
  EXPECT_EQ(first_error(create(keyword_item_v2("steel bottle"))), "duplicateValueError");
}

TEST_F(SecondGenerationTest, ATargetOfOneGenerationIsADuplicateInTheOther) {
  create(keyword_item_v2("steel bottle"));
  client.speak(1);
  EXPECT_EQ(first_error(create(item("steel bottle"))), "duplicateValueError");
  EXPECT_EQ(server.most_accepted(), 1U);
}

TEST_F(SecondGenerationTest, GroupTargetsAreListedByKind) {
  create(keyword_item_v2("steel bottle", "BROAD") + "," + product_item_v2("B0BBBBBBB1"));
  const auto targets = json_of(client.post(kTargets, "{}")).at("targets").as_array();
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].at("keywordTargetDetailsV2").at("matchType"), "BROAD");
  EXPECT_EQ(targets[0].at("keywordTargetDetailsV2").at("keywordText"), "steel bottle");
  EXPECT_EQ(targets[1].at("productTargetDetailsV2").at("expressionType"), "PRODUCT_EXACT");
}

TEST_F(SecondGenerationTest, BadShapesRefuseTheWholeCall) {
  for (const char* bad :
       {R"({"target":"a","expressionType":"QUERY_EXACT_MATCHES","bid":0.75})", R"({"keywordTarget":"a"})", "{}",
        R"({"keywordTarget":{"keyword":"a"}})", R"({"keywordTarget":{"keyword":"a","matchType":"PRODUCT_EXACT"}})",
        R"({"keywordTarget":{"keyword":"a","matchType":"EXACT"},"productTarget":{}})",
        R"({"productTarget":{"target":"B0BBBBBBB1","matchType":"EXACT"}})",
        R"({"keywordTarget":{"keyword":"a","matchType":"EXACT","bid":"0.75"}})",
        R"({"keywordTarget":{"target":"a","matchType":"EXACT"}})"}) {
    EXPECT_EQ(create(bad).status, 400) << bad;
  }
  EXPECT_TRUE(server.created().empty());
  client.speak(1);
  EXPECT_EQ(create(keyword_item_v2("a")).status, 400) << "version 2's form in version 1";
}

TEST_F(SecondGenerationTest, FormsApplyHereToo) {
  use("groups-wrapped,success-without-type,errors-empty-object");
  const auto groups = json_of(client.post(kGroups, "{}"));
  EXPECT_EQ(groups.at("targetPromotionGroups").at(0).at("targetPromotionGroup").at("state"), "ENABLED");
  const auto answer = json_of(create(keyword_item_v2("a")));
  EXPECT_EQ(answer.at("error"), boost::json::parse("[{}]"));
  const auto& details = answer.at("success").at(0).at("targetDetails").at("keywordTargetDetailsV2").as_object();
  EXPECT_FALSE(details.contains("matchType"));
}

TEST_F(SecondGenerationTest, FaultsOfItemsApplyHereToo) {
  const std::string two = keyword_item_v2("a") + "," + keyword_item_v2("b");
  const auto with = [&](std::string_view fault) {
    server.clear_faults();
    server.with_account([&](Account& account) { account.find(small.profile_id)->targets.clear(); });
    server.with_options([](ApiOptions& options) { options.deduplicate = false; });
    server.add_fault(fault);
    return json_of(create(two));
  };
  EXPECT_EQ(with("create_targets:1:items_missing,count=1").at("success").as_array().size(), 1U);
  EXPECT_EQ(with("create_targets:1:items_repeated,count=1").at("success").as_array().size(), 3U);
  EXPECT_EQ(with("create_targets:1:items_unknown,count=1").at("success").at(2).at("index"), "2");
  const auto malformed = with("create_targets:1:items_malformed,count=1");
  EXPECT_FALSE(malformed.at("success").at(0).as_object().contains("targetDetails"));
  const auto throttled = with("create_targets:1:item_throttled,count=1");
  EXPECT_EQ(throttled.at("error").at(0).at("subErrors").at(0).at("errorCode"), "THROTTLED");
  EXPECT_EQ(throttled.at("success").at(0).at("index"), "1");
}

TEST_F(SecondGenerationTest, WhatComesIsRememberedInTheSameWords) {
  server.add_fault("create_targets:1:status,code=503");
  EXPECT_EQ(create(product_item_v2("B0BBBBBBB1", "PRODUCT_SIMILAR")).status, 503);
  client.speak(1);
  EXPECT_EQ(create(item("B0BBBBBBB1", "ASIN_EXPANDED_FROM")).status, 207);
  ASSERT_EQ(server.received().size(), 1U);
  EXPECT_EQ(server.received().begin()->second, 2U);
  EXPECT_EQ(server.created().size(), 1U);
}

}  // namespace
}  // namespace harvestd::sandbox

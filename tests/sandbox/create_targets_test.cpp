#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct CreateTargetsTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  test::ProbeAnswer create(std::string_view items) { return client.post(kCreate, create_body(small, items)); }
  std::string error_of(std::string_view one) { return first_error(create(one)); }
};

TEST_F(CreateTargetsTest, AKeywordGoesToTheKeywordDestinationAndAnAsinToTheOther) {
  const auto answer = create(item("steel bottle") + "," + item("B0BBBBBBB1", "ASIN_EXPANDED_FROM", "0.99"));
  EXPECT_EQ(answer.status, 207);
  ASSERT_EQ(successes(answer), 2U);
  const auto made = server.created();
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].ad_group_id, small.campaign.keyword_ad_group_id);
  EXPECT_EQ(made[1].ad_group_id, small.campaign.product_ad_group_id);
  const auto body = json_of(answer);
  EXPECT_EQ(body.at("success").at(0).at("targetDetails").at("targetId").as_string(), made[0].target_id.c_str());
}

TEST_F(CreateTargetsTest, BidsAreKeptAsTheTextThatCame) {
  create(item("a", "QUERY_EXACT_MATCHES", "0.10") + "," + item("b", "QUERY_EXACT_MATCHES", "1"));
  const auto made = server.created();
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].bid, "0.10");
  EXPECT_EQ(made[1].bid, "1");
  EXPECT_NE(client.post(kKeywords, "{}").body.find(R"("bid":0.10})"), std::string::npos);
}

TEST_F(CreateTargetsTest, BidsOutsideTheMarketplaceNameItsLimits) {
  const auto answer = create(item("a", "QUERY_EXACT_MATCHES", "0.01"));
  EXPECT_EQ(first_error(answer), "biddingError");
  const auto body = json_of(answer);
  const auto& value = body.at("errors").at(0).at("errors").at(0).at("errorValue").at("biddingError");
  EXPECT_EQ(value.at("lowerLimit"), "0.02");
  EXPECT_EQ(value.at("upperLimit"), "1000");
  EXPECT_EQ(error_of(item("a", "QUERY_EXACT_MATCHES", "1000.01")), "biddingError");
  EXPECT_EQ(error_of(item("a", "QUERY_EXACT_MATCHES", "1000")), "");
}

TEST_F(CreateTargetsTest, BidsWithMoreDigitsThanTheCurrencyAreMalformed) {
  EXPECT_EQ(error_of(item("a", "QUERY_EXACT_MATCHES", "0.755")), "malformedValueError");
  EXPECT_EQ(error_of(item("a", "QUERY_EXACT_MATCHES", "7.5e-1")), "malformedValueError");
  EXPECT_EQ(error_of(item("a", "QUERY_EXACT_MATCHES", "0.7500000000000001")), "malformedValueError");
}

TEST(CreateTargets, AYenHasNoDecimals) {
  SmallAccount small("JP");
  Server server({}, small.account);
  SandboxClient client(server, small.profile_id);
  const auto create = [&](std::string_view bid) {
    return first_error(client.post(kCreate, create_body(small, item("水筒", "QUERY_EXACT_MATCHES", bid))));
  };
  EXPECT_EQ(create("25.5"), "malformedValueError");
  EXPECT_EQ(create("1"), "biddingError");
  EXPECT_EQ(create("25"), "");
}

TEST_F(CreateTargetsTest, ADuplicateIsRefusedInAnyCaseAndSpacing) {
  EXPECT_EQ(error_of(item("Steel Bottle")), "");
  EXPECT_EQ(error_of(item("steel  bottle")), "duplicateValueError");
  EXPECT_EQ(error_of(item("steel bottle", "QUERY_PHRASE_MATCHES")), "");
  EXPECT_EQ(server.most_accepted(), 1U);
}

TEST_F(CreateTargetsTest, ATargetMadeByHandIsADuplicateToo) {
  server.with_account([&](Account& account) {
    Target target;
    target.ad_group_id = small.campaign.keyword_ad_group_id;
    target.text = "steel bottle";
    account.add_target(*account.find(small.profile_id), target);
  });
  EXPECT_EQ(error_of(item("steel bottle")), "duplicateValueError");
}

TEST_F(CreateTargetsTest, WithoutDeduplicationTheSameTargetIsMadeTwice) {
  server.with_options([](ApiOptions& options) { options.deduplicate = false; });
  create(item("steel bottle"));
  create(item("STEEL bottle"));
  EXPECT_EQ(server.created().size(), 2U);
  EXPECT_EQ(server.most_accepted(), 2U);
}

TEST_F(CreateTargetsTest, AFullAdGroupTakesNoMoreKeywords) {
  server.with_options([](ApiOptions& options) { options.keywords_per_ad_group = 2; });
  const auto answer = create(item("a") + "," + item("b") + "," + item("c"));
  EXPECT_EQ(successes(answer), 2U);
  EXPECT_EQ(first_error(answer), "entityQuotaError");
  EXPECT_EQ(error_of(item("B0BBBBBBB1", "ASIN_SAME_AS")), "");
}

TEST_F(CreateTargetsTest, WhatIsNoTargetIsMalformed) {
  for (const char* bad : {"", "  ", " bottle", "bottle!", "bottle \xF0\x9F\x8E\x81", "-bottle", "\\\"bottle",
                          "one two three four five six seven eight nine ten eleven", "cafe\xCC\x81"}) {
    EXPECT_EQ(error_of(item(bad)), "malformedValueError") << bad;
  }
  EXPECT_EQ(error_of(item(std::string(81, 'a'))), "malformedValueError");
  EXPECT_EQ(error_of(item(std::string(80, 'a'))), "");
  EXPECT_EQ(error_of(item("ASIN3", "ASIN_SAME_AS")), "malformedValueError");
  EXPECT_EQ(error_of(item("b0bbbbbbb1", "ASIN_SAME_AS")), "malformedValueError");
  EXPECT_EQ(error_of(item("030640615X", "ASIN_SAME_AS")), "");
}

TEST_F(CreateTargetsTest, KeywordsOfEveryScriptAreTaken) {
  for (const char* good :
       {"trinkflasche für große", "水筒 ステンレス", "पानी की बोतल", "زجاجة ماء", "usb-c 3.5 a&b", "caf\xC3\xA9"}) {
    EXPECT_EQ(error_of(item(good)), "") << good;
  }
}

TEST_F(CreateTargetsTest, AnUnknownExpressionTypeFailsItsItemAlone) {
  const auto answer = create(item("a", "KEYWORD_BROAD") + "," + item("b"));
  EXPECT_EQ(first_error(answer), "expressionTypeError");
  EXPECT_EQ(successes(answer), 1U);
}

TEST_F(CreateTargetsTest, BadShapesRefuseTheWholeCall) {
  for (const char* bad : {"", "[]", "{", R"({"targets":[]})", R"({"targetPromotionGroupId":12})"}) {
    const auto answer = client.post(kCreate, bad);
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(json_of(answer).at("code"), "INVALID_ARGUMENT");
  }
  for (const char* bad : {R"({"target":"a"})", R"({"target":"a","expressionType":"QUERY_EXACT_MATCHES","bid":"0.75"})",
                          R"({"target":"a","expressionType":"QUERY_EXACT_MATCHES","bid":-1})",
                          R"({"target":"a","expressionType":"QUERY_EXACT_MATCHES","match":1})", "7"}) {
    EXPECT_EQ(create(bad).status, 400) << bad;
  }
  EXPECT_TRUE(server.created().empty());
}

TEST_F(CreateTargetsTest, AtMostAThousandItemsTravel) {
  std::string items = item("k0");
  for (int i = 1; i < 1000; ++i) items += "," + item(fmt::format("k{}", i));
  EXPECT_EQ(create(items + "," + item("k1000")).status, 400);
  EXPECT_EQ(successes(create(items)), 1000U);
}

TEST_F(CreateTargetsTest, AnUnknownGroupIsNotFound) {
  EXPECT_EQ(client.post(kCreate, R"({"targetPromotionGroupId":"1","targets":[]})").status, 404);
}

TEST_F(CreateTargetsTest, AGroupWithoutADestinationForTheKindSaysSo) {
  server.with_account([&](Account& account) { account.find(small.profile_id)->groups[0].product_ad_group_id.clear(); });
  EXPECT_EQ(error_of(item("B0BBBBBBB1", "ASIN_SAME_AS")), "entityNotFoundError");
}

TEST_F(CreateTargetsTest, AnArchivedDestinationTakesNothing) {
  server.with_account([&](Account& account) {
    for (AdGroup& ad_group : account.find(small.profile_id)->ad_groups) ad_group.state = "ARCHIVED";
  });
  EXPECT_EQ(error_of(item("steel bottle")), "parentEntityError");
}

}  // namespace
}  // namespace harvestd::sandbox

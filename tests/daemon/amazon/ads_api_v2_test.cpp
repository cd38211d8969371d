// Media type version 2: what is sent, and how it is learned which ad group of a promotion group takes what.
#include <gmock/gmock.h>

#include "tests/daemon/amazon/api_fixture.h"

namespace harvestd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AdsApiV2 : public test::ApiTest {
 protected:
  AdsApiV2() : ApiTest(2) {}

  static std::string group(const std::string& id, const std::string& destinations) {
    return R"({"targetPromotionGroups":[{"targetPromotionGroupId":")" + id +
           R"(","sourceAdGroupId":"5","destinationAdGroups":[)" + destinations + "]}]}";
  }
  std::vector<PromotionGroup> list() {
    ApiResult<std::vector<PromotionGroup>> groups = runtime_.run(api_.list_groups(profile_, {AdGroupId("5")}));
    if (groups) return std::move(*groups);
    ADD_FAILURE() << groups.error().message;
    return std::vector<PromotionGroup>(1);
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> operations;
    for (const ApiCall& call : calls_) operations.push_back(call.operation);
    return operations;
  }
  const std::string two_ = R"({"adGroupId":"51"},{"adGroupId":"52"})";
  const std::string no_targets_ = R"({"targets":[]})";
  const std::string no_keywords_ = R"({"keywords":[]})";
  const std::string no_clauses_ = R"({"targetingClauses":[]})";
  const std::string version_1_ =
      R"({"targetPromotionGroups":[{"targetPromotionGroupId":"7","keywordCampaignAdGroupIds":["52"],)"
      R"("productCampaignAdGroupIds":["51"]}]})";
};

TEST_F(AdsApiV2, ListsAskInItsOwnWords) {
  transport_.answer(200, R"({"targetPromotionGroups":[]})").answer(200, no_targets_);
  EXPECT_THAT(list(), IsEmpty());
  ASSERT_TRUE(runtime_.run(api_.list_group_targets(profile_, GroupId("6"), collect())));
  ASSERT_EQ(transport_.sent.size(), 2U);
  EXPECT_EQ(transport_.sent[0].url, "https://ads.example/sp/targetPromotionGroups/list");
  EXPECT_EQ(transport_.sent[0].body, R"({"sourceAdGroupIdFilter":{"include":["5"]},"maxResults":1000})");
  EXPECT_EQ(transport_.sent[1].body, R"({"targetPromotionGroupIdFilter":{"include":["6"]},"maxResults":1000})");
  for (const char* header : {"Accept", "Content-Type"}) {
    EXPECT_EQ(transport_.sent[0].headers.at(header), "application/vnd.sptargetpromotiongroup.v2+json");
    EXPECT_EQ(transport_.sent[1].headers.at(header), "application/vnd.sptargetpromotiongrouptarget.v2+json");
  }
}

TEST_F(AdsApiV2, RecommendationsKnowVersionOneOnly) {
  transport_.answer(200, no_targets_);
  ASSERT_TRUE(runtime_.run(api_.recommendations(profile_, {}, [](const std::vector<Recommendation>&) {})));
  EXPECT_EQ(transport_.sent[0].headers.at("Accept"), "application/vnd.spTargetPromotionGroupsRecommendations.v1+json");
}

TEST_F(AdsApiV2, ACreateIsOnePostInItsOwnForm) {
  transport_.answer(207, R"({"success":[{"index":"0","targetDetails":{"keywordTargetDetailsV2":{"keywordId":"9"}}}]})");
  std::vector<CreateItem> items{
      {.kind = Kind::kKeyword, .target = "hose", .match = MatchType::kExact, .bid = Decimal::from_micros(750'000)}};
  CreateAnswer answer = runtime_.run(api_.create_targets(profile_, GroupId("7"), std::move(items)));
  ASSERT_TRUE(std::holds_alternative<std::vector<ItemAnswer>>(answer));
  EXPECT_EQ(std::get<std::vector<ItemAnswer>>(answer).at(0).target.str(), "9");
  ASSERT_EQ(transport_.sent.size(), 1U);
  for (const char* header : {"Accept", "Content-Type"}) {
    EXPECT_EQ(transport_.sent[0].headers.at(header), "application/vnd.sptargetpromotiongrouptarget.v2+json");
  }
  EXPECT_EQ(transport_.sent[0].body, R"({"targetPromotionGroupId":"7","targets":[{"keywordTarget":)"
                                     R"({"keyword":"hose","matchType":"EXACT","bid":0.75}}]})");
}

TEST_F(AdsApiV2, TheGroupsTargetsTellWhatItsAdGroupsTake) {
  transport_.answer(200, group("7", two_));
  transport_.answer(200, R"({"targets":[{"keywordTargetDetailsV2":{"keywordId":"1","keywordText":"hose",)"
                         R"("matchType":"EXACT","destinationAdGroupId":"52"}}]})");
  const std::vector<PromotionGroup> groups = list();
  EXPECT_EQ(groups.at(0).keyword_ad_group, AdGroupId("52"));
  EXPECT_EQ(groups.at(0).product_ad_group, AdGroupId("51")) << "of two, the other takes the other kind";
  EXPECT_THAT(asked(), ElementsAre("list_groups", "list_targets"));
  EXPECT_EQ(transport_.sent[1].body, R"({"targetPromotionGroupIdFilter":{"include":["7"]},"maxResults":1000})");
}

TEST_F(AdsApiV2, WhatWasLearnedIsNotAskedAgain) {
  transport_.answer(200, group("7", two_));
  transport_.answer(200, R"({"targets":[{"targetId":"1","target":"hose","expressionType":"QUERY_EXACT_MATCHES",)"
                         R"("manualTargetingAdGroupId":"52"}]})");
  list();
  transport_.answer(200, group("7", two_));
  EXPECT_EQ(list().at(0).keyword_ad_group, AdGroupId("52"));
  EXPECT_THAT(asked(), ElementsAre("list_groups", "list_targets", "list_groups"));
}

TEST_F(AdsApiV2, AnotherProfileLearnsForItself) {
  const std::string target = R"({"targets":[{"targetId":"1","target":"hose","expressionType":"EXACT",)"
                             R"("manualTargetingAdGroupId":"52"}]})";
  transport_.answer(200, group("7", two_)).answer(200, target);
  list();
  profile_ = ProfileId("12");
  transport_.answer(200, group("7", two_)).answer(200, target);
  list();
  EXPECT_EQ(calls_.size(), 4U);
}

TEST_F(AdsApiV2, WhatAdGroupsHoldTellsNext) {
  transport_.answer(200, group("7", two_)).answer(200, no_targets_).answer(200, no_keywords_);
  transport_.answer(200,
                    R"({"targetingClauses":[{"adGroupId":"52","expression":[{"type":"ASIN_CATEGORY_SAME_AS"}]}]})");
  const std::vector<PromotionGroup> groups = list();
  EXPECT_EQ(groups.at(0).product_ad_group, AdGroupId("52"));
  EXPECT_EQ(groups.at(0).keyword_ad_group, AdGroupId("51"));
  EXPECT_THAT(asked(), ElementsAre("list_groups", "list_targets", "list_keywords", "list_product_targets"));
  EXPECT_EQ(transport_.sent[2].body, R"({"stateFilter":{"include":["ENABLED","PAUSED","ARCHIVED"]},)"
                                     R"("adGroupIdFilter":{"include":["51","52"]},"maxResults":1000})");
}

TEST_F(AdsApiV2, OfEmptyAdGroupsTheListOfVersionOneTells) {
  transport_.answer(200, group("7", two_)).answer(200, no_targets_).answer(200, no_keywords_);
  transport_.answer(200, no_clauses_).answer(200, version_1_);
  const std::vector<PromotionGroup> groups = list();
  EXPECT_EQ(groups.at(0).keyword_ad_group, AdGroupId("52"));
  EXPECT_EQ(groups.at(0).product_ad_group, AdGroupId("51"));
  EXPECT_EQ(transport_.sent[4].headers.at("Accept"), "application/vnd.sptargetpromotiongroup.v1+json");
  EXPECT_EQ(transport_.sent[4].body, R"({"targetPromotionGroupIdFilter":{"include":["7"]},"maxResults":1000})");
}

TEST_F(AdsApiV2, WhatNothingTellsStaysUnclear) {
  for (const int status : {200, 404, 406, 415, 501}) {
    transport_.answer(200, group("7", two_)).answer(200, no_targets_).answer(200, no_keywords_);
    transport_.answer(200, no_clauses_).answer(status, R"({"targetPromotionGroups":[]})");
    const std::vector<PromotionGroup> groups = list();
    EXPECT_FALSE(groups.at(0).keyword_ad_group || groups.at(0).product_ad_group) << status;
    EXPECT_THAT(groups.at(0).unclear_ad_groups, ElementsAre(AdGroupId("51"), AdGroupId("52"))) << status;
  }
}

TEST_F(AdsApiV2, AQuestionThatFailsFailsTheList) {
  for (const int failing : {1, 2, 3, 4}) {
    transport_.answer(200, group("7", two_));
    const std::string* empty[] = {&no_targets_, &no_keywords_, &no_clauses_};
    for (int step = 1; step < failing; ++step) transport_.answer(200, *empty[step - 1]);
    transport_.answer(403, "no");
    const auto groups = runtime_.run(api_.list_groups(profile_, {AdGroupId("5")}));
    ASSERT_FALSE(groups) << failing;
    EXPECT_EQ(groups.error().status, 403) << failing;
  }
}

TEST_F(AdsApiV2, GroupsWithoutDestinationsAskNothingMore) {
  transport_.answer(200, group("7", ""));
  EXPECT_THAT(list().at(0).unclear_ad_groups, IsEmpty());
  EXPECT_THAT(asked(), ElementsAre("list_groups"));
}

}  // namespace
}  // namespace harvestd

#include "tests/daemon/amazon/api_fixture.h"

namespace harvestd {
namespace {

using AdsApiRead = test::ApiTest;

TEST_F(AdsApiRead, CarriesTheHeadersThatAmazonWants) {
  transport_.answer(200, keywords("1"));
  ASSERT_TRUE(list_keywords({AdGroupId("2")}));
  ASSERT_EQ(transport_.sent.size(), 1U);
  const test::SentRequest& sent = transport_.sent[0];
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url, "https://ads.example/sp/keywords/list");
  const std::map<std::string, std::string> headers{{"Amazon-Advertising-API-ClientId", "client-1"},
                                                   {"Amazon-Advertising-API-Scope", "11"},
                                                   {"Content-Type", "application/vnd.spKeyword.v3+json"},
                                                   {"Accept", "application/vnd.spKeyword.v3+json"}};
  EXPECT_EQ(sent.headers, headers);
  EXPECT_EQ(sent.bearer, "t1");
  EXPECT_EQ(sent.body, R"({"stateFilter":{"include":["ENABLED","PAUSED"]},"adGroupIdFilter":{"include":["2"]},)"
                       R"("maxResults":1000})");
  EXPECT_EQ(sent.timeout, Duration(30'000));
  EXPECT_FALSE(sent.is_write);
}

TEST_F(AdsApiRead, EveryFinishedRequestIsObserved) {
  transport_.answer(503, "busy").answer(200, keywords("12"));
  ASSERT_TRUE(list_keywords());
  ASSERT_EQ(calls_.size(), 2U);
  EXPECT_EQ(calls_[0].operation, "list_keywords");
  EXPECT_EQ(calls_[0].profile, profile_);
  EXPECT_EQ(calls_[0].status, 503);
  EXPECT_EQ(calls_[0].error, "list_keywords: HTTP 503: busy");
  EXPECT_EQ(calls_[0].request_id, "request-1");
  EXPECT_EQ(calls_[1].attempt, 2);
  EXPECT_EQ(calls_[1].items, 2);
  EXPECT_EQ(calls_[1].error, "");
  EXPECT_EQ(calls_[1].latency, Duration(10));
  EXPECT_EQ(calls_[0].at, runtime_.start);
}

TEST_F(AdsApiRead, EmptyPagesWithATokenAreNotTheEnd) {
  transport_.answer(200, keywords("1", "a")).answer(200, keywords("", "b")).answer(200, keywords("2"));
  ASSERT_TRUE(list_keywords());
  EXPECT_EQ(targets_.size(), 2U);
  EXPECT_EQ(pages_, 3);
  EXPECT_NE(transport_.sent[2].body.find(R"("nextToken":"b")"), std::string::npos);
}

TEST_F(AdsApiRead, ATokenThatComesTwiceEndsInAnError) {
  transport_.otherwise([](const test::SentRequest&) {
    return HttpResponse{.status = 200, .body = keywords("1", "again"), .retry_after = {}, .request_id = {}};
  });
  const ApiResult<void> result = list_keywords();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::kBadAnswer);
  EXPECT_EQ(result.error().message, "list_keywords: the pages have no end: a nextToken came twice");
  EXPECT_EQ(transport_.sent.size(), 2U);
}

TEST_F(AdsApiRead, TokensThatAlternateEndInAnErrorToo) {
  transport_.answer(200, keywords("1", "a")).answer(200, keywords("1", "b")).answer(200, keywords("1", "a"));
  EXPECT_EQ(list_keywords().error().code, Errc::kBadAnswer);
}

TEST_F(AdsApiRead, RetriesWaitAsLongAsAmazonAsks) {
  transport_.answer(429, "", "9").fail(Errc::kTimeout).answer(200, keywords(""));
  ASSERT_TRUE(list_keywords());
  EXPECT_EQ(runtime_.sleeps, (std::vector<Duration>{std::chrono::seconds(9), Duration(1000)}));
}

TEST_F(AdsApiRead, EveryPageHasItsOwnAttempts) {
  for (int page = 0; page < 3; ++page) {
    transport_.answer(500, "").fail(Errc::kInterrupted);
    transport_.answer(200, keywords("1", page < 2 ? std::to_string(page) : ""));
  }
  ASSERT_TRUE(list_keywords());
  EXPECT_EQ(targets_.size(), 3U);
}

TEST_F(AdsApiRead, AttemptsEnd) {
  transport_.fail(Errc::kConnection, "refused").fail(Errc::kConnection, "refused").fail(Errc::kConnection, "refused");
  EXPECT_EQ(list_keywords().error().message, "list_keywords: refused");
  EXPECT_EQ(transport_.sent.size(), 3U);
  transport_.answer(429, "", "1").answer(429, "", "1").answer(429, "", "30");
  const ApiResult<void> throttled = list_keywords();
  EXPECT_EQ(throttled.error().code, Errc::kThrottled);
  EXPECT_EQ(throttled.error().retry_after, std::chrono::seconds(30));
}

TEST_F(AdsApiRead, AWaitOfMoreThanAnHourIsNotWaitedFor) {
  for (const int status : {429, 503}) {
    transport_.answer(status, "", "3601");
    const ApiResult<void> result = list_keywords();
    EXPECT_EQ(result.error().code, Errc::kThrottled);
    EXPECT_EQ(result.error().retry_after, std::chrono::seconds(3601));
  }
  EXPECT_TRUE(runtime_.sleeps.empty());
}

TEST_F(AdsApiRead, FinalAnswersAreNotRetried) {
  for (const int status : {301, 400, 403, 404, 406, 415, 422, 501}) {
    transport_.sent.clear();
    transport_.answer(status, R"({"code":"NO","message":"because"})");
    const ApiResult<void> result = list_keywords();
    EXPECT_EQ(result.error().code, Errc::kRefused) << status;
    EXPECT_EQ(result.error().status, status);
    EXPECT_EQ(transport_.sent.size(), 1U);
  }
}

TEST_F(AdsApiRead, AnAnswerThatCannotBeUnderstoodIsAnErrorThatSaysWhere) {
  transport_.answer(200, R"({"keywords":[{}]})").answer(200, "<html>").answer(200, "");
  const ApiResult<void> result = list_keywords();
  EXPECT_EQ(result.error().code, Errc::kBadAnswer);
  EXPECT_EQ(result.error().message, "list_keywords: the answer cannot be understood: keywords[0].keywordId is missing");
  EXPECT_EQ(list_keywords().error().code, Errc::kBadAnswer);
  EXPECT_EQ(list_keywords().error().code, Errc::kBadAnswer);
}

TEST_F(AdsApiRead, A401IsTriedOnceMoreWithAFreshToken) {
  transport_.answer(401, "expired").answer(200, keywords("1"));
  ASSERT_TRUE(list_keywords());
  EXPECT_EQ(transport_.sent[1].bearer, "t2");
  EXPECT_TRUE(runtime_.sleeps.empty());
}

TEST_F(AdsApiRead, ASecond401IsFinal) {
  transport_.answer(401, "expired").answer(401, "expired");
  EXPECT_EQ(list_keywords().error().code, Errc::kRefused);
  EXPECT_EQ(tokens_.number, 3);
}

TEST_F(AdsApiRead, A401ThatSpeaksOfTheScopeIsFinalAtOnce) {
  transport_.answer(401, R"({"message":"No matching advertiser found for scope 11"})");
  EXPECT_EQ(list_keywords().error().code, Errc::kRefused);
  EXPECT_EQ(transport_.sent.size(), 1U);
}

TEST_F(AdsApiRead, WithoutATokenNothingIsSent) {
  tokens_.error = ApiError{.code = Errc::kCredentials, .message = "refused", .status = 400, .retry_after = {}};
  EXPECT_EQ(list_keywords().error().code, Errc::kCredentials);
  EXPECT_TRUE(transport_.sent.empty());
}

TEST_F(AdsApiRead, StoppingEndsAWaitAndSendsNoMore) {
  transport_.answer(503, "", "600");
  std::optional<ApiResult<void>> result;
  runtime_.spawn(api_.list_keywords(profile_, {}, collect()), result);
  transport_.latency = Duration(0);
  runtime_.context().poll();
  ASSERT_EQ(runtime_.sleeps.size(), 1U);
  runtime_.stop();
  runtime_.run_all();
  EXPECT_EQ(result->error().code, Errc::kStopped);
  EXPECT_EQ(transport_.sent.size(), 1U);
}

TEST_F(AdsApiRead, ErrorsRepeatNeitherTheTokenNorControlCharacters) {
  transport_.answer(400, std::string("\x1b[2J t1 \r\n") + std::string(10'000, 'y'));
  const std::string message = list_keywords().error().message;
  EXPECT_EQ(message.find("t1"), std::string::npos);
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
  EXPECT_LE(message.size(), 300U);
}

TEST_F(AdsApiRead, LongFiltersAreAskedForInSeveralCalls) {
  transport_.otherwise([](const test::SentRequest&) {
    return HttpResponse{.status = 200, .body = keywords("1"), .retry_after = {}, .request_id = {}};
  });
  std::vector<AdGroupId> ad_groups;
  for (int i = 0; i < 250; ++i) ad_groups.emplace_back(std::to_string(1000 + i));
  ASSERT_TRUE(list_keywords(std::move(ad_groups)));
  ASSERT_EQ(transport_.sent.size(), 3U);
  EXPECT_NE(transport_.sent[0].body.find("\"1099\"]"), std::string::npos);
  EXPECT_NE(transport_.sent[2].body.find("[\"1200\""), std::string::npos);
}

TEST_F(AdsApiRead, TwoLongFiltersAreAskedForInEveryCombination) {
  transport_.otherwise([](const test::SentRequest&) {
    return HttpResponse{.status = 200, .body = R"({"adGroups":[]})", .retry_after = {}, .request_id = {}};
  });
  const std::vector<CampaignId> campaigns(101, CampaignId("1"));
  const std::vector<AdGroupId> ad_groups(1001, AdGroupId("2"));
  ASSERT_TRUE(runtime_.run(api_.list_ad_groups(profile_, campaigns, ad_groups)));
  EXPECT_EQ(transport_.sent.size(), 4U);
}

TEST_F(AdsApiRead, ProfilesAreReadWithoutAScope) {
  transport_.answer(200, R"([{"profileId":9223372036854775807,"countryCode":"DE","currencyCode":"EUR"}])");
  const auto profiles = runtime_.run(api_.list_profiles());
  ASSERT_TRUE(profiles);
  EXPECT_EQ(profiles->at(0).id.str(), "9223372036854775807");
  EXPECT_EQ(transport_.sent[0].method, "GET");
  EXPECT_EQ(transport_.sent[0].url, "https://ads.example/v2/profiles");
  EXPECT_FALSE(transport_.sent[0].headers.contains("Amazon-Advertising-API-Scope"));
  transport_.answer(401, "no").answer(401, "no");
  EXPECT_EQ(runtime_.run(api_.list_profiles()).error().code, Errc::kCredentials);
}

TEST_F(AdsApiRead, RecommendationsGroupsTargetsAndCampaignsAskTheirOwnPaths) {
  transport_.answer(200, R"({"targets":[]})").answer(200, R"({"targetPromotionGroups":[]})");
  transport_.answer(200, R"({"targets":[]})").answer(200, R"({"campaigns":[]})");
  RecommendationFilter filter;
  filter.ads = {AdId("4")};
  ASSERT_TRUE(runtime_.run(api_.recommendations(profile_, filter, [](std::vector<Recommendation>) {})));
  ASSERT_TRUE(runtime_.run(api_.list_groups(profile_, {AdGroupId("5")})));
  ASSERT_TRUE(runtime_.run(api_.list_group_targets(profile_, GroupId("6"), collect())));
  ASSERT_TRUE(runtime_.run(api_.list_campaigns(profile_, {})));
  EXPECT_EQ(transport_.sent[0].body, R"({"adIdFilter":{"include":["4"]},"maxResults":1000})");
  EXPECT_EQ(transport_.sent[1].body, R"({"adGroupIdFilter":{"include":["5"]},"maxResults":1000})");
  EXPECT_EQ(transport_.sent[2].body, R"({"targetPromotionGroupIdFilter":{"include":["6"]},"maxResults":1000})");
  EXPECT_EQ(transport_.sent[2].url, "https://ads.example/sp/targetPromotionGroups/targets/list");
  EXPECT_EQ(transport_.sent[0].headers.at("Accept"), "application/vnd.spTargetPromotionGroupsRecommendations.v1+json");
  EXPECT_EQ(calls_[2].operation, "list_targets");
}

}  // namespace
}  // namespace harvestd

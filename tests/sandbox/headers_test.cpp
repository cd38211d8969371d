#include <gtest/gtest.h>

#include "tests/sandbox/operations.h"
#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct HeadersTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  int status_with(const std::string& name, const std::string& value) {
    auto headers = client.headers(kGroups);
    headers[name] = value;
    return client.post(kGroups, "{}", headers).status;
  }
};

TEST_F(HeadersTest, EveryListAcceptsItsOwnMediaTypeAndAnswersWithIt) {
  for (const Operation& operation : all_operations()) {
    if (!operation.path.ends_with("list") && operation.name != "recommendations") continue;
    const auto answer = client.post(operation.path, "{}");
    EXPECT_EQ(answer.status, 200) << operation.path << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), operation.media_type);
    EXPECT_TRUE(answer.headers.contains("x-amzn-requestid"));
  }
}

TEST_F(HeadersTest, MediaTypesCompareWithoutCase) {
  EXPECT_EQ(status_with("Content-Type", "APPLICATION/vnd.SPtargetPromotionGroup.v1+json; charset=utf-8"), 200);
  EXPECT_EQ(status_with("Accept", "*/*"), 200);
}

TEST_F(HeadersTest, AnotherMediaTypeIsRefused) {
  EXPECT_EQ(status_with("Content-Type", "application/json"), 415);
  EXPECT_EQ(status_with("Content-Type", "application/vnd.sptargetpromotiongroup.v3+json"), 415);
  EXPECT_EQ(status_with("Content-Type", "application/vnd.sptargetpromotiongrouptarget.v1+json"), 415);
  EXPECT_EQ(status_with("Accept", "application/json"), 406);
}

TEST_F(HeadersTest, EachGenerationAnswersInItsOwn) {
  for (const auto path : {kGroups, kTargets}) {
    client.speak(2);
    const auto headers = client.headers(path);
    EXPECT_NE(headers.at("Accept").find(".v2+json"), std::string::npos);
    const auto answer = client.post(path, "{}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), headers.at("Accept"));
    client.speak(1);
    EXPECT_NE(client.post(path, "{}").headers.at("content-type").find(".v1+json"), std::string::npos);
  }
}

TEST_F(HeadersTest, ARequestOfOneGenerationIsNotAnsweredInTheOther) {
  EXPECT_EQ(status_with("Content-Type", "application/vnd.sptargetpromotiongroup.v2+json"), 406);
  EXPECT_EQ(status_with("Accept", "application/vnd.sptargetpromotiongroup.v2+json"), 406);
}

TEST_F(HeadersTest, RecommendationsHaveOneGeneration) {
  auto headers = client.headers(kRecommendations);
  headers["Content-Type"] = "application/vnd.spTargetPromotionGroupsRecommendations.v2+json";
  EXPECT_EQ(client.post(kRecommendations, "{}", headers).status, 415);
}

TEST_F(HeadersTest, IdentityIsChecked) {
  EXPECT_EQ(status_with("Authorization", "Bearer nonsense"), 401);
  EXPECT_EQ(status_with("Authorization", ""), 401);
  EXPECT_EQ(status_with("Amazon-Advertising-API-ClientId", ""), 401);
  EXPECT_EQ(status_with("Amazon-Advertising-API-ClientId", "another"), 403);
  EXPECT_EQ(status_with("Amazon-Advertising-API-Scope", ""), 401);
}

TEST_F(HeadersTest, ScopesThatAreNotOursAreNamed) {
  auto headers = client.headers(kGroups);
  headers["Amazon-Advertising-API-Scope"] = "99";
  EXPECT_EQ(json_of(client.post(kGroups, "{}", headers)).at("message"), "No matching advertiser found for scope 99");
  server.with_account([](Account& account) { account.find("3312345678901234")->authorized = false; });
  EXPECT_EQ(json_of(client.post(kGroups, "{}")).at("message"), "Not authorized to access scope 3312345678901234");
}

TEST_F(HeadersTest, ProfilesNeedNoScope) {
  auto headers = client.headers("/v2/profiles");
  headers.erase("Amazon-Advertising-API-Scope");
  const auto answer = client.probe().send("GET", "/v2/profiles", headers, "");
  ASSERT_EQ(answer.status, 200);
  const auto profiles = boost::json::parse(answer.body);
  EXPECT_EQ(profiles.at(0).at("profileId"), 3312345678901234);
  EXPECT_EQ(profiles.at(0).at("currencyCode"), "USD");
}

TEST_F(HeadersTest, AnUnknownPathIsNotFound) {
  EXPECT_EQ(client.post("/sp/elsewhere", "{}").status, 404);
}

TEST_F(HeadersTest, OneConnectionServesManyRequests) {
  for (int i = 0; i < 5; ++i) client.post(kGroups, "{}");
  EXPECT_EQ(client.probe().connections(), 1);
  EXPECT_EQ(server.requests("list_groups"), 5U);
  EXPECT_EQ(server.requests(), 6U);
}

}  // namespace
}  // namespace harvestd::sandbox

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <stdexcept>
#include <thread>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct FaultsTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  test::ProbeAnswer create(std::string_view items = R"({"target":"a","expressionType":"QUERY_EXACT_MATCHES"})") {
    return client.post(kCreate, create_body(small, items));
  }
  std::size_t listed() { return json_of(client.post(kTargets, "{}")).at("targets").as_array().size(); }
};

TEST_F(FaultsTest, AStatusComesWithItsRetryAfter) {
  server.add_fault("list_groups:1:status,code=429,retry_after=7");
  server.add_fault("list_groups:2:status,code=503,retry_after=date+30");
  server.add_fault("list_groups:3:status,code=500,retry_after=garbage");
  server.add_fault("list_groups:4:status,code=429,retry_after=huge");
  const auto first = client.post(kGroups, "{}");
  EXPECT_EQ(first.status, 429);
  EXPECT_EQ(json_of(first).at("code"), "THROTTLED");
  EXPECT_EQ(first.headers.at("retry-after"), "7");
  EXPECT_TRUE(client.post(kGroups, "{}").headers.at("retry-after").ends_with("GMT"));
  EXPECT_EQ(client.post(kGroups, "{}").headers.at("retry-after"), "in a while");
  EXPECT_EQ(client.post(kGroups, "{}").headers.at("retry-after").size(), 20U);
  EXPECT_EQ(client.post(kGroups, "{}").status, 200);
}

TEST_F(FaultsTest, ARefusedCreateMayHaveBeenApplied) {
  server.add_fault("create_targets:1:status,code=500");
  server.add_fault("create_targets:2:status,code=503,applied=true");
  EXPECT_EQ(create().status, 500);
  EXPECT_EQ(server.created().size(), 0U);
  EXPECT_EQ(create().status, 503);
  EXPECT_EQ(server.created().size(), 1U);
}

TEST_F(FaultsTest, AResetComesBeforeTheReadOrBeforeOrAfterApplying) {
  client.post(kGroups, "{}");
  server.add_fault("create_targets:1:reset_before_read");
  server.add_fault("create_targets:2:reset");
  server.add_fault("create_targets:3:reset,applied=true");
  for (int i = 0; i < 2; ++i) EXPECT_NE(create().problem, "");
  EXPECT_EQ(server.created().size(), 0U);
  EXPECT_NE(create().problem, "");
  EXPECT_EQ(server.created().size(), 1U);
  EXPECT_EQ(server.requests("create_targets"), 3U);
  EXPECT_EQ(server.last_requests().back().status, 0);
}

TEST_F(FaultsTest, AStallNeverAnswers) {
  server.add_fault("create_targets:1:stall,applied=true");
  const auto headers = client.headers(kCreate);
  const auto answer =
      client.probe().send("POST", kCreate, headers, create_body(small, item("a")), std::chrono::milliseconds(100));
  EXPECT_EQ(answer.problem, "timeout");
  EXPECT_EQ(server.created().size(), 1U);
}

TEST_F(FaultsTest, AShortBodyIsCutOff) {
  server.add_fault("create_targets:1:short_body,applied=true");
  const auto answer = create();
  EXPECT_EQ(answer.status, 207);
  EXPECT_EQ(answer.problem, "cut short");
  EXPECT_EQ(server.created().size(), 1U);
}

TEST_F(FaultsTest, AGoodStatusMayHaveABodyThatIsNoAnswer) {
  server.add_fault("create_targets:1:not_json,applied=true");
  server.add_fault("create_targets:2:empty");
  const auto first = create();
  EXPECT_EQ(first.status, 207);
  EXPECT_TRUE(first.body.starts_with("<html>"));
  const auto second = create();
  EXPECT_EQ(second.status, 207);
  EXPECT_EQ(second.body, "");
  EXPECT_EQ(server.created().size(), 1U);
}

TEST_F(FaultsTest, ARedirectPointsElsewhere) {
  server.add_fault("list_groups:every:redirect");
  const auto answer = client.post(kGroups, "{}");
  EXPECT_EQ(answer.status, 307);
  EXPECT_TRUE(answer.headers.contains("location"));
}

TEST_F(FaultsTest, ItemsGoMissingComeTwiceOrWereNeverSent) {
  server.add_fault("create_targets:1:items_missing,count=2");
  server.add_fault("create_targets:2:items_repeated");
  server.add_fault("create_targets:3:items_unknown");
  EXPECT_EQ(successes(create(item("a") + "," + item("b") + "," + item("c"))), 1U);
  EXPECT_EQ(server.created().size(), 3U);
  EXPECT_EQ(successes(create(item("d") + "," + item("e"))), 3U);
  EXPECT_EQ(successes(create(item("f"))), 2U);
  EXPECT_EQ(server.created().size(), 6U);
}

TEST_F(FaultsTest, SingleItemsAreThrottledOrFail) {
  server.add_fault("create_targets:1:item_throttled");
  server.add_fault("create_targets:2:item_internal");
  server.add_fault("create_targets:3:item_internal,applied=true");
  EXPECT_EQ(first_error(create(item("a") + "," + item("b"))), "throttledError");
  EXPECT_EQ(server.created().size(), 1U);
  EXPECT_EQ(first_error(create(item("c"))), "internalServerError");
  EXPECT_EQ(server.created().size(), 1U);
  EXPECT_EQ(first_error(create(item("d"))), "internalServerError");
  EXPECT_EQ(server.created().size(), 2U);
}

TEST_F(FaultsTest, AStaleListShowsACreateOnlyLater) {
  server.add_fault("create_targets:1:stale_list,count=2");
  create();
  EXPECT_EQ(listed(), 0U);
  EXPECT_EQ(listed(), 0U);
  EXPECT_EQ(listed(), 1U);
  create(item("b"));
  EXPECT_EQ(listed(), 2U);
}

TEST_F(FaultsTest, AboveTheRateIsThrottled) {
  server.add_fault("list_groups:every:throttle,count=3");
  int throttled = 0;
  for (int i = 0; i < 50; ++i) throttled += client.post(kGroups, "{}").status == 429 ? 1 : 0;
  EXPECT_GT(throttled, 0);
  EXPECT_LE(throttled, 47);
}

TEST_F(FaultsTest, AConnectionIsResetAtOnce) {
  server.add_fault("connect:1:reset");
  EXPECT_NE(client.token(kGoodGrant).problem, "");
  EXPECT_EQ(client.token(kGoodGrant).status, 200);
}

TEST_F(FaultsTest, TheTokenEndpointFailsToo) {
  server.add_fault("token:1:status,code=503");
  EXPECT_EQ(client.token(kGoodGrant).status, 503);
  EXPECT_EQ(client.token(kGoodGrant).status, 200);
}

TEST(Faults, WhenIsANumberARestOrEveryNth) {
  const auto hits = [](std::string_view spec) {
    FaultBook book;
    book.add(parse_fault(spec));
    std::string marks;
    for (int i = 0; i < 6; ++i) marks += book.pick("token") ? 'x' : '.';
    return marks;
  };
  EXPECT_EQ(hits("token:2:reset"), ".x....");
  EXPECT_EQ(hits("any:3+:reset"), "..xxxx");
  EXPECT_EQ(hits("token:every:reset"), "xxxxxx");
  EXPECT_EQ(hits("token:every/2:reset"), ".x.x.x");
  EXPECT_EQ(hits("profiles:every:reset"), "......");
}

TEST(Faults, ABadSpecificationSaysWhatIsWrong) {
  for (const char* bad : {"", "token", "token:1", "nothing:1:reset", "token:x:reset", "token:0:reset",
                          "token:1:explode", "token:1:status,code=200", "token:1:status,code=abc",
                          "token:1:reset,applied=maybe", "token:every/0:reset", "token:1:reset,colour=red"}) {
    EXPECT_THROW(parse_fault(bad), std::invalid_argument) << bad;
  }
}

TEST_F(FaultsTest, ALateCreateTakesEffectAfterItsAnswerWasLost) {
  server.add_fault("create_targets:1:reset,applied=true,after=50");
  EXPECT_NE(create(item("a")).problem, "");
  EXPECT_EQ(server.created().size(), 0U);
  EXPECT_EQ(server.late(), 1U);
  while (server.late() > 0) std::this_thread::yield();
  ASSERT_EQ(server.created().size(), 1U);
  EXPECT_EQ(server.created()[0].target, "a");
  EXPECT_EQ(server.received().begin()->second, 1U);
}

TEST_F(FaultsTest, ALateCreateThatLaterComesAgainIsAcceptedTwiceWithoutDeduplication) {
  server.with_options([](ApiOptions& options) { options.deduplicate = false; });
  server.add_fault("create_targets:1:status,code=503,applied=true,after=50");
  EXPECT_EQ(create(item("a")).status, 503);
  EXPECT_EQ(create(item("a")).status, 207);
  while (server.late() > 0) std::this_thread::yield();
  EXPECT_EQ(server.most_accepted(), 2U);
}

TEST_F(FaultsTest, AStaleListMayLagByTime) {
  server.add_fault("create_targets:1:stale_list,after=60000");
  EXPECT_EQ(create(item("a")).status, 207);
  EXPECT_EQ(create(item("b")).status, 207);
  EXPECT_EQ(listed(), 1U) << "b alone";
}

TEST_F(FaultsTest, AllListsMayLagByTime) {
  server.with_options([](ApiOptions& options) { options.list_lag = std::chrono::milliseconds(50); });
  EXPECT_EQ(create(item("a")).status, 207);
  while (listed() == 0) std::this_thread::yield();
  EXPECT_EQ(json_of(client.post(kKeywords, "{}")).at("keywords").as_array().size(), 1U);
}

TEST_F(FaultsTest, AnAnswerMayComeLateOrEndWithTheConnection) {
  server.add_fault("create_targets:1:slow,after=20");
  server.add_fault("create_targets:2:eof_body");
  EXPECT_EQ(successes(create(item("a"))), 1U);
  const auto second = create(item("b"));
  EXPECT_FALSE(second.headers.contains("content-length"));
  EXPECT_EQ(successes(second), 1U);
  EXPECT_EQ(server.created().size(), 2U);
}

TEST_F(FaultsTest, ItemsMayBeAnsweredInWaysThatNoDocumentNames) {
  server.add_fault("create_targets:1:items_malformed");
  server.add_fault("create_targets:2:item_strange");
  const auto first = json_of(create(item("a")));
  EXPECT_FALSE(first.at("success").at(0).as_object().contains("targetDetails"));
  EXPECT_EQ(first_error(create(item("b"))), "novelError");
  EXPECT_EQ(server.created().size(), 1U);
}

TEST_F(FaultsTest, AConnectionMayBeAcceptedAndNeverServed) {
  server.add_fault("connect:1:stall");
  const auto answer =
      test::HttpProbe(server.port()).send("GET", "/_sandbox/state", {}, "", std::chrono::milliseconds(100));
  EXPECT_EQ(answer.problem, "timeout");
}

}  // namespace
}  // namespace harvestd::sandbox

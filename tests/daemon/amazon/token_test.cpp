#include "daemon/amazon/token.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_transport.h"

namespace harvestd {
namespace {

using Access = ApiResult<TokenSource::Access>;

class Token : public testing::Test {
 protected:
  Token()
      : transport_(runtime_),
        tokens_(
            {.token_endpoint = "https://api.example/auth/o2/token", .timeout = Duration(30'000), .retry = {}},
            secrets("refresh-1"), transport_, runtime_, [this](const ApiCall& call) { calls_.push_back(call); },
            [this] { ++rotations_; }) {}

  static LoginSecrets secrets(const std::string& refresh) {
    return {.client_id = Secret("client+1"), .client_secret = Secret("very secret"), .refresh_token = Secret(refresh)};
  }
  void grant(const std::string& token, const std::string& more = R"(,"expires_in":3600)") {
    transport_.answer(200, R"({"access_token":")" + token + R"(","token_type":"bearer")" + more + "}");
  }
  Access access() { return runtime_.run(tokens_.access()); }
  std::string token() {
    const Access got = access();
    return got ? std::string(got->token.reveal()) : got.error().message;
  }

  test::FakeRuntime runtime_;
  test::ScriptedTransport transport_;
  std::vector<ApiCall> calls_;
  int rotations_ = 0;
  RefreshTokenSource tokens_;
};

TEST_F(Token, IsAskedForByAFormAndObserved) {
  grant("one");
  const Access got = access();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->token.reveal(), "one");
  EXPECT_EQ(got->client_id, "client+1");
  ASSERT_EQ(transport_.sent.size(), 1U);
  EXPECT_EQ(transport_.sent[0].url, "https://api.example/auth/o2/token");
  EXPECT_EQ(transport_.sent[0].body,
            "grant_type=refresh_token&refresh_token=refresh-1&client_id=client%2B1&client_secret=very%20secret");
  EXPECT_FALSE(transport_.sent[0].is_write);
  ASSERT_EQ(calls_.size(), 1U);
  EXPECT_EQ(calls_[0].operation, "token");
  EXPECT_EQ(calls_[0].status, 200);
  EXPECT_EQ(calls_[0].latency, Duration(10));
}

TEST_F(Token, OneRefreshServesAllWhoWait) {
  grant("one");
  std::optional<Access> results[5];
  for (auto& result : results) runtime_.spawn(tokens_.access(), result);
  runtime_.run_all();
  for (const auto& result : results) EXPECT_EQ((*result)->token.reveal(), "one");
  EXPECT_EQ(transport_.sent.size(), 1U);
}

TEST_F(Token, AllWhoWaitLearnWhyThereIsNone) {
  transport_.answer(400, R"({"error":"invalid_request"})");
  std::optional<Access> results[3];
  for (auto& result : results) runtime_.spawn(tokens_.access(), result);
  runtime_.run_all();
  for (const auto& result : results) EXPECT_EQ(result->error().code, Errc::kRefused);
  EXPECT_EQ(transport_.sent.size(), 1U);
}

TEST_F(Token, IsRenewedFiveMinutesBeforeItExpires) {
  grant("one");
  grant("two");
  EXPECT_EQ(token(), "one");
  runtime_.advance(std::chrono::minutes(54));
  EXPECT_EQ(token(), "one");
  runtime_.advance(std::chrono::minutes(2));
  EXPECT_EQ(token(), "two");
}

TEST_F(Token, OfAShortLifeIsRenewedAfterThreeQuarters) {
  grant("one", R"(,"expires_in":"100")");
  grant("two");
  EXPECT_EQ(token(), "one");
  runtime_.advance(std::chrono::seconds(74));
  EXPECT_EQ(token(), "one");
  runtime_.advance(std::chrono::seconds(2));
  EXPECT_EQ(token(), "two");
}

TEST_F(Token, ARejectedOneIsNotHandedOutAgain) {
  grant("one");
  grant("two");
  EXPECT_EQ(token(), "one");
  tokens_.reject(Secret("older"));
  EXPECT_EQ(token(), "one");
  tokens_.reject(Secret("one"));
  EXPECT_EQ(token(), "two");
}

TEST_F(Token, ARotatedRefreshTokenIsUsedFromMemoryAndReported) {
  grant("one", R"(,"expires_in":3600,"refresh_token":"refresh-2")");
  grant("two", R"(,"expires_in":3600,"refresh_token":"refresh-2")");
  EXPECT_EQ(token(), "one");
  EXPECT_EQ(rotations_, 1);
  tokens_.reject(Secret("one"));
  EXPECT_EQ(token(), "two");
  EXPECT_NE(transport_.sent[1].body.find("refresh_token=refresh-2&"), std::string::npos);
  EXPECT_EQ(rotations_, 1);
}

TEST_F(Token, RefusedSecretsAreParkedUntilOthersCome) {
  for (const char* error : {"invalid_grant", "invalid_client", "unauthorized_client"}) {
    transport_.sent.clear();
    transport_.answer(error == std::string("invalid_client") ? 401 : 400, R"({"error":")" + std::string(error) + "\"}");
    EXPECT_EQ(access().error().code, Errc::kCredentials) << error;
    EXPECT_EQ(access().error().code, Errc::kCredentials);
    EXPECT_TRUE(tokens_.refused());
    EXPECT_EQ(transport_.sent.size(), 1U);
    tokens_.reset(secrets("refresh-9"));
    EXPECT_FALSE(tokens_.refused());
  }
  grant("new");
  EXPECT_EQ(token(), "new");
  EXPECT_NE(transport_.sent.back().body.find("refresh-9"), std::string::npos);
}

TEST_F(Token, AnOutageIsRetriedThenReported) {
  transport_.answer(503, "").fail(Errc::kConnection).answer(429, "", "7");
  const Access got = access();
  EXPECT_EQ(got.error().code, Errc::kThrottled);
  EXPECT_EQ(got.error().retry_after, std::chrono::seconds(7));
  EXPECT_EQ(transport_.sent.size(), 3U);
  EXPECT_EQ(runtime_.sleeps, (std::vector<Duration>{Duration(500), Duration(1000)}));
  EXPECT_EQ(calls_.back().attempt, 3);
  EXPECT_EQ(access().error().code, Errc::kThrottled);
  EXPECT_EQ(transport_.sent.size(), 3U) << "nothing is sent before Retry-After has passed";
  runtime_.advance(std::chrono::seconds(7));
  grant("later");
  EXPECT_EQ(token(), "later");
}

TEST_F(Token, IsAskedForAtOnceWhenAPersonLiftsTheWait) {
  transport_.answer(429, "", "86400");
  EXPECT_EQ(access().error().code, Errc::kThrottled);
  tokens_.forget_wait();
  grant("lifted");
  EXPECT_EQ(token(), "lifted");
}

TEST_F(Token, AnAnswerWithoutATokenIsABadOne) {
  transport_.answer(200, "<html>").answer(200, "{}");
  EXPECT_EQ(access().error().code, Errc::kBadAnswer);
  EXPECT_EQ(access().error().code, Errc::kBadAnswer);
}

TEST_F(Token, ATokenThatNoHeaderFieldMayHoldIsNotKept) {
  for (const char* token : {"a\\r\\nX-Injected: 1", "a b", "a\\u0000", "caf\\u00e9", ""}) {
    grant(token);
    EXPECT_EQ(access().error().code, Errc::kBadAnswer) << token;
  }
  transport_.answer(200, R"({"access_token":true})");
  EXPECT_EQ(access().error().code, Errc::kBadAnswer);
  grant("good");
  EXPECT_EQ(token(), "good");
}

TEST_F(Token, SecretsThatTheAnswerEchoesAreNotRepeated) {
  transport_.answer(400, R"({"error":"invalid_grant","error_description":"bad refresh-1 of very secret"})");
  EXPECT_EQ(access().error().message, "token: HTTP 400: invalid_grant: bad [secret] of [secret]");
  EXPECT_EQ(calls_[0].error, "token: HTTP 400: invalid_grant: bad [secret] of [secret]");
}

TEST_F(Token, SecretsEchoedAsTheFormHeldThemAreNotRepeatedEither) {
  transport_.answer(400, "cannot read client_secret=very%20secret");
  EXPECT_EQ(access().error().message, "token: HTTP 400: cannot read client_secret=[secret]");
}

TEST_F(Token, ASecretThatIsAWordOfItsReplacementEndsToo) {
  tokens_.reset(secrets("secret"));
  transport_.answer(400, "no secret here");
  EXPECT_EQ(access().error().message, "token: HTTP 400: no [secret] here");
}

TEST_F(Token, AFailingObserverEndsTheWaitOfAllWhoShareTheRefresh) {
  RefreshTokenSource tokens(
      {.token_endpoint = "https://api.example/auth/o2/token", .timeout = {}, .retry = {}}, secrets("refresh-1"),
      transport_, runtime_, [](const ApiCall&) { throw std::runtime_error("the ledger failed"); }, nullptr);
  grant("one");
  std::optional<Access> first, second;
  runtime_.spawn(tokens.access(), first);
  runtime_.spawn(tokens.access(), second);
  EXPECT_THROW(runtime_.run_all(), std::runtime_error);
  runtime_.run_all();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->error().code, Errc::kStopped);
  EXPECT_EQ(transport_.sent.size(), 1U);
}

TEST_F(Token, SecretsThatChangeWhileARefreshIsUnderWayAreUsedForTheNext) {
  transport_.answer(400, R"({"error":"invalid_grant"})");
  grant("new");
  std::optional<Access> first;
  runtime_.spawn(tokens_.access(), first);
  runtime_.context().poll();
  tokens_.reset(secrets("refresh-2"));
  runtime_.run_all();
  EXPECT_FALSE(tokens_.refused());
  EXPECT_EQ((*first)->token.reveal(), "new");
}

}  // namespace
}  // namespace harvestd

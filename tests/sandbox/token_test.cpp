#include <gtest/gtest.h>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct TokenTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  std::string error_of(std::string_view form) {
    const auto answer = client.token(form);
    return std::to_string(answer.status) + " " + std::string(json_of(answer).at("error").as_string());
  }
};

TEST_F(TokenTest, ARefreshTokenGrantAnswersAnAccessToken) {
  const auto answer = client.token(kGoodGrant);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json_of(answer).at("expires_in"), 3600);
  EXPECT_EQ(json_of(answer).at("refresh_token"), "sandbox-refresh-token");
}

TEST_F(TokenTest, WrongGrantsAreRefusedByName) {
  EXPECT_EQ(error_of("grant_type=refresh_token&refresh_token=revoked&client_id=sandbox-client&"
                     "client_secret=sandbox-client-secret"),
            "400 invalid_grant");
  EXPECT_EQ(error_of("grant_type=refresh_token&refresh_token=sandbox-refresh-token&client_id=sandbox-client&"
                     "client_secret=wrong"),
            "401 invalid_client");
  EXPECT_EQ(error_of("grant_type=refresh_token&client_id=sandbox-client&client_secret=x"), "400 invalid_request");
  EXPECT_EQ(error_of("grant_type=password"), "400 unsupported_grant_type");
  EXPECT_EQ(error_of("%zz"), "400 invalid_request");
}

TEST_F(TokenTest, FormFieldsArePercentDecoded) {
  EXPECT_EQ(client
                .token("grant_type=refresh_token&refresh_token=sandbox%2Drefresh%2dtoken&client_id=sandbox-client&"
                       "client_secret=sandbox-client-secret")
                .status,
            200);
}

TEST_F(TokenTest, AnExpiredTokenIsUnauthorized) {
  EXPECT_EQ(client.post(kGroups, "{}").status, 200);
  server.expire_tokens();
  const auto answer = client.post(kGroups, "{}");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(json_of(answer).at("code"), "UNAUTHENTICATED");
  EXPECT_EQ(json_of(client.post(kKeywords, "{}")).at("code"), "UNAUTHORIZED");
}

TEST_F(TokenTest, ALifetimeOfNothingIsExpiredAtOnce) {
  server.with_options([](ApiOptions& options) { options.token_lifetime = std::chrono::seconds(0); });
  EXPECT_EQ(client.post(kGroups, "{}").status, 401);
}

TEST_F(TokenTest, ARotatedRefreshTokenIsGoodForTheNextGrant) {
  server.with_options([](ApiOptions& options) { options.rotate_refresh_token = true; });
  EXPECT_EQ(json_of(client.token(kGoodGrant)).at("refresh_token"), "sandbox-refresh-token-1");
  EXPECT_EQ(client
                .token("grant_type=refresh_token&refresh_token=sandbox-refresh-token-1&client_id=sandbox-client&"
                       "client_secret=sandbox-client-secret")
                .status,
            200);
}

}  // namespace
}  // namespace harvestd::sandbox

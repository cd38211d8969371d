// Answers that point elsewhere: nobody goes there, least of all with a token or a create.
#include <boost/asio/co_spawn.hpp>

#include "daemon/amazon/token.h"
#include "daemon/asio_runtime.h"
#include "tests/daemon/amazon/https_fixture.h"
#include "tests/support/raw_server.h"

namespace harvestd {
namespace {

using test::RawConnection;
using test::RawServer;

/// Two servers: one that points to the other, and the other, which must hear nothing.
class TlsRedirects : public test::HttpsTest, public testing::WithParamInterface<int> {
 protected:
  TlsRedirects()
      : elsewhere_([](RawConnection& connection, int) { connection.wait_for_close(); }),
        server_([this](RawConnection& connection, int number) { redirect(connection, number); }) {}

  void redirect(RawConnection& connection, int number) {
    const std::string head = connection.read_until("\r\n\r\n");
    if (head.empty()) return;
    ++requests_;
    const std::string host = number % 2 == 0 ? elsewhere_.url() : "//localhost" + elsewhere_.url().substr(16);
    connection.write("HTTP/1.1 " + std::to_string(GetParam()) + " Elsewhere\r\nLocation: " + host +
                     "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    connection.wait_for_close();
  }
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr failure, T value) {
      if (failure) std::rethrow_exception(failure);
      result.emplace(std::move(value));
    });
    context_.restart();
    while (!result) context_.run_one();
    return std::move(*result);
  }
  std::string origin() const { return server_.url().substr(0, server_.url().rfind('/')); }
  LoginSecrets secrets() const { return {Secret("client"), Secret("fake-secret"), Secret("fake-refresh-token")}; }

  AsioRuntime runtime_{context_};
  std::atomic<int> requests_{0};
  RawServer elsewhere_;
  RawServer server_;
};

class FixedToken : public TokenSource {
 public:
  Task<ApiResult<Access>> access() override {
    Access access{.token = Secret(std::string("fake-token")), .client_id = "client"};
    co_return std::move(access);
  }
  void reject(const Secret&) override { ++rejected; }
  int rejected = 0;
};

TEST_P(TlsRedirects, OfACreateRefuseItsGroupAndSendNothingMore) {
  FixedToken tokens;
  AdsApi api({.endpoint = origin(), .timeout = std::chrono::seconds(20), .retry = {}}, transport(), tokens, runtime_,
             [](const ApiCall&) {});
  std::vector<CreateItem> items{
      {.kind = Kind::kKeyword, .target = "hose", .match = MatchType::kExact, .bid = Decimal::from_micros(750'000)}};
  const CreateAnswer answer = run(api.create_targets(ProfileId("11"), GroupId("7"), std::move(items)));
  const auto* failed = std::get_if<CallFailure>(&answer);
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->outcome, CallOutcome::kRefusedGroup);
  EXPECT_EQ(failed->error.status, GetParam());
  EXPECT_EQ(requests_, 1);
  EXPECT_EQ(tokens.rejected, 0);
  EXPECT_EQ(elsewhere_.connections(), 0);
}

TEST_P(TlsRedirects, OfAReadAreErrors) {
  FixedToken tokens;
  AdsApi api({.endpoint = origin(), .timeout = std::chrono::seconds(20), .retry = {}}, transport(), tokens, runtime_,
             [](const ApiCall&) {});
  const ApiResult<std::vector<Profile>> listed = run(api.list_profiles());
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code, Errc::kRefused);
  EXPECT_EQ(requests_, 1);
  EXPECT_EQ(elsewhere_.connections(), 0);
}

TEST_P(TlsRedirects, OfTheTokenEndpointTakeNoSecretElsewhere) {
  RefreshTokenSource tokens(
      {.token_endpoint = origin() + "/token", .timeout = std::chrono::seconds(20), .retry = {}}, secrets(), transport(),
      runtime_, [](const ApiCall&) {}, [] {});
  const ApiResult<TokenSource::Access> access = run(tokens.access());
  ASSERT_FALSE(access);
  EXPECT_EQ(access.error().code, Errc::kRefused);
  EXPECT_EQ(requests_, 1);
  EXPECT_EQ(elsewhere_.connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(Statuses, TlsRedirects, testing::Values(301, 302, 303, 307, 308));

}  // namespace
}  // namespace harvestd

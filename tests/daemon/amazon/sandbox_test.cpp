// The whole client against the simulator: real sockets, TLS, tokens, every operation, both documents' forms.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "daemon/amazon/https.h"
#include "daemon/amazon/token.h"
#include "daemon/asio_runtime.h"
#include "tests/sandbox/server.h"
#include "tests/sandbox/tls_files.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {
namespace {

class AgainstTheSandbox : public testing::Test {
 protected:
  void start(sandbox::ApiOptions behaviour) {
    const sandbox::TlsFiles files = sandbox::make_tls_files(folder_.path());
    sandbox::Account account(1);
    sandbox::Profile& profile = account.add_profile("11", "US");
    made_ = account.add_auto_campaign(profile, "spring", {"B0TEST0001", "B0TEST0002"});
    for (int i = 0; i < 25; ++i) {
      account.add_recommendation(profile, made_.ad_ids[0], sandbox::Kind::kKeyword, "hose " + std::to_string(i),
                                 sandbox::Metrics{10, 2});
    }
    sandbox::ServerOptions options;
    options.tls_certificate = files.certificate;
    options.tls_key = files.key;
    options.api = std::move(behaviour);
    server_.emplace(options, std::move(account));
    transport_.emplace(context_, HttpsTransport::Options{.ca_file = files.ca});
    LoginSecrets secrets{Secret("sandbox-client"), Secret("sandbox-client-secret"), Secret("sandbox-refresh-token")};
    const CallObserver count = [this](const ApiCall&) { ++calls_; };
    tokens_.emplace(RefreshTokenSource::Options{.token_endpoint = server_->url() + "/auth/o2/token"},
                    std::move(secrets), *transport_, runtime_, count, [] {});
    RetryPolicy quick;
    quick.base = Duration(1);
    api_.emplace(AdsApi::Options{.endpoint = server_->url(), .timeout = std::chrono::seconds(20), .retry = quick},
                 *transport_, *tokens_, runtime_, count);
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
  std::size_t recommendations() {
    std::size_t rows = 0;
    RecommendationFilter filter;
    filter.ad_groups.emplace_back(made_.ad_group_id);
    AdsApi::Visitor<Recommendation> visit = [&](std::vector<Recommendation> page) {
      for (const Recommendation& each : page) rows += each.evidence == Evidence{10, 2} ? 1U : 0U;
    };
    const ApiResult<void> read = run(api_->recommendations(profile_, std::move(filter), std::move(visit)));
    EXPECT_TRUE(read) << read.error().message;
    return rows;
  }
  CreateAnswer create(const std::string& keyword) {
    std::vector<CreateItem> items{
        {.kind = Kind::kKeyword, .target = keyword, .match = MatchType::kExact, .bid = Decimal::from_micros(750'000)}};
    return run(api_->create_targets(profile_, GroupId(made_.group_id), std::move(items)));
  }
  std::vector<ExistingTarget> group_targets() {
    std::vector<ExistingTarget> targets;
    AdsApi::Visitor<ExistingTarget> visit = [&](std::vector<ExistingTarget> page) {
      targets.insert(targets.end(), page.begin(), page.end());
    };
    const ApiResult<void> read = run(api_->list_group_targets(profile_, GroupId(made_.group_id), std::move(visit)));
    EXPECT_TRUE(read) << read.error().message;
    return targets;
  }

  TemporaryFolder folder_;
  boost::asio::io_context context_;
  AsioRuntime runtime_{context_};
  sandbox::AutoCampaign made_;
  std::optional<sandbox::Server> server_;
  std::optional<HttpsTransport> transport_;
  std::optional<RefreshTokenSource> tokens_;
  std::optional<AdsApi> api_;
  ProfileId profile_{"11"};
  int calls_ = 0;
};

TEST_F(AgainstTheSandbox, EveryFormOfEveryOperationIsRead) {
  for (const char* forms : {"openapi", "guide"}) {
    sandbox::ApiOptions behaviour;
    sandbox::apply_forms(forms, behaviour.forms);
    behaviour.page_size = 10;
    start(std::move(behaviour));
    EXPECT_EQ(recommendations(), 25U) << forms;
    const auto groups = run(api_->list_groups(profile_, {AdGroupId(made_.ad_group_id)}));
    ASSERT_TRUE(groups) << groups.error().message;
    ASSERT_EQ(groups->size(), 1U);
    EXPECT_EQ(groups->at(0).keyword_ad_group, AdGroupId(made_.keyword_ad_group_id));
    CreateAnswer answer = create("garden hose");
    ASSERT_TRUE(std::holds_alternative<std::vector<ItemAnswer>>(answer));
    const ItemAnswer item = std::get<std::vector<ItemAnswer>>(answer).at(0);
    EXPECT_EQ(item.event, PromotionEvent::kCreated) << item.error;
    ASSERT_EQ(group_targets().size(), 1U);
    EXPECT_EQ(group_targets()[0].id, item.target);
    const auto again = create("Garden  Hose");
    EXPECT_EQ(std::get<std::vector<ItemAnswer>>(again).at(0).event, PromotionEvent::kExists);
    EXPECT_EQ(run(api_->list_campaigns(profile_, {}))->size(), 3U);
    EXPECT_EQ(run(api_->list_profiles())->at(0).id, profile_);
    EXPECT_EQ(server_->requests("token"), 1U);
    EXPECT_EQ(static_cast<std::uint64_t>(calls_), server_->requests());
    calls_ = 0;
  }
}

TEST_F(AgainstTheSandbox, FaultsOfReadsAreRidden) {
  start({});
  server_->expire_tokens();
  for (const char* fault : {"recommendations:1:status,code=503", "recommendations:2:reset"}) server_->add_fault(fault);
  EXPECT_EQ(recommendations(), 25U);
  server_->expire_tokens();
  EXPECT_EQ(recommendations(), 25U);
}

TEST_F(AgainstTheSandbox, ACreateWhoseAnswerIsLostIsUnknownAndSentOnce) {
  start({});
  EXPECT_EQ(recommendations(), 25U);
  for (const char* fault : {"create_targets:1:reset,applied=true", "create_targets:1:short_body,applied=true",
                            "create_targets:1:not_json,applied=true"}) {
    server_->clear_faults();
    server_->clear_requests();
    server_->add_fault(fault);
    CreateAnswer answer = create(std::string("lost ") + fault[17]);
    ASSERT_TRUE(std::holds_alternative<CallFailure>(answer)) << fault;
    EXPECT_EQ(std::get<CallFailure>(answer).outcome, CallOutcome::kUnknown) << fault;
    EXPECT_EQ(server_->requests("create_targets"), 1U);
  }
}

}  // namespace
}  // namespace harvestd

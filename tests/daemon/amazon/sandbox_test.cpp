// The whole client against the simulator: real sockets, TLS, tokens, every operation in both generations of media types
// and in every form.
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

class AgainstTheSandbox : public testing::TestWithParam<int> {
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
    api_.emplace(AdsApi::Options{.endpoint = server_->url(),
                                 .media_type_version = GetParam(),
                                 .timeout = std::chrono::seconds(20),
                                 .retry = quick},
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
  CreateAnswer create_both(const std::string& keyword, const std::string& asin) {
    std::vector<CreateItem> items{
        {.kind = Kind::kKeyword, .target = keyword, .match = MatchType::kPhrase, .bid = Decimal::from_micros(750'000)},
        {.kind = Kind::kProduct, .target = asin, .match = MatchType::kExpanded, .bid = Decimal::from_micros(990'000)}};
    return run(api_->create_targets(profile_, GroupId(made_.group_id), std::move(items)));
  }
  static std::vector<ItemAnswer> created(const CreateAnswer& answer) {
    if (const auto* items = std::get_if<std::vector<ItemAnswer>>(&answer)) return *items;
    ADD_FAILURE() << std::get<CallFailure>(answer).error.message;
    return {};
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

/// Both documents' forms, each single one, and all at once.
std::vector<std::string> forms_to_try() {
  std::vector<std::string> tried;
  std::string all;
  for (const std::string_view name : sandbox::form_names()) {
    tried.emplace_back(name);
    if (name != "openapi" && name != "guide") all += (all.empty() ? "" : ",") + std::string(name);
  }
  tried.push_back(all);
  return tried;
}

TEST_P(AgainstTheSandbox, EveryFormOfEveryOperationIsRead) {
  for (const std::string& forms : forms_to_try()) {
    SCOPED_TRACE(forms);
    calls_ = 0;
    sandbox::ApiOptions behaviour;
    sandbox::apply_forms(forms, behaviour.forms);
    behaviour.page_size = 10;
    start(std::move(behaviour));
    EXPECT_EQ(recommendations(), 25U);
    const auto groups = run(api_->list_groups(profile_, {AdGroupId(made_.ad_group_id)}));
    ASSERT_TRUE(groups) << groups.error().message;
    ASSERT_EQ(groups->size(), 1U);
    EXPECT_EQ(groups->at(0).source_ad_group, AdGroupId(made_.ad_group_id));
    EXPECT_EQ(groups->at(0).ads.size(), 2U);
    EXPECT_EQ(groups->at(0).keyword_ad_group, AdGroupId(made_.keyword_ad_group_id));
    EXPECT_EQ(groups->at(0).product_ad_group, AdGroupId(made_.product_ad_group_id));
    const std::vector<ItemAnswer> first = created(create_both("garden hose", "B0TEST0009"));
    ASSERT_EQ(first.size(), 2U);
    for (const ItemAnswer& item : first) EXPECT_EQ(item.event, PromotionEvent::kCreated) << item.error;
    EXPECT_EQ(first[1].ad_group, AdGroupId(made_.product_ad_group_id));
    const std::vector<ExistingTarget> targets = group_targets();
    ASSERT_EQ(targets.size(), 2U);
    EXPECT_EQ(targets[0].id, first[0].target);
    EXPECT_EQ(targets[0].match, MatchType::kPhrase);
    EXPECT_EQ(targets[1].match, MatchType::kExpanded);
    EXPECT_EQ(targets[1].ad_group, AdGroupId(made_.product_ad_group_id));
    const std::vector<ItemAnswer> second = created(create_both("Garden  Hose", "not an ASIN"));
    EXPECT_EQ(second.at(0).event, PromotionEvent::kExists) << second.at(0).error;
    EXPECT_EQ(second.at(1).event, PromotionEvent::kRefuse) << second.at(1).error;
    EXPECT_FALSE(second.at(1).curable);
    EXPECT_EQ(run(api_->list_campaigns(profile_, {}))->size(), 3U);
    EXPECT_EQ(run(api_->list_profiles())->at(0).id, profile_);
    EXPECT_EQ(server_->requests("token"), 1U);
    EXPECT_EQ(static_cast<std::uint64_t>(calls_), server_->requests());
  }
}

TEST_P(AgainstTheSandbox, ItemsThatTheAnswerDoesNotSettleAreLost) {
  start({});
  int number = 0;
  for (const char* fault :
       {"items_missing", "items_repeated", "items_malformed", "item_throttled", "item_internal", "item_strange"}) {
    server_->clear_faults();
    server_->add_fault(std::string("create_targets:1:") + fault + ",count=1");
    const std::vector<ItemAnswer> answers = created(create_both("hose " + std::to_string(++number), "not an ASIN"));
    ASSERT_EQ(answers.size(), 2U) << fault;
    EXPECT_EQ(answers[0].event, PromotionEvent::kLoseTrack) << fault;
    EXPECT_EQ(answers[1].event, PromotionEvent::kRefuse) << fault << ": " << answers[1].error;
  }
}

TEST_P(AgainstTheSandbox, FaultsOfReadsAreRidden) {
  start({});
  server_->expire_tokens();
  for (const char* fault : {"recommendations:1:status,code=503", "recommendations:2:reset"}) server_->add_fault(fault);
  EXPECT_EQ(recommendations(), 25U);
  server_->expire_tokens();
  EXPECT_EQ(recommendations(), 25U);
}

TEST_P(AgainstTheSandbox, ACreateWhoseAnswerIsLostIsUnknownAndSentOnce) {
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

INSTANTIATE_TEST_SUITE_P(MediaTypes, AgainstTheSandbox, testing::Values(1, 2),
                         [](const auto& version) { return "V" + std::to_string(version.param); });

}  // namespace
}  // namespace harvestd

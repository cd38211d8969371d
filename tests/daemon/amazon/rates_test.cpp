// Every request has a permit: what a throttle and a Retry-After do to the requests after it, in virtual time.
#include "daemon/amazon/rates.h"

#include <cmath>

#include "tests/daemon/amazon/api_fixture.h"

namespace harvestd {
namespace {

using std::chrono::seconds;

class RatesTest : public test::ApiTest {
 protected:
  ApiResult<void> list_targets(const char* profile) {
    return runtime_.run(api_.list_group_targets(ProfileId(profile), GroupId("6"), collect()));
  }
  CreateAnswer create(const char* profile) {
    std::vector<CreateItem> items{
        {.kind = Kind::kKeyword, .target = "hose", .match = MatchType::kExact, .bid = Decimal::from_micros(750'000)}};
    return runtime_.run(api_.create_targets(ProfileId(profile), GroupId("7"), std::move(items)));
  }
  static bool succeeded(const CreateAnswer& answer) { return std::holds_alternative<std::vector<ItemAnswer>>(answer); }
  Duration sent_at(std::size_t i) const { return transport_.sent.at(i).at - runtime_.start; }

  const std::string no_targets_ = R"({"targets":[]})";
  const std::string created_ = R"({"success":[{"target":"hose","targetDetails":{"targetId":"9"}}],"errors":[]})";
};

TEST_F(RatesTest, NothingWaitsWhileNothingIsThrottled) {
  for (int i = 0; i < 100; ++i) {
    transport_.answer(200, keywords("1"));
    ASSERT_TRUE(list_keywords());
  }
  EXPECT_TRUE(runtime_.sleeps.empty());
  const std::vector<RateFigures> figures = api_.rates().figures();
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].operation, "list_keywords");
  EXPECT_EQ(figures[0].sent, 100);
  EXPECT_TRUE(std::isinf(figures[0].rate));
}

TEST_F(RatesTest, AfterAThrottleTheOperationIsSlowedAndNoOther) {
  transport_.answer(429, "");
  for (int i = 0; i < 3; ++i) transport_.answer(200, keywords("1"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(list_keywords());
  EXPECT_GT(sent_at(3) - sent_at(2), Duration(300));
  EXPECT_EQ(api_.rates().figures()[0].throttled, 1);
  const std::size_t waits = runtime_.sleeps.size();
  for (int i = 0; i < 5; ++i) {
    transport_.answer(200, no_targets_);
    ASSERT_TRUE(list_targets("11"));
  }
  EXPECT_EQ(runtime_.sleeps.size(), waits);
}

TEST_F(RatesTest, ARetryAfterHoldsBackEveryOperationOfItsProfile) {
  for (const int status : {400, 403, 404, 422}) {
    const std::size_t first = transport_.sent.size();
    transport_.answer(status, "", "60").answer(200, no_targets_).answer(200, no_targets_);
    ASSERT_FALSE(list_keywords());
    ASSERT_TRUE(list_targets("12"));
    EXPECT_LT(sent_at(first + 1) - sent_at(first), seconds(1)) << "another profile";
    ASSERT_TRUE(list_targets("11"));
    EXPECT_GE(sent_at(first + 2) - sent_at(first), seconds(60)) << status;
  }
}

TEST_F(RatesTest, A401WithARetryAfterIsNotTriedAgainBeforeItHasPassed) {
  transport_.answer(401, "expired", "60").answer(200, keywords("1"));
  ASSERT_TRUE(list_keywords());
  EXPECT_GE(sent_at(1) - sent_at(0), seconds(60));
}

TEST_F(RatesTest, ACreateRefusedWithA401AndARetryAfterIsNotSentAgain) {
  transport_.answer(401, "expired", "60").answer(207, created_);
  EXPECT_FALSE(succeeded(create("11")));
  EXPECT_EQ(transport_.sent.size(), 1U);
  ASSERT_TRUE(succeeded(create("11")));
  EXPECT_GE(sent_at(1) - sent_at(0), seconds(60));
}

TEST_F(RatesTest, AWaitOfMoreThanAnHourIsAnErrorUntilAPersonLiftsIt) {
  AdsApi::Options options{.endpoint = "https://ads.example", .retry = {}, .rates = std::make_shared<Rates>(runtime_)};
  Rates& rates = *options.rates;
  AdsApi api(std::move(options), transport_, tokens_, runtime_, [](const ApiCall&) {});
  transport_.answer(429, "", "7200").answer(200, keywords("1"));
  EXPECT_FALSE(runtime_.run(api.list_keywords(profile_, {}, collect())));
  const ApiResult<void> later = runtime_.run(api.list_keywords(profile_, {}, collect()));
  EXPECT_EQ(later.error().code, Errc::kThrottled);
  EXPECT_EQ(later.error().message, "list_keywords: not sent, Amazon asked to wait 2h more");
  EXPECT_EQ(later.error().retry_after, std::chrono::hours(2));
  EXPECT_EQ(transport_.sent.size(), 1U);
  rates.forget_wait(profile_);
  EXPECT_TRUE(runtime_.run(api.list_keywords(profile_, {}, collect())));
}

Task<bool> lift_after(test::FakeRuntime& runtime, Rates& rates, ProfileId profile, Duration wait) {
  co_await runtime.sleep_for(wait);
  rates.forget_wait(profile);
  runtime.wake();
  co_return true;
}

TEST_F(RatesTest, ACallThatWaitsGoesOnWhenAPersonLiftsTheWait) {
  AdsApi::Options options{.endpoint = "https://ads.example", .retry = {}, .rates = std::make_shared<Rates>(runtime_)};
  Rates& rates = *options.rates;
  AdsApi api(std::move(options), transport_, tokens_, runtime_, [](const ApiCall&) {});
  transport_.answer(429, "", "600").answer(200, keywords("1"));
  std::optional<ApiResult<void>> read;
  std::optional<bool> lifted;
  runtime_.spawn(api.list_keywords(profile_, {}, collect()), read);
  runtime_.spawn(lift_after(runtime_, rates, profile_, seconds(10)), lifted);
  runtime_.run_all();
  EXPECT_TRUE(read->has_value());
  EXPECT_LT(sent_at(1) - sent_at(0), seconds(20));
}

TEST_F(RatesTest, ANewsThatLiftsNothingShortensNoWait) {
  AdsApi::Options options{.endpoint = "https://ads.example", .retry = {}, .rates = std::make_shared<Rates>(runtime_)};
  Rates& rates = *options.rates;
  AdsApi api(std::move(options), transport_, tokens_, runtime_, [](const ApiCall&) {});
  transport_.answer(429, "", "600").answer(200, keywords("1"));
  std::optional<ApiResult<void>> read;
  std::optional<bool> lifted;
  runtime_.spawn(api.list_keywords(profile_, {}, collect()), read);
  runtime_.spawn(lift_after(runtime_, rates, ProfileId("12"), seconds(10)), lifted);
  runtime_.run_all();
  EXPECT_GE(sent_at(1) - sent_at(0), seconds(600));
}

TEST_F(RatesTest, WhoeverSharesTheLimitIsSlowedByAThrottleOfTheOther) {
  const auto rates = std::make_shared<Rates>(runtime_);
  AdsApi::Options options{.endpoint = "https://ads.example", .retry = {}, .rates = rates};
  AdsApi one(options, transport_, tokens_, runtime_, [](const ApiCall&) {});
  AdsApi two(options, transport_, tokens_, runtime_, [](const ApiCall&) {});
  transport_.answer(429, "").answer(200, keywords("1")).answer(200, keywords("1"));
  ASSERT_TRUE(runtime_.run(one.list_keywords(profile_, {}, collect())));
  ASSERT_TRUE(runtime_.run(two.list_keywords(ProfileId("12"), {}, collect())));
  EXPECT_GT(sent_at(2) - sent_at(1), Duration(300));
}

TEST_F(RatesTest, APermittedCreateIsSentWithoutAWait) {
  transport_.answer(429, "").answer(207, created_).answer(207, created_);
  EXPECT_FALSE(succeeded(create("11")));
  ASSERT_TRUE(runtime_.run(api_.permit_create(profile_)));
  const Duration permitted = runtime_.uptime();
  EXPECT_GT(permitted, Duration(300));
  ASSERT_TRUE(succeeded(create("11")));
  EXPECT_EQ(sent_at(1), permitted);
  ASSERT_TRUE(succeeded(create("11"))) << "one that nobody permitted waits by itself";
  EXPECT_GT(sent_at(2) - permitted, Duration(300));
}

TEST_F(RatesTest, APermitDoesNotOutliveARetryAfter) {
  transport_.answer(403, "", "60").answer(207, created_);
  ASSERT_TRUE(runtime_.run(api_.permit_create(profile_)));
  ASSERT_FALSE(list_targets("11"));
  ASSERT_TRUE(succeeded(create("11")));
  EXPECT_GE(sent_at(1) - sent_at(0), seconds(60));
}

TEST_F(RatesTest, StoppingEndsTheWaitForAPermitAndNothingIsSent) {
  transport_.answer(403, "", "600");
  ASSERT_FALSE(list_keywords());
  std::optional<ApiResult<void>> read, permit;
  std::optional<CreateAnswer> created;
  std::vector<CreateItem> items{
      {.kind = Kind::kKeyword, .target = "hose", .match = MatchType::kExact, .bid = Decimal::from_micros(750'000)}};
  runtime_.spawn(api_.list_group_targets(profile_, GroupId("6"), collect()), read);
  runtime_.spawn(api_.permit_create(profile_), permit);
  runtime_.spawn(api_.create_targets(profile_, GroupId("7"), std::move(items)), created);
  runtime_.context().restart();
  runtime_.context().poll();
  runtime_.stop();
  runtime_.run_all();
  EXPECT_EQ(read->error().code, Errc::kStopped);
  EXPECT_EQ(permit->error().code, Errc::kStopped);
  EXPECT_EQ(std::get<CallFailure>(*created).outcome, CallOutcome::kNothingSent);
  EXPECT_EQ(transport_.sent.size(), 1U);
}

}  // namespace
}  // namespace harvestd

#include "tests/daemon/amazon/api_fixture.h"

namespace harvestd {
namespace {

class AdsApiCreate : public test::ApiTest {
 protected:
  CreateAnswer create() {
    std::vector<CreateItem> items{
        {.kind = Kind::kKeyword, .target = "hose", .match = MatchType::kExact, .bid = Decimal::from_micros(750'000)}};
    return runtime_.run(api_.create_targets(profile_, GroupId("7"), std::move(items)));
  }
  CallFailure failure() {
    CreateAnswer answer = create();
    if (auto* failed = std::get_if<CallFailure>(&answer)) return std::move(*failed);
    ADD_FAILURE() << "the call did not fail";
    return {CallOutcome::kUnknown, {Errc::kBadAnswer, {}, 0, {}}};
  }
  const std::string created_ = R"({"success":[{"target":"hose","targetDetails":{"targetId":"9"}}],"errors":[]})";
};

TEST_F(AdsApiCreate, IsOnePostThatIsMarkedAsAWrite) {
  transport_.answer(207, created_);
  CreateAnswer answer = create();
  ASSERT_TRUE(std::holds_alternative<std::vector<ItemAnswer>>(answer));
  EXPECT_EQ(std::get<std::vector<ItemAnswer>>(answer).at(0).event, PromotionEvent::kCreated);
  ASSERT_EQ(transport_.sent.size(), 1U);
  EXPECT_TRUE(transport_.sent[0].is_write);
  EXPECT_EQ(transport_.sent[0].url, "https://ads.example/sp/targetPromotionGroups/targets");
  EXPECT_EQ(transport_.sent[0].headers.at("Content-Type"), "application/vnd.sptargetpromotiongrouptarget.v1+json");
  EXPECT_EQ(
      transport_.sent[0].body,
      R"({"targetPromotionGroupId":"7","targets":[{"target":"hose","expressionType":"QUERY_EXACT_MATCHES","bid":0.75}]})");
  ASSERT_EQ(calls_.size(), 1U);
  EXPECT_EQ(calls_[0].operation, "create_targets");
  EXPECT_EQ(calls_[0].items, 1);
  EXPECT_EQ(calls_[0].status, 207);
}

TEST_F(AdsApiCreate, IsNeverSentAgainAfterAFailure) {
  const std::map<Errc, CallOutcome> outcomes{{Errc::kConnection, CallOutcome::kNothingSent},
                                             {Errc::kInvalidValue, CallOutcome::kNothingSent},
                                             {Errc::kStopped, CallOutcome::kNothingSent},
                                             {Errc::kInterrupted, CallOutcome::kUnknown},
                                             {Errc::kTimeout, CallOutcome::kUnknown}};
  for (const auto& [code, outcome] : outcomes) {
    transport_.sent.clear();
    transport_.fail(code);
    EXPECT_EQ(failure().outcome, outcome) << static_cast<int>(code);
    EXPECT_EQ(transport_.sent.size(), 1U);
  }
  EXPECT_TRUE(runtime_.sleeps.empty());
}

TEST_F(AdsApiCreate, AStatusMeansWhatCoreSays) {
  for (const int status : {302, 400, 403, 404, 406, 408, 409, 415, 422, 429, 500, 501, 502, 503, 504}) {
    transport_.sent.clear();
    transport_.answer(status, "no", "3");
    const CallFailure failed = failure();
    EXPECT_EQ(failed.outcome, outcome_of_status(status)) << status;
    EXPECT_EQ(failed.error.status, status);
    EXPECT_EQ(failed.error.retry_after, std::chrono::seconds(3));
    EXPECT_EQ(transport_.sent.size(), 1U);
  }
}

TEST_F(AdsApiCreate, AGoodStatusThatDoesNotParseIsAnUnknownOutcome) {
  for (const char* body : {"", "<html>", "{}", "[]", "{\"success\":["}) {
    transport_.answer(207, body);
    const CallFailure failed = failure();
    EXPECT_EQ(failed.outcome, CallOutcome::kUnknown) << body;
    EXPECT_EQ(failed.error.code, Errc::kBadAnswer);
  }
}

TEST_F(AdsApiCreate, A401IsNotSentAgainFromHereButTheNextHasAFreshToken) {
  transport_.answer(401, "expired").answer(207, created_);
  const CallFailure failed = failure();
  EXPECT_EQ(failed.outcome, CallOutcome::kRefusedToken);
  EXPECT_TRUE(failed.token_expired);
  EXPECT_EQ(transport_.sent.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<std::vector<ItemAnswer>>(create()));
  EXPECT_EQ(transport_.sent[1].bearer, "t2");
}

TEST_F(AdsApiCreate, ARefusedScopeIsNotSentAgain) {
  transport_.answer(401, "Not authorized to access scope 11");
  const CallFailure failed = failure();
  EXPECT_EQ(failed.outcome, CallOutcome::kRefusedToken);
  EXPECT_EQ(failed.error.code, Errc::kRefused);
  EXPECT_FALSE(failed.token_expired) << "another token changes nothing";
  EXPECT_EQ(transport_.sent.size(), 1U);
}

TEST_F(AdsApiCreate, WithoutATokenNothingIsSent) {
  tokens_.error = ApiError{.code = Errc::kCredentials, .message = "refused", .status = 400, .retry_after = {}};
  EXPECT_EQ(failure().outcome, CallOutcome::kRefusedToken);
  tokens_.error = ApiError{.code = Errc::kConnection, .message = "down", .status = 0, .retry_after = {}};
  EXPECT_EQ(failure().outcome, CallOutcome::kNothingSent);
  EXPECT_TRUE(transport_.sent.empty());
}

}  // namespace
}  // namespace harvestd

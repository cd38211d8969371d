// The model of Amazon keeps its own promises, whatever the client makes of them.
#include "tests/simulation/amazon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harvestd::simulation {
namespace {

using testing::HasSubstr;
using testing::Not;

class AmazonModel : public testing::Test {
 protected:
  AmazonModel() : amazon_(account(), world_, story_, Random(1)) {}

  static Account account() {
    SimProfile profile;
    profile.id = "33";
    profile.groups.push_back({.id = "77",
                              .campaign = "44",
                              .source_ad_group = "55",
                              .keyword_ad_group = "88",
                              .product_ad_group = "89",
                              .ads = {}});
    for (const char* target : {"one", "two", "three"}) {
      profile.recommendations.push_back(
          {.campaign = "44", .ad_group = "55", .ad = "66", .ad_asin = "", .target = target, .key = target});
    }
    Account result;
    result.profiles.push_back(profile);
    result.forms.page_rows = 2;
    return result;
  }

  HttpResponse ask(Operation operation, std::string body, Mishap mishap = {}) {
    const AmazonRequest request{.operation = operation,
                                .profile = "33",
                                .bearer = bearer_,
                                .body = std::move(body),
                                .process = 1,
                                .shown_by = world_.now() + std::chrono::seconds(60)};
    return amazon_.answer(request, mishap);
  }
  void get_token() {
    ask(Operation::kToken, "");
    bearer_ = "Atza|simulated-canary-access-1";
  }
  HttpResponse create() {
    return ask(Operation::kCreate, R"({"targetPromotionGroupId":"77","targets":[)"
                                   R"({"target":"One","expressionType":"QUERY_EXACT_MATCHES","bid":0.75}]})");
  }
  HttpResponse list() { return ask(Operation::kListTargets, R"({"targetPromotionGroupIdFilter":{"include":["77"]}})"); }
  void pass(Duration time) { world_.skip_to(world_.now() + time); }

  World world_{TimePoint()};
  Story story_{world_, nullptr};
  Amazon amazon_;
  std::string bearer_;
};

TEST_F(AmazonModel, AnswersNobodyWithoutATokenThatIsValidStill) {
  EXPECT_EQ(list().status, 401);
  get_token();
  EXPECT_EQ(list().status, 200);
  pass(std::chrono::hours(1));
  EXPECT_EQ(list().status, 401);
}

TEST_F(AmazonModel, DoesNotDeduplicate) {
  get_token();
  EXPECT_EQ(create().status, 207);
  EXPECT_EQ(create().status, 207);
  ASSERT_EQ(amazon_.accepted().size(), 2u);
  EXPECT_EQ(amazon_.accepted()[0].identity(), amazon_.accepted()[1].identity());
  EXPECT_NE(amazon_.accepted()[0].id, amazon_.accepted()[1].id);
  EXPECT_EQ(amazon_.accepted()[0].key, "one");
  EXPECT_EQ(amazon_.accepted()[0].bid, 750'000);
}

TEST_F(AmazonModel, ShowsACreateLateAndByItsTimeAtTheLatest) {
  amazon_.be_slow(true);
  get_token();
  create();
  EXPECT_THAT(list().body, Not(HasSubstr("One")));
  EXPECT_EQ(amazon_.omitted(), 1u);
  pass(std::chrono::seconds(60));
  EXPECT_THAT(list().body, HasSubstr("One"));
}

TEST_F(AmazonModel, GivesRowsInPagesAndATokenThatRepeatsWhenItIsToGoWrong) {
  get_token();
  EXPECT_THAT(ask(Operation::kRecommendations, "{}").body, HasSubstr(R"("nextToken":"page-2")"));
  EXPECT_THAT(ask(Operation::kRecommendations, R"({"nextToken":"page-2"})").body, Not(HasSubstr("nextToken")));
  Mishap mishap{.page = Mishap::Page::kRepeatedToken};
  EXPECT_THAT(ask(Operation::kRecommendations, R"({"nextToken":"page-2"})", mishap).body,
              HasSubstr(R"("nextToken":"page-2")"));
}

TEST(SimAccount, IsTheSameForTheSameSeed) {
  const Account one = make_account(Random(7)), again = make_account(Random(7));
  ASSERT_EQ(one.profiles.size(), again.profiles.size());
  EXPECT_EQ(one.profiles[0].recommendations.size(), again.profiles[0].recommendations.size());
  EXPECT_EQ(one.profiles[0].recommendations[0].target, again.profiles[0].recommendations[0].target);
}

TEST(SimAccount, AKeyIsTheTextWithoutCaseAndSpareSpaces) {
  EXPECT_EQ(plain_key(Kind::kKeyword, " Lunch   BOX "), "lunch box");
  EXPECT_EQ(plain_key(Kind::kProduct, "b0sim00001"), "B0SIM00001");
}

}  // namespace
}  // namespace harvestd::simulation

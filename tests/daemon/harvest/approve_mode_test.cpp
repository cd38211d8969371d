// mode: approve, end to end: nothing is sent without a person's word, and only what the word was about.
#include <fmt/format.h>

#include "tests/daemon/harvest/harvest_fixture.h"

namespace harvestd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ApproveMode : public HarvestTest {
 protected:
  ApproveMode() {
    server_options_.api.deduplicate = false;
    mode_ = "approve";
    recommend_keyword("insulated bottle", 31, 4);
    recommend_keyword("steel bottle", 30, 3);
    recommend_keyword("travel mug", 29, 3);
  }
  Chosen decide(PromotionEvent word, const std::string& target) {
    const std::string of = fmt::format(" FROM audit_promotions WHERE target = '{}'", target);
    const Choice choice{PromotionId{std::stoll(query_one("SELECT promotion_id" + of))},
                        std::stoll(query_one("SELECT revision" + of))};
    Ledger ledger =
        Ledger::open(ledger_path(), std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now())).value();
    return ledger.decide(word, {choice}, std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()))
        .at(0);
  }
  std::vector<std::string> states() { return query("SELECT state FROM audit_promotions ORDER BY target"); }
};

TEST_F(ApproveMode, NothingIsSentUntilAPersonSaysSoAndThenOnlyThat) {
  const CycleOutcome first = cycle();
  EXPECT_EQ(first.status, CycleStatus::kDone) << first.error;
  EXPECT_EQ(first.awaiting, 3);
  EXPECT_THAT(in_words(first), HasSubstr("3 wait for approval"));
  EXPECT_EQ(server().requests("create_targets"), 0u);
  EXPECT_TRUE(decide(PromotionEvent::kApprove, "insulated bottle").done);
  EXPECT_TRUE(decide(PromotionEvent::kDecline, "steel bottle").done);
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_THAT(states(), ElementsAre("created", "declined", "awaiting_approval"));
  EXPECT_EQ(
      query_one("SELECT reason FROM audit_decisions WHERE target = 'steel bottle' ORDER BY decision_id DESC LIMIT 1"),
      "refused_by_person");
  cycle();
  EXPECT_THAT(states(), ElementsAre("created", "declined", "awaiting_approval"));
  mode_ = "auto";
  cycle();
  EXPECT_THAT(states(), ElementsAre("created", "declined", "created")) << "what a person refused stays out";
  EXPECT_EQ(server().most_accepted(), 1u);
}

TEST_F(ApproveMode, TheApprovedBidIsSentAndALowerOneIsAskedForAgain) {
  cycle();
  decide(PromotionEvent::kApprove, "insulated bottle");
  promote_ = "[{match: exact, bid: {fixed: 0.90}}]";
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_EQ(query_one("SELECT bid FROM audit_promotions WHERE state = 'created'"), "0.75");
  decide(PromotionEvent::kApprove, "steel bottle");
  promote_ = "[{match: exact, bid: {fixed: 0.80}}]";
  EXPECT_EQ(cycle().counts.created, 0);
  EXPECT_EQ(query_one("SELECT state || ' ' || bid FROM audit_promotions WHERE target = 'steel bottle'"),
            "awaiting_approval 0.80");
}

TEST_F(ApproveMode, WhatNoRuleWantsAnyMoreWaitsAgain) {
  cycle();
  decide(PromotionEvent::kApprove, "steel bottle");
  top_level_ = "exclusions: {terms: [steel]}";
  EXPECT_EQ(cycle().counts.created, 0);
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions WHERE target = 'steel bottle'"), "awaiting_approval");
}

TEST_F(ApproveMode, EachMatchTypeIsDecidedByItself) {
  promote_ = "[{match: exact, bid: {fixed: 0.75}}, {match: phrase, bid: {fixed: 0.50}}]";
  cycle();
  Ledger::open(ledger_path(), std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()))
      ->decide(PromotionEvent::kDecline, {{PromotionId{2}, 1}}, TimePoint());
  Ledger::open(ledger_path(), std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()))
      ->decide(PromotionEvent::kApprove, {{PromotionId{1}, 1}}, TimePoint());
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions WHERE promotion_id = 1"), "created");
}

TEST_F(ApproveMode, ALimitHoldsAnApprovedOneBackAndTheWordStands) {
  cycle();
  decide(PromotionEvent::kApprove, "insulated bottle");
  decide(PromotionEvent::kApprove, "steel bottle");
  top_level_ = "limits: {promotions_per_day: 1}";
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions WHERE target = 'steel bottle'"), "planned");
  top_level_.clear();
  EXPECT_EQ(cycle().counts.created, 1);
}

TEST_F(ApproveMode, WhatWaitsTakesNoLimitFromWhatIsApproved) {
  top_level_ = "limits: {promotions_per_cycle: 1}";
  cycle();
  EXPECT_EQ(query_one("SELECT target FROM audit_promotions"), "insulated bottle") << "the best evidence waits";
  top_level_.clear();
  cycle();
  decide(PromotionEvent::kApprove, "travel mug");
  top_level_ = "limits: {promotions_per_cycle: 1}";
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions WHERE target = 'travel mug'"), "created");
}

TEST_F(ApproveMode, AnApprovedOneWhoseAnswerIsLostIsSettledByReading) {
  cycle();
  decide(PromotionEvent::kApprove, "insulated bottle");
  server().add_fault("create_targets:1:reset,applied=true");
  EXPECT_EQ(cycle().counts.created, 1);
  cycle();
  EXPECT_EQ(server().most_accepted(), 1u);
}

TEST_F(ApproveMode, AWaitingOneThatSomeoneAddedMeanwhileIsNotOurs) {
  cycle();
  server().with_account([&](sandbox::Account& account) {
    sandbox::Target target;
    target.ad_group_id = campaign_.keyword_ad_group_id;
    target.text = "steel bottle";
    target.bid = "0.50";
    account.add_target(*account.find(kProfile), std::move(target));
  });
  cycle();
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions WHERE target = 'steel bottle'"), "already_existed");
}

TEST_F(ApproveMode, WhatWaitsTooLongExpires) {
  cycle();
  top_level_ = "approval: {expires: 1m}";
  run_sql("UPDATE promotions SET waiting_since = waiting_since - 61000 WHERE id = 1");
  EXPECT_EQ(cycle().awaiting, 2);
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions WHERE promotion_id = 1"), "expired");
}

}  // namespace
}  // namespace harvestd

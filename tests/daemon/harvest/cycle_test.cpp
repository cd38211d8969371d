// The main job, end to end: what a cycle sends, records and leaves alone.
#include <fmt/format.h>

#include "tests/daemon/harvest/harvest_fixture.h"

namespace harvestd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Cycle : public HarvestTest {};

TEST_F(Cycle, PromotesWhatQualifiesWithItsBidAndKeepsTheArithmetic) {
  recommend_keyword("insulated  Bottle", 31, 4);
  recommend_keyword("cheap bottle", 9, 3);
  recommend(sandbox::Kind::kProduct, "b0competit", 12, 2);
  const CycleOutcome outcome = cycle();

  EXPECT_EQ(outcome.status, CycleStatus::kDone) << outcome.error;
  EXPECT_EQ(outcome.counts.created, 2);
  const std::vector<sandbox::CreatedTarget> created = server().created();
  ASSERT_EQ(created.size(), 2u);
  EXPECT_THAT(query("SELECT target || ' ' || match_type || ' ' || bid || ' ' || currency || ' ' || state FROM "
                    "audit_promotions ORDER BY target"),
              ElementsAre("B0COMPETIT expanded 0.99 USD created", "insulated Bottle exact 0.75 USD created"));
  EXPECT_THAT(query_one("SELECT bid_basis FROM audit_promotions WHERE kind = 'keyword'"), HasSubstr("0.75"));
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_promotions WHERE target_id IS NULL OR sent_at IS NULL"), "0");
  EXPECT_EQ(query_one("SELECT verdict || ' ' || reason FROM audit_decisions WHERE target = 'cheap bottle'"),
            "skip no_rule");
  EXPECT_THAT(query_one("SELECT detail FROM audit_decisions WHERE target = 'cheap bottle'"),
              HasSubstr("clicks 9, needs at least 10"));
}

TEST_F(Cycle, RunAgainCreatesNothingAndSendsNoCreate) {
  recommend_keyword("insulated bottle", 31, 4);
  cycle();
  server().clear_requests();
  const CycleOutcome again = cycle();
  EXPECT_EQ(again.status, CycleStatus::kDone);
  EXPECT_EQ(again.counts.created, 0);
  EXPECT_EQ(server().requests("create_targets"), 0u);
  EXPECT_EQ(query_one("SELECT reason FROM audit_decisions ORDER BY decision_id DESC LIMIT 1"), "already_promoted");
  const CycleOutcome third = cycle();
  EXPECT_EQ(third.status, CycleStatus::kDone);
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_decisions"), "2") << "an unchanged decision is not written again";
}

TEST_F(Cycle, EvidenceOfOneTargetAddsUpOverTheAdsOfItsGroup) {
  recommend(sandbox::Kind::kKeyword, "steel bottle", 6, 1, 0);
  recommend(sandbox::Kind::kKeyword, "Steel bottle", 5, 1, 1);
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.recommendations, 2);
  EXPECT_EQ(outcome.counts.created, 1);
  EXPECT_EQ(query_one("SELECT clicks || ' ' || conversions FROM audit_promotions"), "11 2");
}

TEST_F(Cycle, ObserveRecordsDecisionsAndSendsNothing) {
  mode_ = "observe";
  recommend_keyword("insulated bottle", 31, 4);
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.qualified, 1);
  EXPECT_EQ(server().requests("create_targets"), 0u);
  EXPECT_EQ(query_one("SELECT verdict FROM audit_decisions"), "promote");
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_promotions"), "0");
}

TEST_F(Cycle, PausedStillRecordsAndSendsNothing) {
  recommend_keyword("insulated bottle", 31, 4);
  {
    Result<Ledger> ledger = Ledger::open(ledger_path(), TimePoint());
    ASSERT_TRUE(ledger);
    EXPECT_TRUE(ledger->set_paused("", true, TimePoint()));
  }
  EXPECT_EQ(cycle().counts.qualified, 1);
  EXPECT_EQ(server().requests("create_targets"), 0u);
  {
    Result<Ledger> ledger = Ledger::open(ledger_path(), TimePoint());
    ASSERT_TRUE(ledger);
    EXPECT_TRUE(ledger->set_paused("", false, TimePoint()));
  }
  EXPECT_EQ(cycle().counts.created, 1);
}

TEST_F(Cycle, ATargetThatAPersonAddedIsLeftAlone) {
  recommend_keyword("insulated bottle", 31, 4);
  sandbox::Target by_hand;
  by_hand.kind = sandbox::Kind::kKeyword;
  by_hand.match = sandbox::Match::kExact;
  by_hand.ad_group_id = campaign_.keyword_ad_group_id;
  by_hand.text = "Insulated Bottle";
  by_hand.bid = "1.10";
  account_.add_target(*profile_, by_hand);
  EXPECT_EQ(cycle().counts.created, 0);
  EXPECT_EQ(query_one("SELECT reason FROM audit_decisions"), "already_in_destination");
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(Cycle, ADuplicateElsewhereInTheAccountStopsItUnlessAllowed) {
  recommend_keyword("insulated bottle", 31, 4);
  const std::string manual = account_.add_campaign(*profile_, "Manual", "MANUAL");
  sandbox::Target elsewhere;
  elsewhere.kind = sandbox::Kind::kKeyword;
  elsewhere.match = sandbox::Match::kExact;
  elsewhere.ad_group_id = account_.add_ad_group(*profile_, manual, "Bottles");
  elsewhere.text = "insulated bottle";
  elsewhere.bid = "1.10";
  account_.add_target(*profile_, elsewhere);
  EXPECT_EQ(cycle().counts.created, 0);
  EXPECT_EQ(query_one("SELECT reason FROM audit_decisions"), "duplicate_in_account");
  top_level_ = "duplicates: allow";
  EXPECT_EQ(cycle().counts.created, 1);
}

// What is unresolved or was made a moment ago need not be listed yet.
TEST_F(Cycle, WhatAnotherCampaignOfTheProfileJustSentIsADuplicate) {
  const sandbox::AutoCampaign second = account_.add_auto_campaign(*profile_, "Mugs auto", {"B0SANDBOX8"});
  campaigns_ = fmt::format("      - {{id: \"{}\", label: mugs}}\n", second.campaign_id);
  for (const std::string& ad : {campaign_.ad_ids[0], second.ad_ids[0]}) {
    const sandbox::Metrics metrics{.clicks = 31, .conversions = 4};
    account_.add_recommendation(*profile_, ad, sandbox::Kind::kKeyword, "insulated bottle", metrics);
    account_.add_recommendation(*profile_, ad, sandbox::Kind::kKeyword, "insulated mug", metrics);
  }
  server_options_.api.list_lag = std::chrono::hours(1);
  server().add_fault("create_targets:1:items_missing,count=1,applied=true");
  const CycleOutcome first = cycle(0);
  EXPECT_EQ(first.counts.created, 1);
  EXPECT_EQ(first.counts.unresolved, 1);
  EXPECT_EQ(cycle(1).counts.created, 0);
  EXPECT_THAT(query("SELECT reason FROM audit_decisions WHERE campaign = 'mugs'"),
              testing::Each(testing::Eq("duplicate_in_account")));
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Cycle, TheCycleLimitTakesTheBestEvidenceAndHoldsTheRest) {
  top_level_ = "limits: {promotions_per_cycle: 1}";
  recommend_keyword("good bottle", 20, 3);
  recommend_keyword("best bottle", 20, 9);
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.qualified, 2);
  EXPECT_EQ(outcome.counts.held, 1);
  EXPECT_EQ(query_one("SELECT target FROM audit_promotions"), "best bottle");
  EXPECT_EQ(query_one("SELECT verdict || ' ' || reason FROM audit_decisions WHERE target = 'good bottle'"),
            "hold limit_cycle");
  EXPECT_EQ(cycle().counts.created, 1) << "what a limit held back is looked at again";
}

TEST_F(Cycle, TheDayLimitHoldsOverCyclesAndRestarts) {
  top_level_ = "limits: {promotions_per_day: 1}";
  recommend_keyword("good bottle", 20, 3);
  recommend_keyword("best bottle", 20, 9);
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_EQ(cycle().counts.created, 0);
  EXPECT_EQ(
      query_one("SELECT reason FROM audit_decisions WHERE target = 'good bottle' ORDER BY decision_id DESC LIMIT 1"),
      "limit_day");
}

TEST_F(Cycle, AnAdThatNoGroupCoversIsHeld) {
  const std::string uncovered = account_.add_ad(*profile_, campaign_.ad_group_id, "B0SANDBOX3");
  campaign_.ad_ids.push_back(uncovered);
  recommend(sandbox::Kind::kKeyword, "insulated bottle", 31, 4, 2);
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.held, 1);
  EXPECT_EQ(query_one("SELECT verdict || ' ' || reason FROM audit_decisions"), "hold no_group");
}

TEST_F(Cycle, TargetsAreJudgedInTheOrderInWhichAmazonShowsTheirAds) {
  campaign_.ad_ids.push_back(account_.add_ad(*profile_, campaign_.ad_group_id, "B0SANDBOX3"));  // no group covers it
  recommend(sandbox::Kind::kKeyword, "first", 1, 0, 2);
  recommend(sandbox::Kind::kKeyword, "second", 1, 0, 0);
  recommend(sandbox::Kind::kKeyword, "third", 1, 0, 2);
  cycle();
  EXPECT_THAT(query("SELECT target FROM audit_decisions ORDER BY decision_id"),
              testing::ElementsAre("first", "third", "second"));
}

}  // namespace
}  // namespace harvestd

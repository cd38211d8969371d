// A person's word on promotions: what waits, what it is bound to, and what happens to it later.
#include <gmock/gmock.h>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using namespace std::chrono_literals;
using State = PromotionState;
using Event = PromotionEvent;
using testing::HasSubstr;

class Approval : public LedgerTest {
 protected:
  Approval() : ledger_(open()), cycle_(begin(ledger_)) {}

  std::vector<OpenPromotion> plan(const NewPromotion& wanted, Consent consent = Consent::kNeeded,
                                  TimePoint now = kNow) {
    return ledger_.plan(cycle_, {wanted}, now, consent);
  }
  Chosen decide(Event word, std::int64_t revision = 1) {
    return ledger_.decide(word, {{PromotionId{1}, revision}}, kNow).at(0);
  }
  std::vector<PromotionId> approved() { return ledger_.reader().approved(kCampaign.profile, kCampaign.campaign); }
  std::optional<State> state(const NewPromotion& of) { return ledger_.reader().promotion_state(of.identity); }
  std::string bid() { return *ledger_.reader().database().text("SELECT bid || ' ' || revision FROM audit_promotions"); }
  std::string last_event() {
    return *ledger_.reader().database().text("SELECT kind FROM audit_events ORDER BY seq DESC LIMIT 1");
  }

  Ledger ledger_;
  CycleId cycle_;
};

TEST_F(Approval, WhatNeedsConsentWaitsAndIsNotSent) {
  EXPECT_TRUE(plan(promotion("a")).empty());
  EXPECT_EQ(state(promotion("a")), State::kAwaitingApproval);
  EXPECT_EQ(last_event(), "waiting");
  EXPECT_EQ(ledger_.reader().awaiting(kCampaign.profile, kCampaign.campaign), 1);
  const std::vector<Waiting> waiting = ledger_.reader().waiting();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_THAT(waiting[0].words, HasSubstr("\"a\" exact at 0.75 USD"));
}

TEST_F(Approval, AWaitingOneIsRepricedInPlace) {
  plan(promotion("a"));
  plan(promotion("a"));
  EXPECT_EQ(bid(), "0.75 1") << "nothing changed";
  plan(promotion("a", 800'000));
  EXPECT_EQ(bid(), "0.80 2");
}

TEST_F(Approval, AnApprovedOneIsSentAtTheApprovedBidWhenTheNewOneIsNotLower) {
  plan(promotion("a"));
  EXPECT_TRUE(decide(Event::kApprove).done);
  EXPECT_EQ(last_event(), "approved");
  const auto planned = plan(promotion("a", 900'000));
  ASSERT_EQ(planned.size(), 1U);
  EXPECT_EQ(planned[0].bid.to_string(), "0.75");
}

TEST_F(Approval, ALowerBidIsAskedForAgain) {
  plan(promotion("a"));
  decide(Event::kApprove);
  EXPECT_TRUE(plan(promotion("a", 700'000)).empty());
  EXPECT_EQ(state(promotion("a")), State::kAwaitingApproval);
  EXPECT_EQ(bid(), "0.70 2");
}

TEST_F(Approval, AWordOnAnEarlierRevisionIsNoWord) {
  plan(promotion("a"));
  plan(promotion("a", 800'000));
  for (const Event word : {Event::kApprove, Event::kDecline}) {
    const Chosen chosen = decide(word, 1);
    EXPECT_FALSE(chosen.done);
    EXPECT_THAT(chosen.message, HasSubstr("at 0.80 USD, revision 2 now: it changed since it was shown"));
  }
  EXPECT_EQ(state(promotion("a")), State::kAwaitingApproval);
}

TEST_F(Approval, AnApprovedOneThatIsNotWantedAnyMoreWaitsAgain) {
  plan(promotion("a"));
  decide(Event::kApprove);
  ledger_.ask_again(approved(), {promotion("a").identity}, kNow);
  EXPECT_EQ(state(promotion("a")), State::kPlanned) << "wanted still";
  ledger_.ask_again(approved(), {}, kNow);
  EXPECT_EQ(state(promotion("a")), State::kAwaitingApproval);
}

TEST_F(Approval, OneThatWasPlannedWithoutConsentIsNotAskedAgainByThat) {
  plan(promotion("a"), Consent::kNotNeeded);
  ledger_.ask_again(approved(), {}, kNow);
  EXPECT_EQ(state(promotion("a")), State::kPlanned);
  plan(promotion("a"));
  EXPECT_EQ(state(promotion("a")), State::kAwaitingApproval) << "the mode is approve now";
}

TEST_F(Approval, WithoutNeedOfConsentWhatWaitedIsSent) {
  plan(promotion("a"));
  EXPECT_EQ(plan(promotion("a"), Consent::kNotNeeded).size(), 1U);
}

TEST_F(Approval, ADeclinedOneComesBackOnlyByApproval) {
  plan(promotion("a"));
  EXPECT_TRUE(decide(Event::kDecline).done);
  EXPECT_EQ(state(promotion("a")), State::kDeclined);
  EXPECT_TRUE(plan(promotion("a"), Consent::kNotNeeded).empty());
  EXPECT_FALSE(decide(Event::kDecline).done);
  EXPECT_TRUE(decide(Event::kApprove).done);
  EXPECT_EQ(plan(promotion("a")).size(), 1U);
}

TEST_F(Approval, WhatWasGivenUpIsReopenedByAPerson) {
  const auto planned = plan(promotion("a"), Consent::kNotNeeded);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  const auto settle = [&](Event event) {
    ledger_.settle({{.id = PromotionId{1}, .event = event, .target = {}, .ad_group = {}, .error = "gave_up"}}, kNow);
  };
  settle(Event::kLoseTrack);
  EXPECT_FALSE(decide(Event::kApprove).done) << "unknown outcomes are settled by reading";
  settle(Event::kGiveUp);
  EXPECT_TRUE(decide(Event::kApprove).done);
  EXPECT_EQ(plan(promotion("a")).size(), 1U);
}

TEST_F(Approval, WhatIsCreatedTakesNoWord) {
  const auto planned = plan(promotion("a"), Consent::kNotNeeded);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  ledger_.settle(
      {{.id = PromotionId{1}, .event = Event::kCreated, .target = TargetId("T"), .ad_group = {}, .error = {}}}, kNow);
  EXPECT_THAT(decide(Event::kDecline).message, HasSubstr("is created: too late to decline"));
  EXPECT_THAT(decide(Event::kApprove).message, HasSubstr("is created: nothing to approve"));
  EXPECT_EQ(ledger_.decide(Event::kApprove, {{PromotionId{99}, 1}}, kNow).at(0).message, "no such promotion");
}

TEST_F(Approval, AWordGivenAfterTheCycleBeganIsNotTakenBackByIt) {
  plan(promotion("a"));
  const std::vector<PromotionId> at_the_start = approved();
  decide(Event::kApprove);
  ledger_.ask_again(at_the_start, {}, kNow);
  EXPECT_EQ(state(promotion("a")), State::kPlanned);
  EXPECT_TRUE(decide(Event::kApprove).done) << "approved already is no failure";
}

TEST_F(Approval, AnotherRuleIsAskedForAgain) {
  plan(promotion("a"));
  decide(Event::kApprove);
  NewPromotion other = promotion("a", 900'000);
  other.rule = "another";
  EXPECT_TRUE(plan(other).empty());
}

TEST_F(Approval, WhatNobodyDecidesOnExpires) {
  plan(promotion("a"));
  plan(promotion("a", 800'000), Consent::kNeeded, kNow + 10h);
  ledger_.expire(kNow - 1ms, kNow + 24h);
  EXPECT_EQ(state(promotion("a")), State::kAwaitingApproval);
  ledger_.expire(kNow, kNow + 24h);
  EXPECT_EQ(state(promotion("a")), State::kExpired) << "from when it first waited, whatever its bid since";
  EXPECT_TRUE(decide(Event::kApprove, 2).done);
}

TEST_F(Approval, WhatWasSentWithoutEffectAndThenDeclinedCountsForNoDay) {
  const auto planned = plan(promotion("a"), Consent::kNotNeeded);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  ledger_.settle({{.id = PromotionId{1}, .event = Event::kNotApplied, .target = {}, .ad_group = {}, .error = {}}},
                 kNow);
  EXPECT_TRUE(decide(Event::kDecline).done);
  EXPECT_EQ(ledger_.reader().promotions_sent(kCampaign.profile, utc_day(kNow)), 0);
}

}  // namespace
}  // namespace harvestd

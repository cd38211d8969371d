// What the ledger keeps for settling by reading, for trying again, and after an older copy was restored.
#include <gmock/gmock.h>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using namespace std::chrono_literals;
using State = PromotionState;
using Event = PromotionEvent;

class Settling : public LedgerTest {
 protected:
  Settling() : ledger_(open()), cycle_(begin(ledger_)) {}
  /// Plans `wanted`, sends it, and lets it end so.
  PromotionId sent(const NewPromotion& wanted, Event event, bool curable = false, TimePoint now = kNow) {
    const auto planned = ledger_.plan(cycle_, {wanted}, now);
    if (planned.size() != 1) throw std::runtime_error("not planned");
    ledger_.begin_attempt(cycle_, ids_of(planned), now);
    settle(planned[0].id, event, curable, now);
    return planned[0].id;
  }
  void settle(PromotionId id, Event event, bool curable = false, TimePoint now = kNow) {
    Settlement settlement{.id = id, .event = event, .target = {}, .ad_group = {}, .error = "in words"};
    settlement.curable = curable;
    if (event == Event::kCreated) settlement.target = TargetId("T1");
    ledger_.settle({settlement}, now);
  }
  std::optional<State> state(const NewPromotion& of, std::optional<TimePoint> now = {}) {
    return ledger_.reader().promotion_state(of.identity, now);
  }
  std::vector<UnresolvedPromotion> unresolved() { return ledger_.reader().unresolved_promotions(kCampaign.profile); }
  static Moment moment(Duration since) { return {kNow + since, {.boot = "boot-1", .since = 1h + since}}; }

  Ledger ledger_;
  CycleId cycle_;
};

TEST_F(Settling, AnUnresolvedOneKeepsWhatReadingNeeds) {
  const PromotionId id = sent(promotion("red shoes", 750'000, MatchType::kPhrase), Event::kLoseTrack);
  sent(promotion("blue shoes"), Event::kCreated);
  const auto open = unresolved();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].id, id);
  EXPECT_EQ(open[0].identity, promotion("red shoes", 0, MatchType::kPhrase).identity);
  EXPECT_EQ(open[0].destination_ad_group, AdGroupId("222"));
  EXPECT_EQ(open[0].bid.to_string(), "0.75");
  EXPECT_EQ(open[0].question.lost_attempts, 1);
  EXPECT_FALSE(open[0].question.first_look.has_value());
  EXPECT_TRUE(ledger_.reader().unresolved_promotions(ProfileId("9")).empty());
}

TEST_F(Settling, TheFirstLookIsKeptAndALaterOneDoesNotReplaceIt) {
  const PromotionId id = sent(promotion("red shoes"), Event::kLoseTrack);
  ledger_.record_first_look({id}, moment(5s));
  ledger_.record_first_look({id}, moment(50s));
  const auto look = unresolved().at(0).question.first_look;
  ASSERT_TRUE(look.has_value());
  EXPECT_EQ(look->wall, kNow + 5s);
  EXPECT_EQ(look->boot.boot, "boot-1");
  EXPECT_EQ(look->boot.since, 1h + 5s);
}

TEST_F(Settling, ASecondLostAttemptIsLookedForAnew) {
  const NewPromotion wanted = promotion("red shoes");
  const PromotionId id = sent(wanted, Event::kLoseTrack);
  ledger_.record_first_look({id}, moment(5s));
  settle(id, Event::kAbsent);
  EXPECT_EQ(state(wanted), State::kPlanned);
  const auto again = ledger_.plan(cycle_, {promotion("red shoes", 800'000)}, kNow);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].id, id) << "the same row";
  EXPECT_EQ(again[0].lost_attempts, 1);
  ledger_.begin_attempt(cycle_, {id}, kNow);
  settle(id, Event::kLoseTrack);
  EXPECT_FALSE(unresolved().at(0).question.first_look.has_value());
  EXPECT_EQ(unresolved().at(0).question.lost_attempts, 2);
  settle(id, Event::kGiveUp);
  EXPECT_EQ(state(wanted), State::kRejected);
  EXPECT_EQ(state(wanted, kNow + std::chrono::days(3650)), State::kRejected) << "only a person reopens it";
  EXPECT_TRUE(ledger_.plan(cycle_, {wanted}, kNow + std::chrono::days(3650)).empty());
  EXPECT_EQ(count(ledger_.reader(), "SELECT count(*) FROM looks"), 0);
}

TEST_F(Settling, ACurableRejectionIsPlannedAgainWhenItsTimeHasCome) {
  const NewPromotion wanted = promotion("red shoes", 750'000);
  TimePoint now = kNow;
  const PromotionId id = sent(wanted, Event::kRefuse, true, now);
  for (const int days : {1, 2, 4, 7, 7}) {
    const TimePoint due = now + std::chrono::days(days);
    EXPECT_EQ(state(wanted, due - 1ms), State::kRejected) << days;
    EXPECT_TRUE(ledger_.plan(cycle_, {wanted}, due - 1ms).empty()) << days;
    EXPECT_EQ(state(wanted, due), State::kPlanned) << days;
    EXPECT_EQ(sent(promotion("red shoes", 750'000 + days), Event::kRefuse, true, due), id) << "the same row";
    now = due;
  }
  EXPECT_EQ(count(ledger_.reader(), "SELECT attempts FROM audit_promotions"), 6);
  EXPECT_NE(ledger_.reader().database().text("SELECT error FROM audit_promotions").value().find("again after"),
            std::string::npos);
}

TEST_F(Settling, ARejectionForGoodIsNeverTriedAgain) {
  const NewPromotion wanted = promotion("red shoes");
  sent(wanted, Event::kRefuse, false);
  EXPECT_EQ(state(wanted, kNow + std::chrono::days(3650)), State::kRejected);
  EXPECT_TRUE(ledger_.plan(cycle_, {wanted}, kNow + std::chrono::days(3650)).empty());
}

TEST_F(Settling, APlannedOneFoundAtAmazonIsNotOursUnlessAnAttemptWasLost) {
  const NewPromotion fresh = promotion("fresh"), lost = promotion("lost"), made = promotion("made");
  ledger_.plan(cycle_, {fresh}, kNow);
  settle(sent(lost, Event::kLoseTrack), Event::kAbsent);
  sent(made, Event::kCreated);
  const AdGroupId now_in("A-new");
  ledger_.settle_found({{fresh.identity, now_in},
                        {lost.identity, now_in},
                        {made.identity, now_in},
                        {promotion("unknown").identity, now_in}},
                       kNow);
  EXPECT_EQ(state(fresh), State::kAlreadyExisted);
  EXPECT_EQ(state(lost), State::kUnresolved) << "reading tells whose it is";
  EXPECT_EQ(ledger_.reader().unresolved_promotions(kCampaign.profile).at(0).destination_ad_group, now_in);
  EXPECT_EQ(state(made), State::kCreated);
}

TEST_F(Settling, WhatListsNeedNotShowYetIsUnresolvedOrMadeLately) {
  sent(promotion("lost"), Event::kLoseTrack);
  sent(promotion("made"), Event::kCreated);
  sent(promotion("there"), Event::kExists);
  sent(promotion("refused"), Event::kRefuse);
  ledger_.plan(cycle_, {promotion("planned")}, kNow);
  const auto keys = [&](TimePoint since) {
    std::vector<std::string> all;
    for (const SentTarget& each : ledger_.reader().perhaps_unlisted(kCampaign.profile, since)) all.push_back(each.key);
    return all;
  };
  EXPECT_THAT(keys(kNow - 1h), testing::UnorderedElementsAre("lost", "made", "there"));
  EXPECT_THAT(keys(kNow), testing::ElementsAre("lost"));
  EXPECT_TRUE(ledger_.reader().perhaps_unlisted(ProfileId("another"), kNow - 1h).empty());
}

TEST_F(Settling, AGroupThatRefusesIsLeftAloneForLongerAndLonger) {
  const GroupId group("G1");
  const auto parked = [&] { return ledger_.reader().group_parked_until(kCampaign.profile, group); };
  EXPECT_FALSE(parked().has_value());
  for (const auto wait : {Duration(1min), Duration(10min), Duration(100min), Duration(24h), Duration(24h)}) {
    ledger_.park_group(kCampaign.profile, group, "HTTP 403", kNow);
    EXPECT_EQ(parked(), kNow + wait);
  }
  EXPECT_FALSE(ledger_.reader().group_parked_until(kCampaign.profile, GroupId("G2")).has_value());
  ledger_.unpark_group(kCampaign.profile, group, kNow);
  EXPECT_FALSE(parked().has_value());
  ledger_.park_group(kCampaign.profile, group, "HTTP 403", kNow);
  EXPECT_EQ(parked(), kNow + 1min) << "counted anew";
}

TEST_F(Settling, FailuresFromOutsideAreCountedInARow) {
  const auto finish = [&](Fault fault, TimePoint end) {
    ledger_.finish_cycle(begin(ledger_), CycleStatus::kFailed, fault, {}, "", end);
    return ledger_.reader().last_cycle(kCampaign.profile, kCampaign.campaign).value();
  };
  EXPECT_EQ(finish(Fault::kOutside, kNow + 1s).failures, 1);
  EXPECT_EQ(finish(Fault::kOutside, kNow + 2s).failures, 2);
  EXPECT_EQ(finish(Fault::kElsewhere, kNow + 3s).failures, 2) << "says nothing of Amazon";
  EXPECT_EQ(finish(Fault::kOutside, kNow + 4s).failures, 3);
  EXPECT_EQ(finish(Fault::kNone, kNow + 5s).failures, 0);
  EXPECT_EQ(finish(Fault::kOutside, kNow + 6s).end, kNow + 6s);
}

class Restored : public LedgerTest {};

TEST_F(Restored, TheMomentItWasNoticedIsKept) {
  make_ledger();
  const std::map<std::string, std::string> before = files();
  {
    Ledger ledger = open();
    EXPECT_FALSE(ledger.reader().restored().has_value());
    ledger.plan(begin(ledger), {promotion("blue shoes")}, kNow);
  }
  write_file(path_, before.at("ledger.db"));  // the head stays the newer one
  const Moment now(kNow + 1h, {.boot = "boot-2", .since = 7min});
  EXPECT_TRUE(Ledger::open(path_, now).value().findings().restored);
  const Ledger later = open(kNow + 2h);
  EXPECT_FALSE(later.findings().restored) << "said once";
  const auto restored = later.reader().restored();
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->wall, now.wall);
  EXPECT_EQ(restored->boot.boot, "boot-2");
  EXPECT_EQ(restored->boot.since, 7min);
}

}  // namespace
}  // namespace harvestd

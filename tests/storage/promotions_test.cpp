#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class Promotions : public LedgerTest {
 protected:
  Promotions() : ledger_(open()), cycle_(begin(ledger_)) {}
  sqlite::Database& database() { return ledger_.reader().database(); }
  std::optional<PromotionState> state(const NewPromotion& of) { return ledger_.reader().promotion_state(of.identity); }
  static Settlement settlement(PromotionId id, PromotionEvent event, std::string error = "") {
    return {.id = id,
            .event = event,
            .target = event == PromotionEvent::kCreated ? TargetId("T" + std::to_string(to_int(id))) : TargetId(),
            .ad_group = {},
            .error = std::move(error)};
  }
  std::int64_t sent_on(TimePoint day) { return ledger_.reader().promotions_sent(kCampaign.profile, utc_day(day)); }

  Ledger ledger_;
  CycleId cycle_;
};

TEST_F(Promotions, RecordingTheSameIntentTwiceIsNotAnError) {
  const auto first = ledger_.plan(cycle_, {promotion("a")}, kNow);
  const auto second = ledger_.plan(cycle_, {promotion("a")}, kNow);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(first[0].id, second[0].id);
  EXPECT_EQ(count(ledger_.reader(), "SELECT count(*) FROM promotions"), 1);
  EXPECT_EQ(count(ledger_.reader(), "SELECT count(*) FROM events"), 1) << "nothing new was intended";
  EXPECT_EQ(count(ledger_.reader(), "SELECT revision FROM promotions"), 1);
}

TEST_F(Promotions, TheSameIntentTwiceInOneBatchIsAnsweredOnce) {
  EXPECT_EQ(ledger_.plan(cycle_, {promotion("a"), promotion("a")}, kNow).size(), 1U);
}

TEST_F(Promotions, APlannedOneTakesTheNewBidInPlace) {
  const auto first = ledger_.plan(cycle_, {promotion("a", 750'000)}, kNow);
  NewPromotion again = promotion("a", 800'000);
  again.target = "A";
  again.bid_basis = "fixed 0.80";
  const auto second = ledger_.plan(cycle_, {again}, kNow);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].id, first[0].id);
  EXPECT_EQ(second[0].bid.to_string(), "0.80");
  EXPECT_EQ(second[0].target, "a") << "the text sent is as first seen";
  EXPECT_EQ(database().text("SELECT bid || ' ' || bid_basis || ' ' || revision FROM audit_promotions"),
            "0.80 fixed 0.80 2");
}

TEST_F(Promotions, MatchTypeGroupKindAndProfileAreIdentitiesOfTheirOwn) {
  NewPromotion group = promotion("a"), kind = promotion("a"), profile = promotion("a");
  group.identity.group = GroupId("G2");
  kind.identity.kind = Kind::kProduct;
  profile.identity.profile = ProfileId("9");
  const auto planned =
      ledger_.plan(cycle_, {promotion("a"), promotion("a", 750'000, MatchType::kPhrase), group, kind, profile}, kNow);
  EXPECT_EQ(planned.size(), 5U);
  EXPECT_EQ(count(ledger_.reader(), "SELECT count(*) FROM promotions"), 5);
}

TEST_F(Promotions, TheDatabaseItselfRefusesASecondRowOfOneIdentity) {
  ledger_.plan(cycle_, {promotion("a")}, kNow);
  EXPECT_THROW(database().execute("INSERT INTO promotions SELECT 99, action, profile, promotion_group, target,"
                                  " match_type, cycle, source_ad_group, destination_ad_group, text, bid, currency,"
                                  " bid_basis, rule, clicks, conversions, state, revision, decided_at, first_sent_day,"
                                  " settled_at, target_id, error FROM promotions"),
               LedgerError);
}

TEST_F(Promotions, OneThatIsNotPlannedIsLeftAlone) {
  const auto planned = ledger_.plan(cycle_, {promotion("a", 750'000)}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  for (const PromotionEvent event : {PromotionEvent::kLoseTrack, PromotionEvent::kCreated}) {
    EXPECT_TRUE(ledger_.plan(cycle_, {promotion("a", 990'000)}, kNow).empty());
    ledger_.settle({settlement(planned[0].id, event)}, kNow);
  }
  EXPECT_TRUE(ledger_.plan(cycle_, {promotion("a", 990'000)}, kNow).empty());
  EXPECT_EQ(database().text("SELECT bid FROM audit_promotions"), "0.75");
}

TEST_F(Promotions, EveryOutcomeIsKept) {
  const std::vector<std::pair<PromotionEvent, PromotionState>> outcomes{
      {PromotionEvent::kCreated, PromotionState::kCreated},
      {PromotionEvent::kExists, PromotionState::kAlreadyExisted},
      {PromotionEvent::kRefuse, PromotionState::kRejected},
      {PromotionEvent::kLoseTrack, PromotionState::kUnresolved},
      {PromotionEvent::kNotApplied, PromotionState::kPlanned}};
  for (const auto& [event, expected] : outcomes) {
    const NewPromotion wanted = promotion("target " + std::to_string(static_cast<int>(event)));
    const auto planned = ledger_.plan(cycle_, {wanted}, kNow);
    ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
    EXPECT_EQ(state(wanted), PromotionState::kSending);
    ledger_.settle({settlement(planned[0].id, event, "in words")}, kNow);
    EXPECT_EQ(state(wanted), expected);
  }
  EXPECT_EQ(count(ledger_.reader(), "SELECT count(*) FROM attempts WHERE settled_at IS NOT NULL"), 5);
  EXPECT_EQ(count(ledger_.reader(),
                  "SELECT count(*) FROM audit_promotions WHERE settled_at IS NULL"
                  " AND state IN ('unresolved', 'planned')"),
            2);
  EXPECT_TRUE(Ledger::verify(ledger_.reader()).empty());
}

TEST_F(Promotions, WhereAmazonMadeItIsTakenOver) {
  const auto planned = ledger_.plan(cycle_, {promotion("a")}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  Settlement made = settlement(planned[0].id, PromotionEvent::kCreated);
  made.ad_group = AdGroupId("333");
  ledger_.settle({made}, kNow);
  EXPECT_EQ(database().text("SELECT target_id || ' ' || ad_group_id FROM audit_promotions"), "T1 333");
}

TEST_F(Promotions, TheBidThatWasSentNeverChanges) {
  const auto planned = ledger_.plan(cycle_, {promotion("a")}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  EXPECT_THROW(database().execute("UPDATE promotions SET bid = 1"), LedgerError);
  EXPECT_THROW(database().execute("UPDATE promotions SET match_type = 2"), LedgerError);
}

TEST_F(Promotions, EachAttemptKeepsItsOwnBid) {
  const auto first = ledger_.plan(cycle_, {promotion("a", 750'000)}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(first), kNow);
  ledger_.settle({settlement(first[0].id, PromotionEvent::kNotApplied, "429")}, kNow);
  const auto second = ledger_.plan(cycle_, {promotion("a", 800'000)}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(second), kNow);
  EXPECT_EQ(database().text("SELECT group_concat(attempt || ':' || bid, ' ') FROM attempts"), "1:750000 2:800000");
  EXPECT_EQ(count(ledger_.reader(), "SELECT attempts FROM audit_promotions"), 2);
}

TEST_F(Promotions, ATransitionThatMayNotHappenIsABug) {
  const auto planned = ledger_.plan(cycle_, {promotion("a")}, kNow);
  EXPECT_DEATH(ledger_.settle({settlement(planned[0].id, PromotionEvent::kCreated)}, kNow), "invariant");
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  EXPECT_DEATH(ledger_.begin_attempt(cycle_, ids_of(planned), kNow), "invariant");
}

TEST_F(Promotions, AnItemCountsOnceOnTheDayOfTheFirstSendThatMayHaveBeenApplied) {
  const TimePoint tomorrow = kNow + std::chrono::days(1);
  const auto planned = ledger_.plan(cycle_, {promotion("a"), promotion("b")}, kNow);
  ledger_.begin_attempt(cycle_, {planned[0].id}, kNow);
  EXPECT_EQ(sent_on(kNow), 1);
  ledger_.settle({settlement(planned[0].id, PromotionEvent::kNotApplied)}, kNow);
  EXPECT_EQ(sent_on(kNow), 0) << "not while it certainly is not there: it does not stand in its own way";
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  ledger_.settle(
      {settlement(planned[0].id, PromotionEvent::kNotApplied), settlement(planned[1].id, PromotionEvent::kLoseTrack)},
      kNow);
  EXPECT_EQ(sent_on(kNow), 1) << "unresolved counts as spent";
  ledger_.settle({settlement(planned[1].id, PromotionEvent::kAbsent)}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), tomorrow);
  EXPECT_EQ(sent_on(kNow), 1) << "b";
  EXPECT_EQ(sent_on(tomorrow), 1) << "a";
  EXPECT_EQ(ledger_.reader().promotions_sent(ProfileId("9"), utc_day(kNow)), 0);
}

TEST_F(Promotions, TheDayCountedNeverGoesBack) {
  const TimePoint tomorrow = kNow + std::chrono::days(1);
  ledger_.record_event("note", "x", "{}", tomorrow);
  const auto planned = ledger_.plan(cycle_, {promotion("a")}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);  // the clock went back
  EXPECT_EQ(sent_on(kNow), 0);
  EXPECT_EQ(sent_on(tomorrow), 1);
  EXPECT_EQ(ledger_.reader().latest_day(), utc_day(tomorrow));
}

TEST_F(Promotions, IntentsAndAttemptsCannotBeDeleted) {
  const auto planned = ledger_.plan(cycle_, {promotion("a")}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  EXPECT_THROW(database().execute("DELETE FROM attempts"), LedgerError);
  database().execute("PRAGMA foreign_keys=OFF");
  EXPECT_THROW(database().execute("DELETE FROM promotions"), LedgerError);
}

TEST_F(Promotions, TheChainTellsEveryIntentAndOutcome) {
  const auto planned = ledger_.plan(cycle_, {promotion("a \"b\"")}, kNow);
  ledger_.begin_attempt(cycle_, ids_of(planned), kNow);
  ledger_.settle({settlement(planned[0].id, PromotionEvent::kCreated)}, kNow);
  EXPECT_EQ(database().text("SELECT group_concat(kind || ' ' || subject || ' ' || data, char(10)) FROM audit_events"),
            "planned cycle 1 {\"cycle\":1,\"promotions\":[{\"id\":1,\"group\":\"G1\",\"kind\":\"keyword\","
            "\"target\":\"a \\\"b\\\"\",\"match\":\"exact\",\"bid\":\"0.75\",\"currency\":\"USD\"}]}\n"
            "sending cycle 1 {\"cycle\":1,\"promotions\":[1]}\n"
            "settled promotions {\"promotions\":[{\"id\":1,\"state\":\"created\",\"target_id\":\"T1\"}]}");
}

}  // namespace
}  // namespace harvestd

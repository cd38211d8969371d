#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

// Each child leaks its ledger, so that nothing is closed: what a kill leaves behind.
class Crash : public LedgerTest {
 protected:
  Ledger& leaked() { return *new Ledger(open()); }
  PromotionState state(const Ledger& ledger, std::string key) {
    return ledger.reader().promotion_state(promotion(key).identity).value_or(PromotionState::kUndone);
  }
};

TEST_F(Crash, AfterPlanningTheIntentIsStillPlanned) {
  in_killed_process([&] {
    Ledger& ledger = leaked();
    ledger.plan(begin(ledger), {promotion("a"), promotion("b")}, kNow);
  });
  const Ledger ledger = open();
  EXPECT_EQ(state(ledger, "a"), PromotionState::kPlanned);
  EXPECT_EQ(state(ledger, "b"), PromotionState::kPlanned);
  EXPECT_EQ(ledger.findings().became_unresolved, 0);
  EXPECT_TRUE(ledger.findings().unclean);
  EXPECT_FALSE(ledger.findings().restored);
}

TEST_F(Crash, TheCheckStaysDueUntilItWasMade) {
  in_killed_process([&] { begin(leaked()); });
  EXPECT_TRUE(open().check_due());
  EXPECT_FALSE(open().findings().unclean) << "the one before closed cleanly";
  EXPECT_TRUE(open().check_due());
  EXPECT_TRUE(open().quick_check(kNow).empty());
  EXPECT_FALSE(open().check_due());
}

TEST_F(Crash, WhatWasSendingBecomesUnresolvedAndTheRestStaysPlanned) {
  in_killed_process([&] {
    Ledger& ledger = leaked();
    const CycleId cycle = begin(ledger);
    const auto planned = ledger.plan(cycle, {promotion("a"), promotion("b"), promotion("c")}, kNow);
    ledger.begin_attempt(cycle, {planned[0].id, planned[1].id}, kNow);
  });
  const Ledger ledger = open(kNow + std::chrono::minutes(1));
  EXPECT_EQ(state(ledger, "a"), PromotionState::kUnresolved);
  EXPECT_EQ(state(ledger, "b"), PromotionState::kUnresolved);
  EXPECT_EQ(state(ledger, "c"), PromotionState::kPlanned);
  EXPECT_EQ(ledger.findings().became_unresolved, 2);
  EXPECT_EQ(count(ledger.reader(), "SELECT count(*) FROM attempts WHERE event = 6 AND settled_at IS NOT NULL"), 2);
  EXPECT_EQ(ledger.reader().database().text("SELECT data FROM audit_events WHERE kind = 'recovered'"),
            R"({"unclean":true,"restored":false,"unresolved":[1,2],"abandoned_cycles":[1]})");
  EXPECT_EQ(ledger.reader().promotions_sent(kCampaign.profile, utc_day(kNow)), 2);
}

TEST_F(Crash, WhatWasSettledStaysSettled) {
  in_killed_process([&] {
    Ledger& ledger = leaked();
    const CycleId cycle = begin(ledger);
    const auto planned = ledger.plan(cycle, {promotion("a"), promotion("b")}, kNow);
    ledger.begin_attempt(cycle, ids_of(planned), kNow);
    ledger.settle(
        {{.id = planned[0].id,
          .event = PromotionEvent::kCreated,
          .target = TargetId("T1"),
          .ad_group = {},
          .error = {}},
         {.id = planned[1].id, .event = PromotionEvent::kRefuse, .target = {}, .ad_group = {}, .error = "rangeError"}},
        kNow);
  });
  const Ledger ledger = open();
  EXPECT_EQ(state(ledger, "a"), PromotionState::kCreated);
  EXPECT_EQ(state(ledger, "b"), PromotionState::kRejected);
  EXPECT_EQ(ledger.findings().became_unresolved, 0);
}

TEST_F(Crash, ARunningCycleIsAbandonedAndCountsAsNoEnd) {
  in_killed_process([&] { begin(leaked()); });
  const Ledger ledger = open();
  EXPECT_EQ(ledger.reader().database().text("SELECT status FROM audit_cycles"), "abandoned");
  EXPECT_FALSE(ledger.reader().last_cycle(kCampaign.profile, kCampaign.campaign).has_value());
}

TEST_F(Crash, BetweenCommitAndHeadTheHeadCatchesUp) {
  make_ledger();
  const std::string head = read_file(path_.string() + ".head");
  in_killed_process([&] { leaked().record_event("note", "x", "{}", kNow); });
  write_file(path_.string() + ".head", head);  // as if killed after the commit, before the head was replaced
  const Ledger ledger = open();
  EXPECT_FALSE(ledger.findings().restored);
  EXPECT_NE(read_file(path_.string() + ".head"), head);
  EXPECT_TRUE(Ledger::verify(ledger.reader()).empty());
}

TEST_F(Crash, WhileMakingTheLedgerLeavesNoneAndTheNextStartMakesIt) {
  write_file(path_.string() + ".new", "half a ledger");
  write_file(path_.string() + ".new-journal", "half a journal");
  const Ledger ledger = open();
  EXPECT_TRUE(Ledger::verify(ledger.reader()).empty());
  EXPECT_FALSE(std::filesystem::exists(path_.string() + ".new"));
}

TEST_F(Crash, ABackupPutBesideTheOldWalIsNotMixedWithIt) {
  make_ledger();
  ASSERT_FALSE(Ledger::backup(path_, folder_ / "copy.db").has_error());
  in_killed_process([&] { leaked().record_event("note", "x", "{}", kNow); });
  std::filesystem::rename(folder_ / "copy.db", path_);
  const auto before = files();
  EXPECT_EQ(Ledger::open(path_, kNow).error().code, Errc::kLedgerUnusable);
  EXPECT_EQ(LedgerReader::open(path_).error().code, Errc::kLedgerUnusable);
  EXPECT_EQ(files(), before);
  std::filesystem::remove(path_);
  EXPECT_EQ(Ledger::open(path_, kNow).error().code, Errc::kLedgerUnusable) << "nor with a new ledger";
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::filesystem::remove(path_.string() + "-wal");
  EXPECT_TRUE(open().findings().restored);
}

TEST_F(Crash, TwiceInARowStaysSoundAndReportsOnce) {
  in_killed_process([&] {
    Ledger& ledger = leaked();
    const CycleId cycle = begin(ledger);
    ledger.begin_attempt(cycle, ids_of(ledger.plan(cycle, {promotion("a")}, kNow)), kNow);
  });
  in_killed_process([&] { EXPECT_EQ(leaked().findings().became_unresolved, 1); });
  const Ledger ledger = open();
  EXPECT_EQ(ledger.findings().became_unresolved, 0);
  EXPECT_TRUE(ledger.findings().unclean);
  EXPECT_TRUE(Ledger::verify(ledger.reader()).empty());
}

}  // namespace
}  // namespace harvestd

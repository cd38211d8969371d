// The ledger fails in the middle of a cycle: nothing more is sent, and what was sent is not forgotten.
#include "tests/daemon/harvest/harvest_fixture.h"

namespace harvestd {
namespace {

using testing::Each;

class LedgerFailure : public HarvestTest {
 protected:
  LedgerFailure() {
    server_options_.api.deduplicate = false;
    promote_ = "[{match: exact, bid: {fixed: 0.75}}, {match: phrase, bid: {fixed: 0.60}}]";  // two calls
    mode_ = "observe";
    cycle();  // makes the ledger
    mode_ = "auto";
    recommend_later();
  }

  /// Writes of this kind fail from now on, or no more.
  void break_ledger(const std::string& when) {
    run_sql("CREATE TRIGGER broken BEFORE " + when + " BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
  }
  void mend_ledger() { run_sql("DROP TRIGGER broken"); }
  static constexpr const char* kCallOfACreate =
      "INSERT ON api_calls WHEN NEW.operation = (SELECT id FROM operations WHERE name = 'create_targets')";

 private:
  void recommend_later() {
    server().with_account([this](sandbox::Account& account) {
      account.add_recommendation(*account.find(kProfile), campaign_.ad_ids.front(), sandbox::Kind::kKeyword,
                                 "insulated bottle", sandbox::Metrics{.clicks = 31, .conversions = 4});
    });
  }
};

TEST_F(LedgerFailure, AnAttemptThatCannotBeRecordedIsNotSent) {
  break_ledger("INSERT ON attempts");
  EXPECT_THROW(cycle(), LedgerError);
  EXPECT_EQ(server().requests("create_targets"), 0u);
  mend_ledger();
  EXPECT_EQ(cycle().counts.created, 2);
}

TEST_F(LedgerFailure, ADecisionThatCannotBeRecordedStopsTheCycleBeforeItSends) {
  break_ledger("INSERT ON decisions");
  EXPECT_THROW(cycle(), LedgerError);
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(LedgerFailure, AnAnswerThatCannotBeRecordedIsTheLastThatWasAskedForAndIsReadForLater) {
  for (const std::string when : {"UPDATE ON attempts", kCallOfACreate}) {
    break_ledger(when);
    server().clear_requests();
    EXPECT_THROW(cycle(), LedgerError) << when;
    EXPECT_EQ(server().requests("create_targets"), 1u) << when;
    mend_ledger();
  }
  cycle();
  EXPECT_THAT(query("SELECT state FROM audit_promotions"), Each("created")) << "found by reading";
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_promotions"), "2");
  EXPECT_EQ(server().most_accepted(), 1u);
}

TEST_F(LedgerFailure, AnAbandonedCycleCountsWhatItIsKnownToHaveDone) {
  break_ledger("UPDATE ON cycles");
  EXPECT_THROW(cycle(), LedgerError);
  mend_ledger();
  cycle();
  EXPECT_EQ(query_one("SELECT created || ' ' || unresolved FROM audit_cycles WHERE status = 'abandoned'"), "2 0");
  EXPECT_EQ(query_one("SELECT api_calls - (SELECT count(*) FROM audit_api_calls a WHERE a.cycle_id = c.cycle_id) FROM "
                      "audit_cycles c WHERE status = 'abandoned'"),
            "0");
}

TEST_F(LedgerFailure, ALedgerThatIsGoneBesideItsHeadHoldsCreatesAndSaysForHowLong) {
  const TimePoint now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  Ledger::open(ledger_path(), now).value().record_event("note", "an event for the head to know", "{}", now);
  std::filesystem::remove(ledger_path());
  const CycleOutcome outcome = cycle();
  EXPECT_THAT(outcome.error, testing::HasSubstr("or the file was lost"));
  EXPECT_THAT(outcome.error, testing::ContainsRegex("for another [0-9]+[hms],")) << "whole seconds";
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

}  // namespace
}  // namespace harvestd

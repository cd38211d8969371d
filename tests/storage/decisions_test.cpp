#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class Decisions : public LedgerTest {
 protected:
  std::int64_t kept(const Ledger& ledger) { return count(ledger.reader(), "SELECT count(*) FROM decisions"); }
};

TEST_F(Decisions, AnUnchangedOneIsNotWrittenAgain) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  ledger.record_decisions(cycle, {decision("a"), decision("b")}, kNow);
  ledger.record_decisions(begin(ledger), {decision("a"), decision("b"), decision("c")}, kNow);
  EXPECT_EQ(kept(ledger), 3);
}

TEST_F(Decisions, ANewDetailAloneIsNoChange) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  DecisionRow row = decision("a");
  ledger.record_decisions(cycle, {row}, kNow);
  row.judgement.detail = "other words";
  ledger.record_decisions(cycle, {row}, kNow);
  EXPECT_EQ(kept(ledger), 1);
}

TEST_F(Decisions, EveryChangeOfReasonRuleOrEvidenceIsWritten) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  DecisionRow row = decision("a");
  ledger.record_decisions(cycle, {row}, kNow);
  row.evidence.clicks = 8;
  ledger.record_decisions(cycle, {row}, kNow);
  row.evidence.conversions = 2;
  ledger.record_decisions(cycle, {row}, kNow);
  row.judgement.reason = Reason::kQualified;
  ledger.record_decisions(cycle, {row}, kNow);
  row.judgement.rule = "other";
  ledger.record_decisions(cycle, {row}, kNow);
  row.judgement.rule.clear();
  ledger.record_decisions(cycle, {row}, kNow);
  EXPECT_EQ(kept(ledger), 6);
  ledger.record_decisions(cycle, {row}, kNow);
  EXPECT_EQ(kept(ledger), 6);
}

TEST_F(Decisions, GoingBackToAnEarlierVerdictIsAChange) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  ledger.record_decisions(cycle, {decision("a", Reason::kNoRule)}, kNow);
  ledger.record_decisions(cycle, {decision("a", Reason::kQualified)}, kNow);
  ledger.record_decisions(cycle, {decision("a", Reason::kNoRule)}, kNow);
  EXPECT_EQ(kept(ledger), 3);
}

TEST_F(Decisions, AdGroupGroupAndKindAreDifferentTargets) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  const DecisionRow row = decision("b0ownprod1");
  DecisionRow other_ad_group = row, other_group = row, no_group = row, product = row;
  other_ad_group.source_ad_group = AdGroupId("112");
  other_group.group = GroupId("G2");
  no_group.group = GroupId();
  product.kind = Kind::kProduct;
  for (int round = 0; round < 2; ++round) {
    ledger.record_decisions(cycle, {row, other_ad_group, other_group, no_group, product}, kNow);
  }
  EXPECT_EQ(kept(ledger), 5);
}

TEST_F(Decisions, TheSameTargetTwiceInOneChunkKeepsBothWhenTheyDiffer) {
  Ledger ledger = open();
  ledger.record_decisions(begin(ledger), {decision("a"), decision("a"), decision("a", Reason::kQualified)}, kNow);
  EXPECT_EQ(kept(ledger), 2);
}

TEST_F(Decisions, TheTextIsShownAsFirstSeenAndTheDetailAsGiven) {
  Ledger ledger = open();
  DecisionRow row = decision("straße \"x\"");
  row.target = "Straße \"X\"";
  row.key = "strasse \"x\"";
  ledger.record_decisions(begin(ledger), {row}, kNow);
  sqlite::Database& database = ledger.reader().database();
  EXPECT_EQ(database.text("SELECT target FROM audit_decisions"), row.target);
  EXPECT_EQ(database.text("SELECT detail FROM audit_decisions"), row.judgement.detail);
}

TEST_F(Decisions, EvidenceBeyondAnyNumberIsKeptAsTheLargest) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  const DecisionRow row = decision("a", Reason::kNoRule, {.clicks = ~std::uint64_t{0}, .conversions = 0});
  ledger.record_decisions(cycle, {row}, kNow);
  ledger.record_decisions(cycle, {row}, kNow);
  EXPECT_EQ(kept(ledger), 1);
  EXPECT_EQ(count(ledger.reader(), "SELECT clicks FROM decisions"), std::numeric_limits<std::int64_t>::max());
}

TEST_F(Decisions, SurviveInChunksOfThousands) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  for (int round = 0; round < 2; ++round) {
    for (int chunk = 0; chunk < 5; ++chunk) {
      std::vector<DecisionRow> rows;
      for (int i = 0; i < 2000; ++i) rows.push_back(decision("target " + std::to_string(chunk * 2000 + i)));
      ledger.record_decisions(cycle, rows, kNow);
    }
    EXPECT_EQ(kept(ledger), 10'000);
  }
}

TEST_F(Decisions, LookingUpTheLatestReadsNoTableWhole) {
  const Ledger ledger = open();
  sqlite::Statement plan = ledger.reader().database().statement(
      "EXPLAIN QUERY PLAN SELECT max(id) FROM decisions WHERE target = 1 AND source_ad_group = 1"
      " AND promotion_group IS NULL");
  while (plan.step()) EXPECT_EQ(plan.text(3).find("SCAN"), std::string::npos) << plan.text(3);
}

}  // namespace
}  // namespace harvestd

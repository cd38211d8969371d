#include "tests/storm/oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harvestd::storm {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const sandbox::Identity kBottle{"P", "G", sandbox::Kind::kKeyword, sandbox::Match::kExact, "steel bottle"};

/// A ledger and a sandbox that agree on one created target.
struct OracleTest : testing::Test {
  OracleTest() {
    ledger.exists = true;
    ledger.last_event = 5;
    ledger.promotions[1] = {.identity = kBottle, .state = "created", .target_id = "T1", .bid = "0.75", .attempts = 1};
    server.accepted[kBottle] = 1;
    server.received[kBottle] = 1;
    server.created = {{"P", "G", "A", "T1", sandbox::Kind::kKeyword, sandbox::Match::kExact, "Steel  Bottle", "0.750"}};
  }
  std::vector<std::string> complaints() {
    Oracle(findings).check(ledger, server);
    return findings.all();
  }
  std::vector<std::string> complaints_at_the_end() {
    Oracle(findings).check_end(ledger, server, {kBottle});
    return findings.all();
  }

  LedgerView ledger;
  ServerView server;
  Findings findings;
};

TEST_F(OracleTest, HasNothingToSayOfAWorldInOrder) {
  EXPECT_THAT(complaints_at_the_end(), IsEmpty());
}

TEST_F(OracleTest, SeesATargetThatWasAcceptedTwice) {
  server.accepted[kBottle] = 2;
  EXPECT_THAT(complaints(), Contains(AllOf(StartsWith("1: "), HasSubstr("steel bottle"))));
}

TEST_F(OracleTest, SeesACreateThatTheLedgerDoesNotKnow) {
  server.received[kBottle] = 2;
  EXPECT_THAT(complaints(), Contains(StartsWith("2: ")));
}

TEST_F(OracleTest, SeesWhatIsCreatedInTheLedgerAlone) {
  ledger.promotions[1].target_id = "T2";
  EXPECT_THAT(complaints(), Contains(HasSubstr("does not exist")));
}

TEST_F(OracleTest, SeesAnotherBid) {
  server.created[0].bid = "0.76";
  EXPECT_THAT(complaints(), Contains(HasSubstr("0.76")));
}

TEST_F(OracleTest, SeesWhatIsTakenForSomebodyElses) {
  ledger.promotions[1].state = "already_existed";
  EXPECT_THAT(complaints(), Contains(HasSubstr("already_existed")));
}

TEST_F(OracleTest, SeesAThirdAttemptOfUnknownOutcome) {
  ledger.promotions[1].lost = 3;
  EXPECT_THAT(complaints(), Contains(HasSubstr("3 attempts of unknown outcome")));
}

TEST_F(OracleTest, SeesWhatVanishedOrTurnedBack) {
  Oracle oracle(findings);
  oracle.check(ledger, server);
  LedgerView later = ledger;
  later.promotions[1].state = "planned";
  later.last_event = 4;
  oracle.check(later, server);
  EXPECT_THAT(findings.all(), AllOf(Contains(HasSubstr("was created and is planned")), Contains(StartsWith("13: "))));
  later.promotions.clear();
  oracle.check(later, ServerView{});
  EXPECT_THAT(findings.all(), Contains(HasSubstr("has vanished")));
}

TEST_F(OracleTest, SeesAtTheEndWhatIsOpenOrWasNeverPromoted) {
  ledger.promotions[1].state = "unresolved";
  EXPECT_THAT(complaints_at_the_end(), Contains(HasSubstr("still unresolved")));
  ledger.promotions[1].state = "planned";
  EXPECT_THAT(complaints_at_the_end(), Contains(HasSubstr("still planned")));
  ledger.promotions.clear();
  EXPECT_THAT(complaints_at_the_end(), Contains(HasSubstr("is not in the ledger")));
}

TEST(Micros, ReadsPlainDecimalsOnly) {
  EXPECT_EQ(micros("0.75"), 750'000);
  EXPECT_EQ(micros("12"), 12'000'000);
  for (const char* wrong : {"", "1e3", "-1", "1.2.3", "0.1234567"}) EXPECT_EQ(micros(wrong), -1) << wrong;
}

}  // namespace
}  // namespace harvestd::storm

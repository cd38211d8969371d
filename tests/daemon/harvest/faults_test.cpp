// What a cycle does when Amazon or the network fails it: nothing is lost, nothing is sent twice.
#include <fmt/format.h>

#include "tests/daemon/harvest/harvest_fixture.h"

namespace harvestd {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

class Faults : public HarvestTest {
 protected:
  Faults() {
    server_options_.api.deduplicate = false;  // Amazon's own uniqueness shall not hide a second send
    recommend_keyword("insulated bottle", 31, 4);
    recommend_keyword("steel bottle", 30, 3);
  }
  void add_by_hand(const std::string& keyword) {
    server().with_account([&](sandbox::Account& account) {
      sandbox::Target target;
      target.ad_group_id = campaign_.keyword_ad_group_id;
      target.text = keyword;
      target.bid = "0.50";
      account.add_target(*account.find(kProfile), std::move(target));
    });
  }
  std::vector<std::string> states() { return query("SELECT state FROM audit_promotions ORDER BY target"); }
};

TEST_F(Faults, AfterALostAnswerReadingShowsThatItWasCreated) {
  server().add_fault("create_targets:1:reset,applied=true");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kDone) << outcome.error;
  EXPECT_EQ(outcome.counts.created, 2);
  EXPECT_EQ(outcome.counts.unresolved, 0);
  EXPECT_THAT(states(), ElementsAre("created", "created"));
  EXPECT_EQ(query_one("SELECT count(DISTINCT target_id) FROM audit_promotions"), "2");
  EXPECT_EQ(cycle().status, CycleStatus::kDone);
  EXPECT_EQ(server().requests("create_targets"), 1u);
  EXPECT_EQ(server().most_accepted(), 1u);
}

TEST_F(Faults, WhatOneLookDoesNotFindStaysUnresolvedAndIsNotSent) {
  server().add_fault("create_targets:1:reset");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kPartial);
  EXPECT_EQ(outcome.counts.unresolved, 2);
  EXPECT_THAT(outcome.error, HasSubstr("outcome unknown"));
  EXPECT_EQ(cycle().open_unresolved, 2);
  EXPECT_THAT(states(), ElementsAre("unresolved", "unresolved"));
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Faults, WhatTwoLooksDoNotFindIsSentOnceMore) {
  settle_ = "0s";
  server().add_fault("create_targets:1:reset");
  EXPECT_EQ(cycle().counts.unresolved, 2);
  EXPECT_EQ(cycle().counts.created, 2);
  EXPECT_EQ(server().requests("create_targets"), 2u);
  EXPECT_EQ(server().most_accepted(), 1u);
  EXPECT_EQ(query_one("SELECT DISTINCT attempts FROM audit_promotions"), "2");
}

TEST_F(Faults, ACycleThatLeavesSomethingToSendAgainIsNotDone) {
  settle_ = "0s";
  server().add_fault("create_targets:1:reset");
  server().add_fault("list_targets:2:status,code=403");  // the look after it
  EXPECT_EQ(cycle().counts.unresolved, 2);
  const CycleOutcome outcome = cycle();  // its first look is before, its second after what it sends
  EXPECT_EQ(outcome.counts.created, 0);
  EXPECT_EQ(outcome.status, CycleStatus::kPartial);
  EXPECT_THAT(outcome.error, HasSubstr("sent once more by the next cycle"));
  EXPECT_EQ(cycle().counts.created, 2);
}

TEST_F(Faults, WhatIsLostTwiceIsGivenUpAndNeverSentAgain) {
  settle_ = "0s";
  server().add_fault("create_targets:every:reset");
  for (int i = 0; i < 5; ++i) cycle();
  EXPECT_THAT(states(), ElementsAre("rejected", "rejected"));
  EXPECT_THAT(query("SELECT error FROM audit_promotions"), Each(HasSubstr("gave_up")));
  EXPECT_EQ(server().requests("create_targets"), 2u);
}

TEST_F(Faults, ATimeoutAfterTheFirstByteIsSettledByReading) {
  timeout_ = "1s";
  server().add_fault("create_targets:1:stall,applied=true");
  EXPECT_EQ(cycle().counts.created, 2);
  cycle();
  EXPECT_EQ(server().most_accepted(), 1u);
}

TEST_F(Faults, AServerErrorOnACreateIsUnresolvedNotRetried) {
  server().add_fault("create_targets:1:status,code=503");
  EXPECT_EQ(cycle().counts.unresolved, 2);
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Faults, AnUnreadableAnswerIsSettledByReading) {
  server().add_fault("create_targets:1:not_json,applied=true");
  server().add_fault("list_targets:2:status,code=403");  // the look after it
  EXPECT_EQ(cycle().counts.unresolved, 2);
  EXPECT_EQ(cycle().settled_by_reading.size(), 2U);
  EXPECT_THAT(states(), ElementsAre("created", "created"));
}

TEST_F(Faults, AnItemThatTheAnswerLeavesOutIsReadFor) {
  server().add_fault("create_targets:1:items_missing,count=1,applied=true");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.created, 2);
  EXPECT_EQ(outcome.settled_by_reading.size(), 1U);
}

TEST_F(Faults, AnInternalErrorOfOneItemLeavesThatItemUnresolved) {
  server().add_fault("create_targets:1:item_internal,count=1");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.unresolved, 1);
  EXPECT_EQ(outcome.counts.created, 1);
}

TEST_F(Faults, ARefusedItemIsRejectedInAmazonsWordsAndTheOthersAreCreated) {
  server_options_.api.keywords_per_ad_group = 1;
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kDone) << "Amazon's item refusals are results";
  EXPECT_EQ(outcome.counts.created, 1);
  EXPECT_EQ(outcome.counts.rejected, 1);
  EXPECT_THAT(query_one("SELECT error FROM audit_promotions WHERE state = 'rejected'"), HasSubstr("entityQuotaError"));
}

TEST_F(Faults, ACallRefusedAsAWholeIsHalvedUntilTheGuiltyItemIsAlone) {
  server().add_fault("create_targets:1:status,code=400");
  server().add_fault("create_targets:2:status,code=422");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.rejected, 1);
  EXPECT_EQ(outcome.counts.created, 1);
  EXPECT_EQ(server().requests("create_targets"), 3u);
  EXPECT_EQ(server().most_accepted(), 1u);
}

TEST_F(Faults, ACallRefusedWhateverItHoldsBurnsTwoTargetsAtMost) {
  for (int i = 0; i < 30; ++i) recommend_keyword(fmt::format("bottle {}", i), 20, 2);
  server().add_fault("create_targets:every:status,code=400");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kPartial);
  EXPECT_EQ(outcome.counts.rejected, 2);
  EXPECT_THAT(outcome.error, HasSubstr("it is the call that Amazon refuses"));
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_promotions WHERE state = 'planned'"), "30");
  EXPECT_THAT(cycle().error, HasSubstr("is parked until"));
}

TEST_F(Faults, OneTextInSeveralMatchTypesIsOneTargetThatAmazonRefuses) {
  promote_ =
      "[{match: exact, bid: {fixed: 0.75}}, {match: phrase, bid: {fixed: 0.75}}, {match: broad, bid: {fixed: 0.75}}]";
  server().add_fault("create_targets:every:status,code=400");
  EXPECT_EQ(cycle().counts.rejected, 6) << "two texts, of which both may be at fault";
}

TEST_F(Faults, AForbiddenGroupLeavesItsPromotionsPlanned) {
  server().add_fault("create_targets:1:status,code=403");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kPartial);
  EXPECT_THAT(states(), ElementsAre("planned", "planned"));
  const CycleOutcome parked = cycle();
  EXPECT_EQ(parked.counts.created, 0);
  EXPECT_THAT(parked.error, HasSubstr("is parked until"));
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Faults, APlannedOneThatSomeoneAddedMeanwhileIsNotOursAndNotSent) {
  server().add_fault("create_targets:1:status,code=429,retry_after=3601");
  cycle();
  EXPECT_THAT(states(), ElementsAre("planned", "planned"));
  add_by_hand("steel bottle");
  run_sql("UPDATE profiles SET parked_until = NULL");
  EXPECT_EQ(cycle().counts.created, 1);
  EXPECT_THAT(states(), ElementsAre("created", "already_existed"));
}

TEST_F(Faults, AnExpiredTokenInMidCycleIsRefreshedOnce) {
  server().add_fault("create_targets:1:status,code=401");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.created, 2);
  EXPECT_EQ(server().requests("token"), 2u);
  EXPECT_EQ(query_one("SELECT DISTINCT attempts FROM audit_promotions"), "2") << "each POST has an attempt of its own";
}

TEST_F(Faults, ASecond401OfACreateIsNotTriedAThirdTime) {
  server().add_fault("create_targets:every:status,code=401");
  EXPECT_EQ(cycle().status, CycleStatus::kPartial);
  EXPECT_EQ(server().requests("create_targets"), 2u);
  EXPECT_THAT(states(), ElementsAre("planned", "planned"));
}

TEST_F(Faults, ARetryAfterBeyondPatienceParksTheProfileAcrossRestarts) {
  server().add_fault("create_targets:1:status,code=429,retry_after=7200");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kPartial);
  EXPECT_EQ(outcome.counts.throttled, 1);
  EXPECT_THAT(states(), ElementsAre("planned", "planned"));
  server().clear_requests();
  const CycleOutcome parked = cycle();
  EXPECT_EQ(parked.status, CycleStatus::kFailed);
  EXPECT_THAT(parked.error, HasSubstr("parked until"));
  EXPECT_EQ(server().requests(), 0u);
}

TEST_F(Faults, ARetryAfterParksTheProfileWhateverTheErrorThatBroughtIt) {
  server().add_fault("list_groups:1:status,code=403,retry_after=600");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kFailed);
  EXPECT_THAT(outcome.error, HasSubstr("HTTP 403"));
  EXPECT_THAT(outcome.error, HasSubstr("; profile 3312345678901234 is parked until"));
  server().clear_requests();
  EXPECT_THAT(cycle().error, HasSubstr("parked until"));
  EXPECT_EQ(server().requests(), 0u);
}

TEST_F(Faults, ARetryAfterOfACreateWithAnUnknownOutcomeParksTheProfile) {
  server().add_fault("create_targets:1:status,code=503,retry_after=600");
  EXPECT_EQ(cycle().counts.unresolved, 2);
  server().clear_requests();
  EXPECT_THAT(cycle().error, HasSubstr("parked until"));
  EXPECT_EQ(server().requests(), 0u);
}

TEST_F(Faults, ARetryAfterOfTheTokenEndpointIsKeptAcrossRestarts) {
  server().add_fault("token:1:status,code=429,retry_after=7200");
  EXPECT_EQ(cycle().status, CycleStatus::kFailed);
  server().clear_requests();
  EXPECT_THAT(cycle().error, HasSubstr("parked until"));
  EXPECT_EQ(server().requests(), 0u);
}

TEST_F(Faults, AShortRetryAfterIsWaitedOut) {
  server().add_fault("create_targets:1:status,code=429,retry_after=1");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kDone) << outcome.error;
  EXPECT_EQ(outcome.counts.created, 2);
  EXPECT_EQ(query_one("SELECT DISTINCT attempts FROM audit_promotions"), "2");
}

TEST_F(Faults, WhenTheDestinationCannotBeReadNothingIsSent) {
  server().add_fault("list_keywords:every:status,code=403");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kFailed);
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(Faults, RefusedCredentialsAreSaidToBeSo) {
  server().with_options([](sandbox::ApiOptions& options) { options.refresh_token = "another"; });
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kFailed);
  EXPECT_TRUE(outcome.credentials_refused);
  EXPECT_THAT(outcome.error, HasSubstr("invalid_grant"));
}

}  // namespace
}  // namespace harvestd

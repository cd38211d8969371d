#include <gmock/gmock.h>

#include "tests/daemon/commands/ledger_fixture.h"

namespace harvestd {
namespace {

using testing::HasSubstr;

class Decide : public LedgerFixture {
 protected:
  Ran typed_run(std::vector<std::string> words) {
    words.insert(words.end(), {"-c", config()});
    const CommandLine line = typed(words);
    return run([&] { return line.command == "approve" ? run_approve(line) : run_decline(line); });
  }
  /// A promotion that waits: its id, as typed.
  std::string waiting(const std::string& target) {
    const TimePoint now = at("2026-11-23T10:00:00Z");
    Ledger ledger = Ledger::open(path(), now).value();
    const CampaignRow campaign{ProfileId("11"), "US", CampaignId("21"), "spring-auto"};
    const CycleId cycle = ledger.begin_cycle(campaign, "approve", Trigger::kSchedule, now);
    const NewPromotion wanted{.identity = {ProfileId("11"), GroupId("G"), Kind::kKeyword, target, MatchType::kExact},
                              .source_ad_group = AdGroupId("S"),
                              .destination_ad_group = AdGroupId("D"),
                              .target = target,
                              .bid = Money(Currency::kUSD, Decimal::from_micros(750'000)),
                              .bid_basis = "fixed 0.75 USD",
                              .rule = "all",
                              .evidence = {}};
    ledger.plan(cycle, {wanted}, now, Consent::kNeeded);
    ledger.finish_cycle(cycle, CycleStatus::kDone, Fault::kNone, {}, "", now);
    return std::to_string(*ledger.reader().promotion_id(wanted.identity));
  }
};

TEST_F(Decide, ADeclineIsSaidInWordsAndTwiceIsAFailure) {
  fill();
  const std::string id = waiting("red shoes");
  const Ran first = typed_run({"decline", id});
  EXPECT_EQ(first.code, kExitDone) << first.err;
  EXPECT_EQ(first.out, id + ": declined keyword \"red shoes\" exact at 0.75 USD\n1 promotion declined\n");
  const Ran again = typed_run({"decline", id});
  EXPECT_EQ(again.code, kExitFailed);
  EXPECT_THAT(again.out, HasSubstr("is declined: too late to decline"));
}

TEST_F(Decide, AnUnknownIdIsToldAndTheOthersAreDone) {
  fill();
  const std::string id = waiting("red shoes");
  const Ran ran = typed_run({"decline", "4711", id});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.out, HasSubstr("4711: no such promotion\n" + id + ": declined"));
}

TEST_F(Decide, AnotherRevisionIsAnotherPromotion) {
  fill();
  const Ran ran = typed_run({"decline", waiting("red shoes") + "@2"});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.out, HasSubstr("revision 1 now: it changed since it was shown"));
}

TEST_F(Decide, AllThatWaitAreShownAndNeedAYes) {
  fill();
  EXPECT_EQ(typed_run({"decline", "--all"}).out, "nothing waits for approval\n");
  const std::string id = waiting("red shoes");
  const Ran unsure = typed_run({"decline", "--all"});
  EXPECT_EQ(unsure.code, kExitUsage);
  EXPECT_THAT(unsure.err, HasSubstr("--all wants --yes, or a terminal to ask"));
  EXPECT_EQ(typed_run({"decline", "--all", "--yes", "--campaign", "jp-auto"}).out, "nothing waits for approval\n");
  const Ran ran = typed_run({"decline", "--all", "--yes"});
  EXPECT_EQ(ran.code, kExitDone);
  EXPECT_THAT(ran.out, HasSubstr(id + ": keyword \"red shoes\" exact at 0.75 USD\n"));
}

TEST_F(Decide, WhatIsNoIdIsBadUsageAndNothingIsDone) {
  fill();
  const std::string id = waiting("red shoes");
  for (const char* word : {"x", "0", "1@", "1@x", "99999999999999999999", "1 2"}) {
    EXPECT_EQ(typed_run({"decline", id, word}).code, kExitUsage) << word;
  }
  EXPECT_EQ(reader().waiting().size(), 1U);
  EXPECT_EQ(typed_run({"decline", id, "--campaign", "spring-auto"}).code, kExitUsage);
  EXPECT_EQ(typed_run({"decline", id, "--all"}).code, kExitUsage);
}

TEST_F(Decide, AnApprovalThatCouldNotBeSentIsNotGiven) {
  fill();
  const std::string id = waiting("red shoes");
  EXPECT_EQ(typed_run({"approve", id}).code, kExitUsage) << "the secrets of this configuration are not there";
  EXPECT_EQ(reader().waiting().size(), 1U);
}

}  // namespace
}  // namespace harvestd

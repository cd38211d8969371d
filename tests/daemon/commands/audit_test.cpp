#include "daemon/commands/audit.h"

#include <gmock/gmock.h>

#include "tests/daemon/commands/ledger_fixture.h"

namespace harvestd {
namespace {

using testing::HasSubstr;

class Audit : public LedgerFixture {
 protected:
  Audit() { fill(); }
  std::string listed(std::vector<std::string> words) {
    words.insert(words.begin(), "audit");
    words.insert(words.end(), {"-c", "unused"});
    std::ostringstream out;
    const LedgerReader ledger = reader();
    EXPECT_EQ(audit(typed(words), ledger, at("2026-11-22T12:00Z"), out, {}), kExitDone);
    return out.str();
  }
  std::string refused(std::vector<std::string> words) {
    words.insert(words.begin(), "audit");
    words.insert(words.end(), {"-c", "unused"});
    std::ostringstream out;
    const LedgerReader ledger = reader();
    const Ran ran = run([&] { return audit(typed(words), ledger, at("2026-11-22T12:00Z"), out, {}); });
    EXPECT_EQ(ran.code, kExitUsage);
    EXPECT_EQ(out.str(), "");
    return ran.err;
  }
};

TEST_F(Audit, CyclesComeOldestFirst) {
  EXPECT_EQ(listed({"cycles"}),
            "cycle  started (UTC)        campaign     mode     status   seen  qualified  held  created  existed  "
            "rejected  unresolved  error\n"
            "    1  2026-11-20 10:00:00  spring-auto  auto     done        2          0     0        0        0  "
            "       0           0\n"
            "    2  2026-11-21 16:00:00  spring-auto  auto     partial     1          1     0        1        0  "
            "       1           0\n"
            "    3  2026-11-22 00:00:00  jp-auto      observe  done        1          1     0        0        0  "
            "       0           0\n");
}

TEST_F(Audit, PromotionsShowBidStateAndError) {
  const std::string text = listed({"promotions"});
  EXPECT_THAT(text, HasSubstr("2026-11-21 16:00:08  spring-auto  running shoes  exact   0.75  USD  created"));
  EXPECT_THAT(text, HasSubstr("rejected  fixed 0.75  billingError: no payment method\n"));
}

TEST_F(Audit, JsonHasTheColumnsOfTheView) {
  const std::string text = listed({"promotions", "--format", "json", "--state", "created"});
  EXPECT_THAT(text, testing::StartsWith("[\n{\"promotion_id\":1,\"action\":\"promote\",\"cycle_id\":2,"));
  EXPECT_THAT(text, HasSubstr("\"bid\":\"0.75\""));
  EXPECT_THAT(text, HasSubstr("\"target_id\":\"9001\""));
  EXPECT_THAT(text, HasSubstr("\"error\":null}\n]\n"));
}

TEST_F(Audit, LimitKeepsTheNewestAndTheyStillComeLast) {
  const std::string text = listed({"decisions", "--limit", "2", "--format", "csv"});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_LT(text.find("running shoes"), text.find("ランニングシューズ"));
  EXPECT_THAT(text, testing::Not(HasSubstr("free shoes")));
}

TEST_F(Audit, LimitCountsWhatTheFiltersLetThrough) {
  EXPECT_THAT(listed({"decisions", "--limit", "1", "--campaign", "spring-auto", "--state", "skip"}),
              HasSubstr("free shoes"));
}

TEST_F(Audit, SinceIsATimeOrADurationBack) {
  EXPECT_EQ(listed({"cycles", "--since", "2026-11-21", "--format", "json"}),
            listed({"cycles", "--since", "36h", "--format", "json"}));
  EXPECT_EQ(listed({"cycles", "--since", "1h"}), "(none)\n");
  EXPECT_THAT(listed({"promotions", "--since", "2026-11-21T16:00:08Z"}), HasSubstr("running shoes"));
}

TEST_F(Audit, StateIsVerdictOrReasonForDecisions) {
  EXPECT_THAT(listed({"decisions", "--state", "promote"}), testing::Not(HasSubstr("skip")));
  EXPECT_THAT(listed({"decisions", "--state", "excluded_term"}), HasSubstr("free shoes"));
}

TEST_F(Audit, CallsOfACampaignAreThoseOfItsCycles) {
  EXPECT_THAT(listed({"calls", "--campaign", "spring-auto"}), HasSubstr("create_targets"));
  EXPECT_EQ(listed({"calls", "--campaign", "jp-auto"}), "(none)\n");
}

TEST_F(Audit, EventsAreListed) {
  EXPECT_THAT(listed({"events", "--format", "csv"}), HasSubstr("seq,at,kind,subject,data"));
}

TEST_F(Audit, WrongFiltersNameThePermittedOnes) {
  EXPECT_THAT(refused({"promotions", "--state", "done"}), HasSubstr("permitted: awaiting_approval, planned, sending"));
  EXPECT_THAT(refused({"cycles", "--state", "created"}), HasSubstr("permitted: running, done, partial, failed"));
  EXPECT_THAT(refused({"decisions", "--state", "maybe"}), HasSubstr("permitted: hold, promote, skip, excluded_term"));
  EXPECT_THAT(refused({"calls", "--state", "429"}), HasSubstr("--state does not apply to calls"));
  EXPECT_THAT(refused({"events", "--campaign", "x"}), HasSubstr("--campaign does not apply to events"));
  EXPECT_THAT(refused({"cycles", "--since", "yesterday"}), HasSubstr("--since wants a time such as"));
}

TEST_F(Audit, AnUnknownListNamesThePermittedOnes) {
  const Ran near = run([] { return run_audit(typed({"audit", "decision", "-c", "unused"})); });
  EXPECT_EQ(near.code, kExitUsage);
  EXPECT_EQ(near.err, "harvestd audit: there is no list decision; did you mean decisions?\n");
  const Ran far = run([] { return run_audit(typed({"audit", "money", "-c", "unused"})); });
  EXPECT_EQ(far.err,
            "harvestd audit: there is no list money; permitted: cycles, decisions, promotions, calls, events\n");
}

TEST_F(Audit, TheCommandReadsLedgerAndConfiguration) {
  const Ran ran = run([&] { return run_audit(typed({"audit", "cycles", "-c", config(), "--campaign", "jp-auto"})); });
  EXPECT_EQ(ran.code, kExitDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("jp-auto"));
  const Ran unknown = run([&] { return run_audit(typed({"audit", "cycles", "-c", config(), "--campaign", "jp"})); });
  EXPECT_EQ(unknown.code, kExitUsage);
  EXPECT_EQ(unknown.err, "harvestd audit: no campaign has the label jp; the configuration has spring-auto, jp-auto\n");
}

TEST_F(Audit, AMissingLedgerIsOneClearLine) {
  const auto file = config();
  std::filesystem::remove(path());
  const Ran ran = run([&] { return run_audit(typed({"audit", "cycles", "-c", file})); });
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_EQ(ran.err,
            "harvestd audit: there is no ledger at " + path().native() + " yet; harvestd run or once creates it\n");
}

}  // namespace
}  // namespace harvestd

#include "daemon/commands/explain.h"

#include <gmock/gmock.h>

#include "core/printable.h"
#include "daemon/commands/explain_words.h"
#include "storage/sqlite.h"
#include "tests/daemon/commands/ledger_fixture.h"

namespace harvestd {
namespace {

using testing::HasSubstr;
using testing::Not;

class Explain : public LedgerFixture {
 protected:
  Explain() { fill(); }
  Ran explained(std::vector<std::string> words, Terminal terminal = {}) {
    words.insert(words.begin(), "explain");
    words.insert(words.end(), {"-c", "unused"});
    std::ostringstream out;
    const LedgerReader ledger = reader();
    Ran ran = run([&] { return explain(typed(words), ledger, out, terminal); });
    ran.out = out.str();
    return ran;
  }
};

TEST_F(Explain, TheWholeStoryOfAPromotedKeyword) {
  const Ran ran = explained({"running shoes"});
  EXPECT_EQ(ran.code, kExitDone);
  EXPECT_EQ(ran.out,
            "running shoes (keyword)\n"
            "\n"
            "Campaign spring-auto, ad group 31 (times are UTC)\n"
            "  2026-11-20 10:00  Skipped: no rule holds. Seen: 7 clicks, 1 conversion.\n"
            "                    Nearest rule proven-keywords: clicks 7, needs at least 10.\n"
            "  2026-11-21 16:00  Qualified by rule proven-keywords. Seen: 12 clicks, 3 conversions.\n"
            "                    Clicks 12, conversions 3 meet rule proven-keywords; exact at 0.75 USD: fixed.\n"
            "  Promotion 1       exact match, bid 0.75 USD: fixed 0.75\n"
            "                    Decided 2026-11-21 16:00 by rule proven-keywords on 12 clicks, 3 conversions,\n"
            "                    for promotion group 41.\n"
            "  2026-11-21 16:00  Created at Amazon as 9001 in ad group 51.\n"
            "  Promotion 2       phrase match, bid 0.75 USD: fixed 0.75\n"
            "                    Decided 2026-11-21 16:00 by rule proven-keywords on 12 clicks, 3 conversions,\n"
            "                    for promotion group 41.\n"
            "  2026-11-21 16:00  Amazon refused it: billingError: no payment method.\n");
}

TEST_F(Explain, CaseAndSpacingDoNotMatter) {
  EXPECT_EQ(explained({"  RUNNING   Shoes "}).out, explained({"running shoes"}).out);
}

TEST_F(Explain, ASkippedTargetIsToldWhatWouldChangeThat) {
  EXPECT_EQ(explained({"free shoes"}).out,
            "free shoes (keyword)\n"
            "\n"
            "Campaign spring-auto, ad group 31 (times are UTC)\n"
            "  2026-11-20 10:00  Skipped: one of your excluded terms is in it. Seen: 30 clicks, 4 conversions.\n"
            "                    Contains the excluded term \"free\".\n"
            "  Now               Take the term out of `exclusions` to let it be judged.\n");
}

TEST_F(Explain, ObservingIsWhyAQualifiedTargetWasNotSent) {
  EXPECT_THAT(explained({"ランニングシューズ 軽量"}).out, HasSubstr("the cycle ran in mode observe"));
}

KeptDecision kept(std::string verdict, std::string reason, std::string detail) {
  KeptDecision d;
  d.at = "2026-11-22T10:00:00.000Z";
  d.campaign = "spring-auto";
  d.ad_group = "31";
  d.group = "41";
  d.verdict = std::move(verdict);
  d.reason = std::move(reason);
  d.detail = std::move(detail);
  return d;
}

KeptPromotion promoted(std::string state, std::string error) {
  KeptPromotion p;
  p.id = 1;
  p.campaign = "spring-auto";
  p.ad_group = "31";
  p.group = "41";
  p.match = "phrase";
  p.state = std::move(state);
  p.error = std::move(error);
  return p;
}

std::string told(const KeptDecision& decision, const KeptPromotion& promotion) {
  std::ostringstream out;
  tell({decision}, {promotion}, out, 1000);
  return out.str();
}

TEST_F(Explain, APromotionThatWaitsIsToldWhy) {
  EXPECT_THAT(
      told(kept("skip", "duplicate_in_account", "phrase: is elsewhere in the account already"),
           promoted("planned", "")),
      HasSubstr("  Now               It waits while the latest decision (2026-11-22 10:00) stands. Skipped: the "
                "same target is used elsewhere in this profile. Phrase: is elsewhere in the account already. "
                "Remove it there, or set"));
  EXPECT_THAT(told(kept("promote", "qualified", ""), promoted("planned", "")),
              HasSubstr("  Now               It waits for the next cycle that may send"));
  EXPECT_THAT(told(kept("promote", "qualified", ""), promoted("sending", "")), Not(HasSubstr("It waits")));
}

TEST_F(Explain, WhatWasGivenUpIsNotLaidAtAmazonsDoor) {
  const std::string story = told(kept("skip", "already_promoted", ""), promoted("rejected", "gave_up: sent 2 times"));
  EXPECT_THAT(story, HasSubstr("Given up: sent 2 times."));
  EXPECT_THAT(story, Not(HasSubstr("Amazon refused it")));
}

TEST_F(Explain, NarrowTerminalsGetNarrowLines) {
  for (const std::size_t columns : {40u, 60u, 80u}) {
    for (const char* target : {"running shoes", "ランニングシューズ 軽量"}) {
      std::istringstream lines(explained({target}, {.columns = columns, .colour = false}).out);
      for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Campaign")) continue;
        EXPECT_LE(display_width(line), columns) << line;
      }
    }
  }
}

TEST_F(Explain, ATargetNeverSeenIsSaidWithWhatIsNear) {
  const Ran near = explained({"shoes"});
  EXPECT_EQ(near.code, kExitFailed);
  EXPECT_EQ(near.err,
            "harvestd explain: shoes was never recommended in the cycles on record; the ledger does know: free shoes, "
            "running shoes\n");
  EXPECT_EQ(explained({"100%_wool"}).err,
            "harvestd explain: 100%_wool was never recommended in the cycles on record\n");
  EXPECT_EQ(explained({"running shoes", "--campaign", "jp-auto"}).err,
            "harvestd explain: running shoes was never recommended in jp-auto\n");
  EXPECT_EQ(explained({"B000000000"}).code, kExitFailed);
}

TEST_F(Explain, JsonHasOneRowADecisionAndOneAPromotion) {
  const Ran ran = explained({"running shoes", "--format", "json"});
  EXPECT_EQ(ran.code, kExitDone);
  std::size_t rows = 0;
  for (std::size_t at = 0; (at = ran.out.find("{\"record\":", at)) != ran.out.npos; ++at) ++rows;
  EXPECT_EQ(rows, 4u);
  EXPECT_THAT(ran.out, HasSubstr("\"record\":\"promotion\""));
  EXPECT_THAT(ran.out, HasSubstr("\"reason\":\"no_rule\""));
}

TEST_F(Explain, EveryReasonAndStateHasWords) {
  const LedgerReader ledger = reader();
  auto reasons = ledger.database().statement("SELECT name FROM reasons");
  while (reasons.step()) {
    const ReasonWords* words = words_of_reason(reasons.view(0));
    ASSERT_NE(words, nullptr) << reasons.view(0);
    EXPECT_FALSE(words->what.empty());
  }
  auto states = ledger.database().statement("SELECT name FROM promotion_states");
  while (states.step()) EXPECT_NE(words_of_state(states.view(0)), states.view(0));
}

}  // namespace
}  // namespace harvestd

#include "daemon/commands/explain.h"

#include <gmock/gmock.h>

#include "core/printable.h"
#include "daemon/commands/explain_words.h"
#include "storage/sqlite.h"
#include "tests/daemon/commands/ledger_fixture.h"

namespace harvestd {
namespace {

using testing::HasSubstr;

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

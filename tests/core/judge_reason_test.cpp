#include <gtest/gtest.h>

#include "core/judge.h"

namespace harvestd {
namespace {

struct Row {
  int number;
  const char* name;
  Verdict verdict;
};

// What ledgers hold: neither names nor numbers may change.
const Row kRows[] = {
    {1, "excluded_term", Verdict::kSkip},
    {2, "excluded_pattern", Verdict::kSkip},
    {3, "excluded_asin", Verdict::kSkip},
    {4, "invalid_keyword", Verdict::kSkip},
    {5, "invalid_asin", Verdict::kSkip},
    {6, "no_metrics", Verdict::kSkip},
    {7, "no_rule", Verdict::kSkip},
    {8, "no_group", Verdict::kHold},
    {9, "ambiguous_group", Verdict::kSkip},
    {10, "group_not_enabled", Verdict::kSkip},
    {11, "no_destination", Verdict::kSkip},
    {12, "already_promoted", Verdict::kSkip},
    {13, "already_in_destination", Verdict::kSkip},
    {14, "duplicate_in_account", Verdict::kSkip},
    {15, "refused_by_person", Verdict::kSkip},
    {16, "bid_below_minimum", Verdict::kSkip},
    {17, "bid_above_maximum", Verdict::kSkip},
    {18, "no_bid", Verdict::kSkip},
    {19, "limit_cycle", Verdict::kHold},
    {20, "limit_day", Verdict::kHold},
    {21, "limit_ad_group", Verdict::kHold},
    {22, "qualified", Verdict::kPromote},
};

TEST(JudgeReason, NamesNumbersAndVerdictsAreThoseOfTheContract) {
  for (const Row& row : kRows) {
    const auto reason = static_cast<Reason>(row.number);
    EXPECT_EQ(to_string(reason), row.name);
    EXPECT_EQ(parse_reason(row.name), reason);
    EXPECT_EQ(verdict_of(reason), row.verdict) << row.name;
  }
  EXPECT_EQ(static_cast<int>(Reason::kQualified), 22);
}

TEST(JudgeReason, AnUnknownNameIsNoReason) {
  EXPECT_EQ(parse_reason("Qualified"), std::nullopt);
  EXPECT_EQ(parse_reason(""), std::nullopt);
}

TEST(JudgeReason, VerdictsHaveNames) {
  EXPECT_EQ(to_string(Verdict::kPromote), "promote");
  EXPECT_EQ(to_string(Verdict::kSkip), "skip");
  EXPECT_EQ(to_string(Verdict::kHold), "hold");
}

TEST(JudgeReasonDeathTest, AReasonThatIsNoneIsABug) {
  EXPECT_DEATH((void)to_string(static_cast<Reason>(23)), "reason");
  EXPECT_DEATH((void)to_string(static_cast<Reason>(0)), "reason");
}

}  // namespace
}  // namespace harvestd

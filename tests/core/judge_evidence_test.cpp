#include <gtest/gtest.h>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::clicks;
using testing::fixed;
using testing::keyword;
using testing::pattern;
using testing::product;

Rule proven_keywords() {
  Rule rule{.name = "proven-keywords", .when = clicks(10), .promote = {{MatchType::kExact, fixed("0.60")}}};
  rule.when.kind = Kind::kKeyword;
  rule.when.conversions = CountRange{.min = 2, .max = {}};
  return rule;
}

Exclusions exclusions() {
  return {.terms = {{"acme", "Acme"}, {"acme corp", "ACME Corp"}},
          .patterns = {pattern(R"(\bfree\b)"), pattern("straße")},
          .asins = {"B0OWNPROD1"}};
}

Judgement judged(const PooledTarget& target) {
  static const Rule rule = proven_keywords();
  return std::get<Judgement>(judge_evidence(target, exclusions(), {&rule}));
}

PooledTarget without_metrics(PooledTarget target) {
  target.evidence.reset();
  return target;
}

struct Case {
  PooledTarget target;
  Reason reason;
  const char* detail;
};

void expect(const Case& c) {
  const Judgement judgement = judged(c.target);
  EXPECT_EQ(to_string(judgement.reason), to_string(c.reason)) << c.target.text;
  EXPECT_EQ(judgement.detail, c.detail) << c.target.text;
}

TEST(JudgeEvidence, ARuleThatHoldsIsHandedBack) {
  const Rule rule = proven_keywords();
  const auto answer = judge_evidence(keyword("running shoes", 10, 2), exclusions(), {&rule});
  ASSERT_TRUE(std::holds_alternative<const Rule*>(answer));
  EXPECT_EQ(std::get<const Rule*>(answer), &rule);
}

TEST(JudgeEvidence, ExclusionsNameWhatTheyFoundAsItWasWritten) {
  expect({keyword("ACME shoes", 50, 9), Reason::kExcludedTerm, "contains the excluded term \"Acme\""});
  expect({keyword("Free shoes", 50, 9), Reason::kExcludedPattern, R"(matches the excluded pattern /\bfree\b/)"});
  expect({keyword("Kantstraße 5", 50, 9), Reason::kExcludedPattern, "matches the excluded pattern /straße/"});
  expect({product("b0ownprod1", 50, 9), Reason::kExcludedAsin, "B0OWNPROD1 is one of exclusions.asins"});
}

TEST(JudgeEvidence, TermsAndPatternsAreForKeywordsAsinsForProducts) {
  Exclusions all{.terms = {{"b000000001", "b000000001"}}, .patterns = {pattern("B0")}, .asins = {"B0OWNPROD1"}};
  const Rule open{.name = "open", .when = {}, .promote = {{MatchType::kExact, fixed("0.60")}}};
  EXPECT_TRUE(std::holds_alternative<const Rule*>(judge_evidence(product("B000000001", 1, 0), all, {&open})));
  all.patterns.clear();
  EXPECT_TRUE(std::holds_alternative<const Rule*>(judge_evidence(keyword("b0ownprod1", 1, 0), all, {&open})));
}

TEST(JudgeEvidence, WhatAmazonWouldRefuseIsToldInItsWords) {
  const PooledTarget bad = keyword("shoes!", 50, 9);
  expect({bad, Reason::kInvalidKeyword, keyword_problem(bad.text)->c_str()});
  const PooledTarget asin = product("ASIN3", 50, 9);
  expect({asin, Reason::kInvalidAsin, asin_problem(asin.key)->c_str()});
}

TEST(JudgeEvidence, WithoutMetricsThereIsNothingToJudge) {
  expect({without_metrics(keyword("shoes", 0, 0)), Reason::kNoMetrics, "Amazon gave no clicks and conversions for it"});
}

TEST(JudgeEvidence, NoRuleNamesTheNearestAndEveryFailedCondition) {
  expect({keyword("shoes", 7, 0), Reason::kNoRule,
          "nearest rule proven-keywords: clicks 7, needs at least 10; conversions 0, needs at least 2"});
  EXPECT_EQ(judged(keyword("shoes", 7, 0)).rule, "proven-keywords");
}

TEST(JudgeEvidence, NoRuleForTheKindIsSaid) {
  expect({product("B000000001", 50, 1), Reason::kNoRule,
          "no rule is for products; nearest rule proven-keywords: kind is product, needs keyword; conversions 1, needs "
          "at least 2"});
  const Judgement none = std::get<Judgement>(judge_evidence(keyword("shoes", 9, 9), {}, {}));
  EXPECT_EQ(none.reason, Reason::kNoRule);
  EXPECT_EQ(none.rule, "");
  EXPECT_EQ(none.detail, "the campaign has no rules");
}

TEST(JudgeEvidence, TheFirstReasonOfTheContractWins) {
  // Each target has every flaw from its reason on.
  struct Ordered {
    PooledTarget target;
    Reason reason;
  };
  const Ordered cases[] = {
      {without_metrics(keyword("acme free!", 0, 0)), Reason::kExcludedTerm},
      {without_metrics(keyword("free!", 0, 0)), Reason::kExcludedPattern},
      {without_metrics(keyword("shoes!", 0, 0)), Reason::kInvalidKeyword},
      {without_metrics(keyword("shoes", 0, 0)), Reason::kNoMetrics},
      {keyword("shoes", 0, 0), Reason::kNoRule},
      {without_metrics(product("B0OWNPROD1", 0, 0)), Reason::kExcludedAsin},
      {without_metrics(product("ASIN3", 0, 0)), Reason::kInvalidAsin},
      {without_metrics(product("B000000001", 0, 0)), Reason::kNoMetrics},
  };
  for (const Ordered& c : cases) {
    EXPECT_EQ(to_string(judged(c.target).reason), to_string(c.reason)) << c.target.text;
  }
  Exclusions own = exclusions();
  own.asins = {"ASIN3"};
  EXPECT_EQ(std::get<Judgement>(judge_evidence(product("ASIN3", 0, 0), own, {})).reason, Reason::kExcludedAsin);
}

}  // namespace
}  // namespace harvestd

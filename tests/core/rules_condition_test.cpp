#include <gtest/gtest.h>

#include <functional>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::clicks;
using testing::decimal;
using testing::joined;
using testing::keyword;
using testing::of_kind;
using testing::pattern;
using testing::product;

struct Case {
  const char* name;
  std::function<void(Condition&)> ask;
  PooledTarget target;
  const char* failures;  // empty: the condition holds
};

void expect(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    Condition condition;
    c.ask(condition);
    EXPECT_EQ(joined(failures_of(condition, c.target)), c.failures) << c.name;
  }
}

TEST(RulesCondition, AskingNothingAlwaysHolds) {
  EXPECT_TRUE(failures_of({}, keyword("shoe", 0, 0)).empty());
}

TEST(RulesCondition, CountsAreInclusiveAtBothEnds) {
  const auto between = [](Condition& c) { c.clicks = CountRange{.min = 10, .max = 30}; };
  expect({
      {"below", between, keyword("shoe", 9, 0), "clicks 9, needs at least 10"},
      {"at min", between, keyword("shoe", 10, 0), ""},
      {"at max", between, keyword("shoe", 30, 0), ""},
      {"above", between, keyword("shoe", 31, 0), "clicks 31, at most 30 allowed"},
      {"only max", [](Condition& c) { c.conversions = CountRange{.min = {}, .max = 0}; }, keyword("shoe", 40, 1),
       "conversions 1, at most 0 allowed"},
      {"conversions above clicks count in full", [](Condition& c) { c.conversions = CountRange{.min = 20, .max = {}}; },
       product("B000000001", 12, 25), ""},
  });
}

TEST(RulesCondition, WordsAreCountedInTheTextThatIsSent) {
  const auto at_most_two = [](Condition& c) { c.words = CountRange{.min = {}, .max = 2}; };
  expect({
      {"two", at_most_two, keyword("  running   shoes ", 1, 0), ""},
      {"three", at_most_two, keyword("red running shoes", 1, 0), "words 3, at most 2 allowed"},
      {"an ASIN is one", at_most_two, product("B000000001", 1, 0), ""},
  });
}

TEST(RulesCondition, KindTellsBothKinds) {
  expect({
      {"same", [](Condition& c) { c.kind = Kind::kProduct; }, product("B000000001", 1, 0), ""},
      {"other", [](Condition& c) { c.kind = Kind::kProduct; }, keyword("shoe", 1, 0), "kind is keyword, needs product"},
  });
}

TEST(RulesCondition, TextIsSearchedAnywhereInAnyCase) {
  const auto matches = [](Condition& c) { c.text_matches = pattern("^Red|SHOE"); };
  const auto not_matches = [](Condition& c) { c.text_not_matches = pattern(R"(\bfree\b)"); };
  expect({
      {"found", matches, keyword("running shoes", 1, 0), ""},
      {"not found", matches, keyword("running sock", 1, 0), "text does not match /^Red|SHOE/"},
      {"forbidden and absent", not_matches, keyword("freedom shoes", 1, 0), ""},
      {"forbidden and found", not_matches, keyword("FREE shoes", 1, 0), R"(text matches /\bfree\b/, and must not)"},
  });
}

TEST(RulesCondition, EveryFailureIsToldInAFixedOrder) {
  const auto all = [](Condition& c) {
    c.kind = Kind::kProduct;
    c.clicks = CountRange{.min = 10, .max = {}};
    c.conversions = CountRange{.min = 2, .max = {}};
    c.conversion_rate = RateRange{.min = decimal("0.08"), .max = {}, .confidence = {}};
    c.words = CountRange{.min = 2, .max = {}};
    c.text_matches = pattern("x");
  };
  expect({{"all", all, keyword("shoe", 7, 0),
           "kind is keyword, needs product | clicks 7, needs at least 10 | conversions 0, needs at least 2 | "
           "conversion rate 0 % (0 of 7), needs at least 8 % | words 1, needs at least 2 | text does not match /x/"}});
}

TEST(RulesCondition, AllAddsItsFailuresToTheOthers) {
  const auto nested = [](Condition& c) {
    c.clicks = CountRange{.min = 5, .max = {}};
    c.all = {clicks(10), of_kind(Kind::kKeyword)};
  };
  expect({
      {"holds", nested, keyword("shoe", 10, 0), ""},
      {"one part fails", nested, keyword("shoe", 5, 0), "clicks 5, needs at least 10"},
      {"both", nested, keyword("shoe", 4, 0), "clicks 4, needs at least 5 | clicks 4, needs at least 10"},
  });
}

TEST(RulesCondition, AnyNamesTheNearestAlternative) {
  const auto either = [](Condition& c) {
    Condition far = clicks(100);
    far.conversions = CountRange{.min = 10, .max = {}};
    c.any = {far, clicks(50), clicks(40)};
  };
  expect({
      {"first holds", either, keyword("shoe", 100, 10), ""},
      {"last holds", either, keyword("shoe", 40, 0), ""},
      {"none; the earlier of equals", either, keyword("shoe", 7, 0),
       "none of 3 alternatives holds, the nearest is number 2 (clicks 7, needs at least 50)"},
      {"none; all parts of the nearest", [](Condition& c) { c.any = {c}, c.any[0].all = {clicks(9), clicks(8)}; },
       keyword("shoe", 7, 0),
       "the only alternative does not hold (clicks 7, needs at least 9; clicks 7, needs at least 8)"},
  });
}

TEST(RulesCondition, NotFailsWhenItsConditionHoldsAndTellsWhatHeld) {
  const auto neither = [](Condition& c) {
    c.none = {clicks(10, 50)};
    c.none[0].kind = Kind::kKeyword;
  };
  const auto rate = [](Condition& c) {
    c.none.resize(1);
    c.none[0].conversion_rate = RateRange{.min = decimal("0.02"), .max = decimal("0.5"), .confidence = {}};
    c.none[0].text_matches = pattern("shoe");
    c.none[0].text_not_matches = pattern("sock");
  };
  expect({
      {"does not hold", neither, keyword("shoe", 9, 0), ""},
      {"holds", neither, keyword("shoe", 12, 0),
       "must not hold, but does (kind is keyword; clicks 12 is at least 10; clicks 12 is at most 50)"},
      {"rate and text", rate, keyword("shoe", 31, 2),
       "must not hold, but does (conversion rate 6.5 % (2 of 31) is at least 2 %; conversion rate 6.4 % (2 of 31) is "
       "at most 50 %; text matches /shoe/; text does not match /sock/)"},
      {"empty", [](Condition& c) { c.none.resize(1); }, keyword("shoe", 1, 0),
       "must not hold, but does (it asks for nothing)"},
  });
}

TEST(RulesCondition, NestingGoesDeep) {
  const auto nested = [](Condition& c) {
    Condition inner;
    inner.any = {clicks(10), clicks({}, 2)};
    inner.none = {of_kind(Kind::kProduct)};
    c.none = {inner};
  };
  expect({
      {"inner fails, so it holds", nested, keyword("shoe", 5, 0), ""},
      {"inner holds", nested, keyword("shoe", 1, 0),
       "must not hold, but does (alternative 2 of 2 holds (clicks 1 is at most 2); does not hold (kind is keyword, "
       "needs product))"},
  });
}

TEST(RulesConditionDeathTest, EvidenceMustBePresent) {
  PooledTarget target = keyword("shoe", 1, 0);
  target.evidence.reset();
  EXPECT_DEATH((void)failures_of({}, target), "evidence");
}

}  // namespace
}  // namespace harvestd

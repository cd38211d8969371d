#include <gtest/gtest.h>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::clicks;
using testing::joined;
using testing::keyword;
using testing::of_kind;
using testing::product;

Rule rule(std::string name, Condition when) {
  return {.name = std::move(name), .when = std::move(when), .promote = {{.match = MatchType::kExact, .bid = {}}}};
}

Condition with_kind(Condition condition, Kind kind) {
  condition.kind = kind;
  return condition;
}

TEST(RulesMatch, TheFirstThatHoldsDecides) {
  const Rule strict = rule("strict", clicks(50)), loose = rule("loose", clicks(10)), open = rule("open", {});
  const RuleMatch match = match_rules({&strict, &loose, &open}, keyword("shoe", 20, 0));
  EXPECT_EQ(match.rule, &loose);
  EXPECT_EQ(match.nearest, nullptr);
  EXPECT_TRUE(match.failures.empty());
}

TEST(RulesMatch, WithoutRulesNothingIsNearest) {
  const RuleMatch match = match_rules({}, keyword("shoe", 20, 0));
  EXPECT_EQ(match.rule, nullptr);
  EXPECT_EQ(match.nearest, nullptr);
}

TEST(RulesMatch, TheNearestHasTheFewestFailuresAndTheEarlierWinsATie) {
  Condition two = clicks(50);
  two.conversions = CountRange{.min = 2, .max = {}};
  const Rule far = rule("far", two), near = rule("near", clicks(30)), tie = rule("tie", clicks(25));
  const RuleMatch match = match_rules({&far, &near, &tie}, keyword("shoe", 20, 0));
  EXPECT_EQ(match.rule, nullptr);
  EXPECT_EQ(match.nearest, &near);
  EXPECT_EQ(joined(match.failures), "clicks 20, needs at least 30");
}

TEST(RulesMatch, ARuleOfTheOtherKindIsNearestOnlyWhenNoneSpeaksOfThisKind) {
  Condition many = with_kind(clicks(90), Kind::kKeyword);
  many.conversions = CountRange{.min = 9, .max = {}};
  const Rule products = rule("products", of_kind(Kind::kProduct)), keywords = rule("keywords", many);
  const PooledTarget target = keyword("shoe", 20, 0);
  EXPECT_EQ(match_rules({&products, &keywords}, target).nearest, &keywords);
  EXPECT_EQ(match_rules({&keywords, &products}, target).nearest, &keywords);
  const RuleMatch only = match_rules({&products}, target);
  EXPECT_EQ(only.nearest, &products);
  EXPECT_EQ(joined(only.failures), "kind is keyword, needs product");
}

TEST(RulesMatch, KindIsUnderstoodInsideNestedConditions) {
  Condition any_product, all_product, not_keyword, either, not_product_clicks, contradiction;
  any_product.any = {with_kind(clicks(5), Kind::kProduct), of_kind(Kind::kProduct)};
  all_product.all = {clicks(5), of_kind(Kind::kProduct)};
  not_keyword.none = {of_kind(Kind::kKeyword)};
  either.any = {of_kind(Kind::kProduct), with_kind(clicks(99), Kind::kKeyword)};
  not_product_clicks.none = {with_kind(clicks(5), Kind::kKeyword)};
  contradiction.none = {Condition{}};
  Condition not_any_keyword, not_not_product;
  not_any_keyword.none.resize(1);
  not_any_keyword.none[0].any = {of_kind(Kind::kKeyword), clicks(3)};
  not_not_product.none = {not_keyword};
  not_not_product.none[0].all = {of_kind(Kind::kProduct)};

  EXPECT_FALSE(speaks_of(rule("", any_product), Kind::kKeyword));
  EXPECT_TRUE(speaks_of(rule("", any_product), Kind::kProduct));
  EXPECT_FALSE(speaks_of(rule("", all_product), Kind::kKeyword));
  EXPECT_FALSE(speaks_of(rule("", not_keyword), Kind::kKeyword));
  EXPECT_TRUE(speaks_of(rule("", not_keyword), Kind::kProduct));
  EXPECT_TRUE(speaks_of(rule("", either), Kind::kKeyword));
  EXPECT_TRUE(speaks_of(rule("", either), Kind::kProduct));
  EXPECT_TRUE(speaks_of(rule("", not_product_clicks), Kind::kKeyword));
  EXPECT_FALSE(speaks_of(rule("", contradiction), Kind::kKeyword));
  EXPECT_FALSE(speaks_of(rule("", not_any_keyword), Kind::kKeyword));
  EXPECT_TRUE(speaks_of(rule("", not_any_keyword), Kind::kProduct));
  EXPECT_TRUE(speaks_of(rule("", not_not_product), Kind::kKeyword));
  EXPECT_FALSE(speaks_of(rule("", not_not_product), Kind::kProduct));
}

}  // namespace
}  // namespace harvestd

#include "daemon/harvest/known_targets.h"

#include "tests/daemon/amazon/api_fixture.h"

namespace harvestd {
namespace {

class Known : public test::ApiTest {};

TEST_F(Known, ATargetListedWithoutItsAdGroupCountsInTheDestinationsOfItsKindOnly) {
  const AdGroupId keywords("21"), products("22");
  KnownTargets known(Duplicates::kAny);
  known.expect(Kind::kKeyword, "hose", GroupId("7"), keywords);
  known.expect(Kind::kProduct, "B0COMPETIT", GroupId("7"), products);
  transport_.answer(200, R"({"targets":[{"targetId":"9","target":"Hose","expressionType":"QUERY_EXACT_MATCHES"}]})");
  transport_.answer(200, R"({"keywords":[]})").answer(200, R"({"targetingClauses":[]})");
  const ApiResult<void> read = runtime_.run(known.read(api_, profile_));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(known.in_destination(Kind::kKeyword, "hose", MatchType::kExact, keywords));
  EXPECT_FALSE(known.elsewhere(Kind::kKeyword, "hose", MatchType::kPhrase, keywords));
  EXPECT_FALSE(known.in_destination(Kind::kProduct, "B0COMPETIT", MatchType::kExact, products));
}

TEST_F(Known, WhatOnlyTheLedgerTellsIsThereButNotListed) {
  const AdGroupId here("21"), there("22");
  KnownTargets known(Duplicates::kSameMatch);
  known.expect(Kind::kKeyword, "hose", GroupId("7"), here);
  known.note_sent(
      {{Kind::kKeyword, "hose", MatchType::kExact, here}, {Kind::kKeyword, "rake", MatchType::kExact, here}});
  EXPECT_TRUE(known.in_destination(Kind::kKeyword, "hose", MatchType::kExact, here));
  EXPECT_FALSE(known.listed_in_destination(Kind::kKeyword, "hose", MatchType::kExact, here));
  EXPECT_TRUE(known.elsewhere(Kind::kKeyword, "hose", MatchType::kExact, there));
}

}  // namespace
}  // namespace harvestd

// Long lists and large batches: everything is judged, nothing is asked for twice.
#include <fmt/format.h>

#include <numeric>

#include "tests/daemon/harvest/harvest_fixture.h"

namespace harvestd {
namespace {

using testing::HasSubstr;

class Paging : public HarvestTest {
 protected:
  void recommend_many(int count, std::uint32_t clicks, std::uint32_t conversions) {
    for (int i = 0; i < count; ++i) recommend_keyword(fmt::format("bottle number {}", i), clicks, conversions);
  }
};

TEST_F(Paging, AllOf3500RecommendationsOverShortPagesAndAnEmptyOneAreJudged) {
  recommend_many(3500, 3, 0);
  server_options_.api.page_size = 130;
  server_options_.api.forms.empty_page = true;
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kDone) << outcome.error;
  EXPECT_EQ(outcome.counts.recommendations, 3500);
  EXPECT_EQ(outcome.counts.skipped, 3500);
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_decisions"), "3500");
}

TEST_F(Paging, ARepeatingTokenEndsInAnErrorAndDecidesNothing) {
  recommend_many(3500, 31, 4);
  server_options_.api.page_size = 1000;
  server().add_fault("recommendations:2+:repeat_token");
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.status, CycleStatus::kFailed);
  EXPECT_THAT(outcome.error, HasSubstr("recommendations"));
  EXPECT_LE(server().requests("recommendations"), 4u);
  EXPECT_EQ(server().requests("create_targets"), 0u);
  EXPECT_EQ(query_one("SELECT status FROM audit_cycles"), "failed");
}

TEST_F(Paging, FifteenHundredKeywordsGoOutInTwoCalls) {
  recommend_many(1500, 31, 4);
  top_level_ = "limits: {promotions_per_cycle: 2000, promotions_per_day: 2000}";
  engine_options_.keywords_per_ad_group = 2000;
  server_options_.api.keywords_per_ad_group = 2000;
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.created, 1500);
  EXPECT_EQ(server().requests("create_targets"), 2u);
}

TEST_F(Paging, ACycleMakesTheCallsThatItsPagesReadsAndBatchesNeedAndRecordsTheNumber) {
  recommend_many(2500, 31, 4);
  top_level_ = "limits: {promotions_per_cycle: 10}";
  const CycleOutcome outcome = cycle();
  EXPECT_EQ(outcome.counts.created, 10);
  // Ad groups 1, groups 1, recommendations 3 pages, targets of the group 1, keywords 1, create 1; and one token.
  const std::int64_t needed = 1 + 1 + 3 + 1 + 1 + 1;
  EXPECT_EQ(outcome.counts.api_calls, needed);
  EXPECT_EQ(server().requests(), static_cast<std::uint64_t>(needed) + 1);
  EXPECT_EQ(query_one("SELECT api_calls FROM audit_cycles"), std::to_string(needed));
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_api_calls WHERE operation <> 'token'"), std::to_string(needed));
}

TEST_F(Paging, ACycleWithoutCandidatesReadsNoTargets) {
  recommend_many(10, 1, 0);
  cycle();
  EXPECT_EQ(server().requests("list_keywords"), 0u);
  EXPECT_EQ(server().requests("list_targets"), 0u);
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(Paging, TwoMatchTypesOfOneKeywordTravelInTwoCalls) {
  recommend_keyword("insulated bottle", 31, 4);
  promote_ = "[{match: exact, bid: {fixed: 0.75}}, {match: phrase, bid: {fixed: 0.60}}]";
  server_options_.api.forms.success_without_type = true;
  EXPECT_EQ(cycle().counts.created, 2);
  EXPECT_EQ(server().requests("create_targets"), 2u);
}

}  // namespace
}  // namespace harvestd

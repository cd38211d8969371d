#include "core/recommendation.h"

#include <gtest/gtest.h>

#include <limits>

namespace harvestd {
namespace {

struct Row {
  std::string ad = "1";
  std::string asin = "B0TEST0001";
  Kind kind = Kind::kKeyword;
  std::string target = "running shoes";
  std::optional<Evidence> evidence = Evidence{.clicks = 10, .conversions = 2};
};

Recommendation recommendation(const Row& row) {
  return Recommendation{.campaign = CampaignId("11"),
                        .ad_group = AdGroupId("22"),
                        .ad = AdId(row.ad),
                        .ad_asin = row.asin,
                        .kind = row.kind,
                        .target = row.target,
                        .evidence = row.evidence};
}

std::vector<PooledTarget> pool_of(const std::vector<Row>& rows) {
  EvidencePool pool;
  for (const Row& row : rows) pool.add(recommendation(row));
  EXPECT_EQ(pool.seen(), rows.size());
  std::vector<PooledTarget> targets;
  pool.for_each([&](PooledTarget target) { targets.push_back(std::move(target)); });
  EXPECT_EQ(pool.size(), targets.size());
  return targets;
}

TEST(EvidencePool, SumsOverTheAdsOfOneTarget) {
  const auto targets = pool_of({{.ad = "1", .evidence = Evidence{10, 2}}, {.ad = "2", .evidence = Evidence{5, 1}}});
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_EQ(targets[0].evidence, (Evidence{15, 3}));
}

TEST(EvidencePool, CountsTheSameRowOnceAndTheLaterOne) {
  const auto targets = pool_of({{.ad = "1", .evidence = Evidence{10, 2}},
                                {.ad = "2", .evidence = Evidence{1, 1}},
                                {.ad = "1", .target = "RUNNING  shoes", .evidence = Evidence{12, 3}}});
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_EQ(targets[0].evidence, (Evidence{13, 4}));
  EXPECT_EQ(targets[0].text, "running shoes");
}

TEST(EvidencePool, ALaterRowWithoutMetricsReplacesOneWithThem) {
  const auto targets = pool_of({{.evidence = Evidence{10, 2}}, {.evidence = std::nullopt}});
  EXPECT_EQ(targets.at(0).evidence, std::nullopt);
}

TEST(EvidencePool, AnAdWithoutMetricsAddsNothing) {
  const auto targets = pool_of({{.ad = "1", .evidence = std::nullopt}, {.ad = "2", .evidence = Evidence{3, 1}}});
  EXPECT_EQ(targets.at(0).evidence, (Evidence{3, 1}));
}

TEST(EvidencePool, WithoutAnyMetricsThereIsNoEvidence) {
  const auto targets = pool_of({{.ad = "1", .evidence = std::nullopt}, {.ad = "2", .evidence = std::nullopt}});
  EXPECT_EQ(targets.at(0).evidence, std::nullopt);
}

TEST(EvidencePool, ZeroClicksAreEvidence) {
  const auto targets = pool_of({{.evidence = Evidence{0, 0}}});
  EXPECT_EQ(targets.at(0).evidence, (Evidence{0, 0}));
}

TEST(EvidencePool, KeepsTheTextFirstSeenAndTheOrder) {
  const auto targets = pool_of({{.target = " Zoom  Shoes"}, {.target = "alpha"}, {.ad = "2", .target = "ZOOM SHOES"}});
  ASSERT_EQ(targets.size(), 2u);
  EXPECT_EQ(targets[0].text, "Zoom Shoes");
  EXPECT_EQ(targets[0].key, "zoom shoes");
  EXPECT_EQ(targets[1].text, "alpha");
  EXPECT_EQ(targets[1].key, "alpha");
}

TEST(EvidencePool, AKeywordAndAProductOfOneTextAreTwoTargets) {
  const auto targets = pool_of({{.kind = Kind::kKeyword, .target = "b0abc12345"},
                                {.kind = Kind::kProduct, .target = "b0abc12345"},
                                {.ad = "2", .kind = Kind::kProduct, .target = "B0ABC12345"}});
  ASSERT_EQ(targets.size(), 2u);
  EXPECT_EQ(targets[0].kind, Kind::kKeyword);
  EXPECT_EQ(targets[0].key, "b0abc12345");
  EXPECT_EQ(targets[1].kind, Kind::kProduct);
  EXPECT_EQ(targets[1].key, "B0ABC12345");
  EXPECT_EQ(targets[1].text, "B0ABC12345");
  EXPECT_EQ(targets[1].evidence, (Evidence{20, 4}));
}

TEST(EvidencePool, ListsTheDistinctAsinsOfItsAdsSorted) {
  const auto targets = pool_of({{.ad = "1", .asin = "b0zzz"},
                                {.ad = "2", .asin = "B0AAA"},
                                {.ad = "3", .asin = "B0ZZZ"},
                                {.ad = "4", .asin = ""}});
  EXPECT_EQ(targets.at(0).ad_asins, (std::vector<std::string>{"B0AAA", "B0ZZZ"}));
}

TEST(EvidencePool, TakesAnAdsAsinFromWhicheverRowHasIt) {
  const auto targets = pool_of({{.asin = ""}, {.asin = "B0AAA", .target = "other"}, {.asin = "", .target = "third"}});
  for (const PooledTarget& target : targets) EXPECT_EQ(target.ad_asins, std::vector<std::string>{"B0AAA"});
}

TEST(EvidencePool, SumsSaturate) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  const auto targets =
      pool_of({{.ad = "1", .evidence = Evidence{kMost, 2}}, {.ad = "2", .evidence = Evidence{1, kMost}}});
  EXPECT_EQ(targets.at(0).evidence, (Evidence{kMost, kMost}));
}

TEST(EvidencePool, StaysUsableWhenMoved) {
  EvidencePool first;
  for (int i = 0; i < 1000; ++i) first.add(recommendation({.target = "keyword " + std::to_string(i)}));
  EvidencePool second = std::move(first);
  for (int i = 0; i < 1000; ++i) second.add(recommendation({.ad = "2", .target = "Keyword " + std::to_string(i)}));
  EXPECT_EQ(second.size(), 1000u);
  second.for_each([](const PooledTarget& target) { EXPECT_EQ(target.evidence, (Evidence{20, 4})); });
}

TEST(Evidence, RatesUseAtMostTheClicks) {
  EXPECT_EQ((Evidence{12, 25}).rated_conversions(), 12u);
  EXPECT_EQ((Evidence{12, 5}).rated_conversions(), 5u);
}

TEST(Recommendation, NamesOfKindsAndMatchTypes) {
  EXPECT_EQ(to_string(Kind::kKeyword), "keyword");
  EXPECT_EQ(to_string(Kind::kProduct), "product");
  EXPECT_EQ(to_string(MatchType::kExact), "exact");
  EXPECT_EQ(to_string(MatchType::kPhrase), "phrase");
  EXPECT_EQ(to_string(MatchType::kBroad), "broad");
  EXPECT_EQ(to_string(MatchType::kExpanded), "expanded");
}

}  // namespace
}  // namespace harvestd

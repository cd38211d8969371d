#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/sandbox/marketplace.h"
#include "tests/sandbox/seed.h"
#include "tests/sandbox/text_rules.h"

namespace harvestd::sandbox {
namespace {

std::string summary(const Account& account) {
  std::string out;
  for (const Profile& profile : account.profiles()) {
    out += profile.id + profile.marketplace;
    for (const Group& group : profile.groups) out += group.id + group.keyword_ad_group_id;
    for (const Target& target : profile.targets) out += target.id + target.text;
    for (const Recommendation& row : profile.recommendations) {
      out += row.target + std::to_string(row.ad);
      if (row.metrics) out += std::to_string(row.metrics->clicks) + "/" + std::to_string(row.metrics->conversions);
    }
  }
  return out;
}

const Profile& only_profile(const Account& account) {
  return account.profiles().front();
}

TEST(Seed, TheSameSeedGivesTheSameAccount) {
  const SeedOptions options{.profiles = 3, .marketplaces = {"US", "DE", "JP"}};
  EXPECT_EQ(summary(seed_account(options)), summary(seed_account(options)));
  SeedOptions other = options;
  other.seed = 2;
  EXPECT_NE(summary(seed_account(options)), summary(seed_account(other)));
}

TEST(Seed, CountsAreAsAskedFor) {
  const Account account = seed_account({.campaigns = 2, .ad_groups = 3, .recommendations = 50});
  EXPECT_EQ(only_profile(account).recommendations.size(), 300U);
  EXPECT_EQ(only_profile(account).groups.size(), 6U);
  EXPECT_EQ(std::ranges::count(only_profile(account).campaigns, "AUTO", &Campaign::targeting), 2);
}

TEST(Seed, SmallSizesWorkToo) {
  EXPECT_TRUE(only_profile(seed_account({.recommendations = 0})).recommendations.empty());
  EXPECT_EQ(only_profile(seed_account({.campaigns = 1, .recommendations = 1})).recommendations.size(), 1U);
}

TEST(Seed, MostEvidenceIsThinAndSomeIsStrong) {
  const Account account = seed_account({.campaigns = 1, .recommendations = 5000});
  std::vector<std::uint32_t> clicks;
  std::size_t strong = 0;
  for (const Recommendation& row : only_profile(account).recommendations) {
    if (!row.metrics) continue;
    clicks.push_back(row.metrics->clicks);
    strong += row.metrics->clicks >= 10 && row.metrics->conversions >= 2 ? 1 : 0;
  }
  std::ranges::sort(clicks);
  EXPECT_LT(clicks[clicks.size() / 2], 10U);
  EXPECT_GT(clicks.back(), 200U);
  EXPECT_GT(strong, 50U);
  EXPECT_LT(strong, 1000U);
}

TEST(Seed, OneTargetComesUnderSeveralAdsOfWhichOneIsUncovered) {
  const Account account = seed_account({.campaigns = 1, .recommendations = 400});
  const Profile& profile = only_profile(account);
  std::map<std::string, std::set<std::uint32_t>> ads_of;
  for (const Recommendation& row : profile.recommendations) ads_of[row.target].insert(row.ad);
  EXPECT_GT(std::ranges::count_if(ads_of, [](const auto& entry) { return entry.second.size() > 1; }), 20);
  EXPECT_EQ(profile.ads.size(), 4U);
  EXPECT_EQ(profile.groups.front().ad_ids.size(), 3U);
}

TEST(Seed, TheOddCasesOfRealAccountsAreThere) {
  const Account account = seed_account({.campaigns = 1, .recommendations = 600});
  const Profile& profile = only_profile(account);
  std::set<std::string_view> problems;
  bool none = false, more_orders = false, other = false;
  for (const Recommendation& row : profile.recommendations) {
    none |= !row.metrics && !row.other_reason;
    other |= row.other_reason;
    more_orders |= row.metrics && row.metrics->conversions > row.metrics->clicks;
    if (row.kind != Kind::kKeyword) continue;
    if (const auto problem = keyword_problem(row.target)) problems.insert(*problem);
  }
  EXPECT_TRUE(none && more_orders && other);
  EXPECT_EQ(problems, (std::set<std::string_view>{"FORBIDDEN_CHARS", "PATTERN_NOT_MATCHED", "TOO_LONG"}));
  EXPECT_EQ(profile.targets.size(), 3U);
}

TEST(Seed, EveryMarketplaceTypesItsOwnLanguageAndStaysValid) {
  for (const Marketplace& marketplace : all_marketplaces()) {
    const Account account =
        seed_account({.marketplaces = {std::string(marketplace.code)}, .campaigns = 1, .recommendations = 300});
    std::size_t bad = 0;
    for (const Recommendation& row : only_profile(account).recommendations) {
      if (row.kind == Kind::kKeyword && keyword_problem(row.target)) ++bad;
    }
    EXPECT_LT(bad, 15U) << marketplace.code;
  }
}

}  // namespace
}  // namespace harvestd::sandbox

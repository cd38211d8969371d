#include "tests/simulation/sim_config.h"

#include <cstdlib>

#include "core/marketplace.h"
#include "tests/simulation/amazon.h"

namespace harvestd::simulation {
namespace {

constexpr const char* kIdVariable = "HARVESTD_SIMULATION_CLIENT_ID";
constexpr const char* kSecretVariable = "HARVESTD_SIMULATION_CLIENT_SECRET";
constexpr const char* kTokenVariable = "HARVESTD_SIMULATION_REFRESH_TOKEN";

Promote entry(MatchType match, std::int64_t micros) {
  Promote promote;
  promote.match = match;
  promote.bid.base = FixedBid{Decimal::from_micros(micros)};
  return promote;
}

Condition proven(Kind kind) {
  Condition condition;
  condition.kind = kind;
  condition.clicks = CountRange{.min = 10, .max = std::nullopt};
  condition.conversions = CountRange{.min = 2, .max = std::nullopt};
  return condition;
}

std::unique_ptr<const Rule> keyword_rule(Random& random) {
  Rule rule{.name = "proven-keywords", .when = proven(Kind::kKeyword), .promote = {}};
  rule.promote.push_back(entry(MatchType::kExact, 750'000));
  if (random.one_in(2)) rule.promote.push_back(entry(MatchType::kPhrase, 510'000));
  if (random.one_in(4)) rule.promote.push_back(entry(MatchType::kBroad, 330'000));
  return std::make_unique<const Rule>(std::move(rule));
}

std::unique_ptr<const Rule> product_rule(Random& random) {
  Rule rule{.name = "proven-products", .when = proven(Kind::kProduct), .promote = {}};
  Promote first;
  first.match = MatchType::kExact;
  first.bid.base = AcosBid{.target_acos = Decimal::from_micros(300'000),
                           .average_order_value = Decimal::from_micros(25'000'000),
                           .prior = std::nullopt};
  first.bid.min = Decimal::from_micros(100'000);
  first.bid.max = Decimal::from_micros(4'000'000);
  rule.promote.push_back(std::move(first));
  if (random.one_in(3)) rule.promote.push_back(entry(MatchType::kExpanded, 990'000));
  return std::make_unique<const Rule>(std::move(rule));
}

CampaignConfig campaign_config(const SimProfile& profile, const SimCampaign& campaign, const Config& config,
                               Random& random) {
  CampaignConfig result;
  result.id = CampaignId(campaign.id);
  result.label = campaign.label;
  if (random.one_in(3)) result.ad_groups.emplace_back(campaign.ad_groups.front());
  for (const auto& rule : config.rules) result.rules.push_back(rule.get());
  result.mode = random.one_in(8) ? Mode::kObserve : random.one_in(5) ? Mode::kApprove : Mode::kAuto;
  result.schedule = Schedule{.when = Every{kInterval}, .jitter = Duration(random.one_in(2) ? 20'000 : 0)};
  result.duplicates = static_cast<Duplicates>(1 + random.below(3));
  result.promotions_per_cycle = random.one_in(4) ? 1 + static_cast<std::int64_t>(random.below(4)) : 200;
  for (const SimRecommendation& row : profile.recommendations) {
    if (!random.one_in(15)) continue;
    if (row.kind == Kind::kKeyword) {
      result.exclusions.terms.push_back({.key = row.key, .written = row.key});
    } else {
      result.exclusions.asins.push_back(row.key);
    }
  }
  return result;
}

}  // namespace

Config make_config(const Account& account, Random random, std::optional<std::int64_t> promotions_per_day) {
  Config config;
  config.api.endpoint = "https://amazon.invalid";
  config.api.token_endpoint = "https://login.invalid/auth/o2/token";
  config.settle = kSettle;
  config.limits.promotions_per_day = random.one_in(5) ? 1 + static_cast<std::int64_t>(random.below(6)) : 500;
  if (promotions_per_day) config.limits.promotions_per_day = *promotions_per_day;
  config.credentials.emplace("default", CredentialsConfig{.name = "default",
                                                          .client_id = {SecretSource::From::kEnv, kIdVariable},
                                                          .client_secret = {SecretSource::From::kEnv, kSecretVariable},
                                                          .refresh_token = {SecretSource::From::kEnv, kTokenVariable}});
  config.rules.push_back(keyword_rule(random));
  config.rules.push_back(product_rule(random));
  for (const SimProfile& profile : account.profiles) {
    ProfileConfig& mine = config.profiles.emplace_back();
    mine.id = ProfileId(profile.id);
    mine.marketplace = find_marketplace("US");
    mine.credentials = "default";
    for (const SimCampaign& campaign : profile.campaigns) {
      mine.campaigns.push_back(campaign_config(profile, campaign, config, random));
    }
  }
  return config;
}

Account without_last_profile(Account account) {
  if (account.profiles.size() > 1) account.profiles.pop_back();
  return account;
}

void set_secrets() {
  ::setenv(kIdVariable, kClientId, 1);
  ::setenv(kSecretVariable, kClientSecret, 1);
  ::setenv(kTokenVariable, kRefreshToken, 1);
}

}  // namespace harvestd::simulation

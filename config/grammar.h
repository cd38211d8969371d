// The grammar of the configuration, one function a part. Each reads what it can, reports all it finds wrong and leaves
// defaults where it found nothing.
#pragma once

#include <set>
#include <utility>

#include "config/config.h"
#include "config/reader.h"

namespace harvestd {

/// What a campaign takes from the general settings unless it says otherwise.
struct Policy {
  Mode mode = Mode::kObserve;
  Schedule schedule{.when = Every{std::chrono::hours(6)}, .jitter = Duration{0}};
  Duplicates duplicates = Duplicates::kSameMatch;
  Exclusions exclusions;
  std::int64_t promotions_per_cycle = 200;
};

/// The rules, with what the campaigns that use them must be checked against.
struct RuleBook {
  struct Amount {  // of a bid: min, max or fixed
    Decimal amount;
    Value value;
  };
  struct Entry {
    const Rule* rule;
    std::vector<Amount> amounts;
  };
  std::vector<std::unique_ptr<const Rule>> rules;
  std::map<std::string, Entry, std::less<>> entries;                          // by name
  std::set<std::pair<const Rule*, const Marketplace*>> checked_marketplaces;  // their amounts were checked there
};

/// Settings that speak of files and of secrets need to know these.
struct Surroundings {
  std::filesystem::path folder;  // of the configuration file; relative paths start here
  bool check_secrets = true;

  std::filesystem::path resolve(const std::string& path) const { return (folder / path).lexically_normal(); }
};

// read_api.cpp
ApiConfig read_api(const std::optional<Value>& value, const Surroundings& surroundings);
/// `settle`; without it the least that `api` allows.
Duration read_settle(const std::optional<Value>& value, const ApiConfig& api);

// read_credentials.cpp
std::optional<SecretSource> read_secret_source(const Value& value, const Surroundings& surroundings);
std::map<std::string, CredentialsConfig, std::less<>> read_credentials(const std::optional<Value>& value,
                                                                       const Surroundings& surroundings);

// read_service.cpp: what concerns the process rather than the harvest
LedgerConfig read_ledger(const std::optional<Value>& value, const Surroundings& surroundings);
AdminConfig read_admin(const std::optional<Value>& value, const LedgerConfig& ledger, const Surroundings& surroundings);
LogConfig read_log(const std::optional<Value>& value);
void read_notify(const std::optional<Value>& value, const Surroundings& surroundings);

// read_policy.cpp
/// mode, schedule, isolate, duplicates and exclusions; exclusions add to those that are there.
void read_policy(Section& section, Policy& policy);
/// approval.expires, or what is given.
Duration read_approval(const std::optional<Value>& value, Duration otherwise);
std::optional<std::int64_t> read_promotions_per_cycle(const Value& value);
Limits read_limits(const std::optional<Value>& value, std::int64_t& promotions_per_cycle);
OrderValues read_order_values(const std::optional<Value>& value);
std::optional<Pattern> read_pattern(const Value& value);
/// An ASIN, upper case.
std::optional<std::string> read_asin(const Value& value);

// read_conditions.cpp, read_bids.cpp, read_rules.cpp
Condition read_condition(const Value& value);
/// Amounts found go to `amounts`. `has_order_values`: average_order_values are configured.
BidFormula read_bid(const Value& value, bool has_order_values, std::vector<RuleBook::Amount>& amounts);
RuleBook read_rules(const std::optional<Value>& value, bool has_order_values);
/// The amounts of a rule's bids must be possible in every marketplace that uses it.
void check_amounts(RuleBook& book, const RuleBook::Entry& entry, const Marketplace& marketplace);
/// One amount: a whole number of the currency's smallest unit, within the marketplace's bids.
void check_amount(const Value& value, Decimal amount, const Marketplace& marketplace);

// read_group.cpp
std::optional<GroupId> read_group(const Value& value, std::size_t ad_groups, const ApiConfig& api,
                                  const Marketplace* marketplace);

// read_profiles.cpp
std::vector<ProfileConfig> read_profiles(const std::optional<Value>& value, const Config& config, const Policy& general,
                                         RuleBook& book);

}  // namespace harvestd

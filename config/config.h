// The configuration as the program uses it: typed, validated, inheritance resolved. What a key means is in the
// README and config/RULES.md; names follow the file. Immutable once loaded.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/judge.h"
#include "core/schedule.h"
#include "core/secret.h"

namespace harvestd {

/// Where a secret comes from; the value itself is read by read_secret (config/secrets.h).
struct SecretSource {
  enum class From : std::uint8_t { kEnv = 1, kFile, kCredential };
  From from;
  std::string name;  // variable, path, or systemd credential
};

struct CredentialsConfig {
  std::string name;
  SecretSource client_id;
  SecretSource client_secret;
  SecretSource refresh_token;
};

struct ApiConfig {
  Region region = Region::kNa;
  int media_type_version = 1;
  Duration timeout = std::chrono::seconds(30);
  std::string endpoint;        // scheme://host[:port], no trailing slash; the region's host when not configured
  std::string token_endpoint;  // full URL
  std::string ca_file;         // empty: the system's
};

enum class Mode : std::uint8_t { kObserve = 1, kApprove, kAuto };
std::string_view to_string(Mode mode);
enum class Duplicates : std::uint8_t { kAllow = 1, kSameMatch, kAny };

struct LogConfig {
  bool json = false;
  enum class Level : std::uint8_t { kDebug = 1, kInfo, kWarning, kError } level = Level::kInfo;
};

struct AdminConfig {
  std::filesystem::path socket;  // control socket; always set after loading
};

struct LedgerConfig {
  std::filesystem::path path;
  Duration keep_decisions = std::chrono::hours(24 * 400);
  Duration keep_api_calls = std::chrono::hours(24 * 30);
};

struct Limits {
  std::int64_t promotions_per_day = 500;  // per profile
  std::int64_t new_groups_per_day = 1;
};

struct CampaignConfig {
  CampaignId id;
  std::string label;
  std::vector<AdGroupId> ad_groups;  // empty: all of the campaign
  std::vector<AdId> ads;             // empty: all
  std::vector<const Rule*> rules;    // into Config::rules, in the order tried
  Mode mode = Mode::kObserve;
  Schedule schedule;
  Duplicates duplicates = Duplicates::kSameMatch;
  Exclusions exclusions;  // the general ones and its own
  std::int64_t promotions_per_cycle = 200;
  std::optional<GroupId> group;
};

struct ProfileConfig {
  ProfileId id;
  const Marketplace* marketplace = nullptr;
  std::string credentials;
  std::vector<CampaignConfig> campaigns;
};

struct Config {
  std::filesystem::path file;
  ApiConfig api;
  std::map<std::string, CredentialsConfig, std::less<>> credentials;
  LedgerConfig ledger;
  AdminConfig admin;
  LogConfig log;
  Duration settle = std::chrono::seconds(60);
  Duration approval_expires = std::chrono::days(14);
  Limits limits;
  OrderValues average_order_values;
  std::vector<std::unique_ptr<const Rule>> rules;  // addresses are stable: campaigns point here
  std::vector<ProfileConfig> profiles;

  struct CampaignRef {
    const ProfileConfig* profile = nullptr;
    const CampaignConfig* campaign = nullptr;
  };
  /// Null pointers when no campaign has this label.
  CampaignRef find_campaign(std::string_view label) const;
};

}  // namespace harvestd

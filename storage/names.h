// Side tables: every text that repeats has one row, and rows refer to it by number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/ledger.h"
#include "storage/sqlite.h"

namespace harvestd {

/// Finds or inserts, inside the caller's transaction. Few names are remembered in memory (targets are not); after a
/// rollback forget() them.
class Names {
 public:
  explicit Names(sqlite::Database& database) : database_(database) {}

  std::int64_t profile(const ProfileId& id);
  /// Takes the marketplace and the label as the newest truth.
  std::int64_t campaign(const CampaignRow& row);
  std::int64_t ad_group(std::int64_t profile, const AdGroupId& id);
  std::int64_t group(std::int64_t profile, const GroupId& id);
  std::int64_t rule(std::string_view name);
  std::int64_t operation(std::string_view name);

  struct Target {
    std::int64_t id;
    bool is_new;
  };
  Target target(Kind kind, std::string_view key, std::string_view text);

  void forget() { known_.clear(); }

 private:
  template <class... Args>
  std::int64_t find_or_insert(std::string memo, std::string_view find, std::string_view insert, const Args&... args);

  sqlite::Database& database_;
  std::unordered_map<std::string, std::int64_t> known_;
};

}  // namespace harvestd

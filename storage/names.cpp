#include "storage/names.h"

#include <utility>

namespace harvestd {

template <class... Args>
std::int64_t Names::find_or_insert(std::string memo, std::string_view find, std::string_view insert,
                                   const Args&... args) {
  if (const auto known = known_.find(memo); known != known_.end()) return known->second;
  std::optional<std::int64_t> id = database_.integer(find, args...);
  if (!id) {
    database_.run(insert, args...);
    id = database_.last_insert_id();
  }
  known_.emplace(std::move(memo), *id);
  return *id;
}

std::int64_t Names::profile(const ProfileId& id) {
  return find_or_insert("profile " + id.str(), "SELECT id FROM profiles WHERE profile_id = ?1",
                        "INSERT INTO profiles (profile_id, marketplace) VALUES (?1, '')", id.str());
}

std::int64_t Names::campaign(const CampaignRow& row) {
  const std::int64_t profile_row = profile(row.profile);
  database_.run("UPDATE profiles SET marketplace = ?2 WHERE id = ?1 AND marketplace <> ?2", profile_row,
                row.marketplace);
  const std::optional<std::int64_t> known = database_.integer(
      "SELECT id FROM campaigns WHERE profile = ?1 AND campaign_id = ?2", profile_row, row.campaign.str());
  if (!known) {
    database_.run("INSERT INTO campaigns (profile, campaign_id, label) VALUES (?1, ?2, ?3)", profile_row,
                  row.campaign.str(), row.label);
    return database_.last_insert_id();
  }
  database_.run("UPDATE campaigns SET label = ?2 WHERE id = ?1 AND label <> ?2", *known, row.label);
  return *known;
}

std::int64_t Names::ad_group(std::int64_t profile, const AdGroupId& id) {
  return find_or_insert("ad group " + std::to_string(profile) + ' ' + id.str(),
                        "SELECT id FROM ad_groups WHERE profile = ?1 AND ad_group_id = ?2",
                        "INSERT INTO ad_groups (profile, ad_group_id) VALUES (?1, ?2)", profile, id.str());
}

std::int64_t Names::group(std::int64_t profile, const GroupId& id) {
  return find_or_insert("group " + std::to_string(profile) + ' ' + id.str(),
                        "SELECT id FROM promotion_groups WHERE profile = ?1 AND group_id = ?2",
                        "INSERT INTO promotion_groups (profile, group_id) VALUES (?1, ?2)", profile, id.str());
}

std::int64_t Names::rule(std::string_view name) {
  return find_or_insert("rule " + std::string(name), "SELECT id FROM rules WHERE name = ?1",
                        "INSERT INTO rules (name) VALUES (?1)", name);
}

std::int64_t Names::operation(std::string_view name) {
  return find_or_insert("operation " + std::string(name), "SELECT id FROM operations WHERE name = ?1",
                        "INSERT INTO operations (name) VALUES (?1)", name);
}

Names::Target Names::target(Kind kind, std::string_view key, std::string_view text) {
  const std::optional<std::int64_t> known =
      database_.integer("SELECT id FROM targets WHERE kind = ?1 AND key = ?2", kind, key);
  if (known) return {*known, false};
  database_.run("INSERT INTO targets (kind, key, text) VALUES (?1, ?2, nullif(?3, ?2))", kind, key, text);
  return {database_.last_insert_id(), true};
}

}  // namespace harvestd

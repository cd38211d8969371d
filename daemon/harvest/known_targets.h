// What Amazon already holds of the targets we are about to promote: read once a cycle, completely, before anything is
// sent. Memory is proportional to the candidates, not to the account.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/config.h"
#include "daemon/amazon/ads_api.h"
#include "storage/ledger.h"

namespace harvestd {

class KnownTargets {
 public:
  explicit KnownTargets(Duplicates duplicates) : duplicates_(duplicates) {}

  /// A target to look out for, and where it would go. Before read().
  void expect(Kind kind, const std::string& key, const GroupId& group, const AdGroupId& destination);
  bool empty() const { return expected_.empty(); }

  /// The groups' own targets and the destinations' keywords and product targets; the whole profile's where `duplicates`
  /// asks for it (that list holds the destinations' too, so they are not read twice).
  Task<ApiResult<void>> read(AdsApi& api, ProfileId profile);

  /// As if they were at Amazon already. After read().
  void note_planned(const std::vector<NewPromotion>& promotions);
  /// Ours, though the lists need not show them yet. After read().
  void note_sent(const std::vector<SentTarget>& targets);
  /// This cycle is about to make it: later candidates see it as there.
  void claim(Kind kind, const std::string& key, MatchType match, const AdGroupId& destination);

  bool in_destination(Kind kind, const std::string& key, MatchType match, const AdGroupId& destination) const;
  /// Amazon's lists themselves show it there.
  bool listed_in_destination(Kind kind, const std::string& key, MatchType match, const AdGroupId& destination) const;
  bool elsewhere(Kind kind, const std::string& key, MatchType match, const AdGroupId& destination) const;
  /// Enabled and paused keywords in each destination read.
  const std::map<AdGroupId, std::int64_t>& keywords_held() const { return keywords_held_; }

 private:
  struct Place {
    MatchType match;
    AdGroupId ad_group;
    bool listed = false;
  };
  static std::string index(Kind kind, const std::string& key);
  void add(Kind kind, const std::string& key, const Place& place);
  void note(const ExistingTarget& target, const AdGroupId& ad_group);
  void note_keyword(const ExistingTarget& target);
  Task<ApiResult<void>> read_groups(AdsApi& api, ProfileId profile);

  Duplicates duplicates_;
  std::unordered_map<std::string, std::vector<Place>> expected_;
  std::map<GroupId, std::map<Kind, std::set<AdGroupId>>> groups_;
  std::map<Kind, std::set<AdGroupId>> destinations_;
  std::map<AdGroupId, std::int64_t> keywords_held_;
};

}  // namespace harvestd

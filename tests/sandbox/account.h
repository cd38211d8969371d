// The state behind the simulated API: profiles and what they own. Built by the seed or by hand in a test, changed only
// by accepted creates. Ids are decimal strings, as Amazon's. Not synchronised: the server holds a lock around it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace harvestd::sandbox {

enum class Kind { kKeyword, kProduct };
enum class Match { kExact, kPhrase, kBroad, kExpanded };  // a product is exact or expanded

struct Campaign {
  std::string id, name;
  std::string targeting;  // AUTO | MANUAL
  std::string state = "ENABLED";
  std::string budget = "25.00";
};

struct AdGroup {
  std::string id, campaign_id, name;
  std::string default_bid = "0.75";
  std::string state = "ENABLED";
};

struct Ad {
  std::string id, campaign_id, ad_group_id, asin;
  std::string state = "ENABLED";
};

struct Metrics {
  std::uint32_t clicks = 0;
  std::uint32_t conversions = 0;
};

struct Recommendation {
  std::uint32_t ad = 0;  // index into Profile::ads
  Kind kind = Kind::kKeyword;
  bool other_reason = false;       // a reason besides HISTORICAL_PERF, without data
  std::optional<Metrics> metrics;  // none and no other reason: no reasons at all
  std::string target;
};

struct Group {
  std::string id, name;
  std::string state = "ENABLED";
  std::string source_ad_group_id;
  std::vector<std::string> ad_ids;
  std::string keyword_ad_group_id;  // empty: takes no keywords
  std::string product_ad_group_id;  // empty: takes no products
};

/// A keyword or product target in a manual ad group.
struct Target {
  std::string id;
  Kind kind = Kind::kKeyword;
  Match match = Match::kExact;
  std::string campaign_id, ad_group_id;
  std::string text;  // as received
  std::string bid;   // decimal text as received
  std::string state = "ENABLED";
  std::string group_id;                              // empty: made by hand, not listed among a group's targets
  std::uint64_t visible_from = 0;                    // lists show it once Profile::list_calls has reached this,
  std::chrono::steady_clock::time_point visible_at;  // and not before this
};

struct Profile {
  std::string id, marketplace, name;
  bool authorized = true;  // false: the grant does not cover it ("Not authorized to access scope")
  std::deque<Campaign> campaigns;
  std::deque<AdGroup> ad_groups;
  std::deque<Ad> ads;
  std::deque<Recommendation> recommendations;
  std::deque<Group> groups;
  std::deque<Target> targets;
  std::uint64_t list_calls = 0;

  const Campaign* campaign(std::string_view id) const;
  const AdGroup* ad_group(std::string_view id) const;
  const Group* group(std::string_view id) const;
  /// Is there a target of this kind, normalised text and match in the ad group, archived ones aside?
  bool holds(std::string_view ad_group_id, Kind kind, Match match, std::string_view text) const;
  std::size_t keywords_in(std::string_view ad_group_id) const;

 private:
  friend class Account;
  std::unordered_map<std::string, std::size_t> campaign_at_, ad_group_at_, ad_at_, group_at_;
  std::unordered_map<std::string, int> held_;
  std::unordered_map<std::string, std::size_t> keyword_count_;
};

/// What add_auto_campaign made.
struct AutoCampaign {
  std::string campaign_id, ad_group_id, group_id, keyword_ad_group_id, product_ad_group_id;
  std::vector<std::string> ad_ids;
};

class Account {
 public:
  /// Ids follow from `seed`; the same calls in the same order give the same ids.
  explicit Account(std::uint64_t seed = 1) : seed_(seed) {}

  Profile& add_profile(std::string id, std::string_view marketplace, std::string name = "Acme Trading");
  std::string add_campaign(Profile& profile, std::string name, std::string targeting, std::string id = {});
  std::string add_ad_group(Profile& profile, const std::string& campaign_id, std::string name, std::string id = {});
  std::string add_ad(Profile& profile, const std::string& ad_group_id, std::string asin, std::string id = {});
  std::string add_group(Profile& profile, Group group);
  /// An auto campaign with one ad group and one ad per ASIN, a promotion group over all its ads, and a manual ad
  /// group for keywords and one for products.
  AutoCampaign add_auto_campaign(Profile& profile, const std::string& name, const std::vector<std::string>& asins);
  void add_recommendation(Profile& profile, const std::string& ad_id, Kind kind, std::string target,
                          std::optional<Metrics> metrics, bool other_reason = false);
  /// A target put there by a person, or by a create the caller has judged. Fills in the campaign and an empty id;
  /// never refuses a duplicate. Returns the id.
  std::string add_target(Profile& profile, Target target);

  Profile* find(std::string_view profile_id);
  const std::deque<Profile>& profiles() const { return profiles_; }
  std::string next_id();

 private:
  std::uint64_t seed_;
  std::uint64_t ids_ = 0;
  std::deque<Profile> profiles_;
};

}  // namespace harvestd::sandbox

#include "tests/sandbox/account.h"

#include <fmt/format.h>

#include "tests/sandbox/random.h"
#include "tests/sandbox/text_rules.h"

namespace harvestd::sandbox {
namespace {

template <class T>
const T* look_up(const std::deque<T>& all, const std::unordered_map<std::string, std::size_t>& at,
                 std::string_view id) {
  const auto found = at.find(std::string(id));
  return found == at.end() ? nullptr : &all[found->second];
}

std::string place(std::string_view ad_group_id, Kind kind, Match match, std::string_view text) {
  return fmt::format("{}|{}|{}|{}", ad_group_id, static_cast<int>(kind), static_cast<int>(match), normalised(text));
}

}  // namespace

const Campaign* Profile::campaign(std::string_view wanted) const {
  return look_up(campaigns, campaign_at_, wanted);
}
const AdGroup* Profile::ad_group(std::string_view wanted) const {
  return look_up(ad_groups, ad_group_at_, wanted);
}
const Group* Profile::group(std::string_view wanted) const {
  return look_up(groups, group_at_, wanted);
}

bool Profile::holds(std::string_view ad_group_id, Kind kind, Match match, std::string_view text) const {
  return held_.contains(place(ad_group_id, kind, match, text));
}

std::size_t Profile::keywords_in(std::string_view ad_group_id) const {
  const auto found = keyword_count_.find(std::string(ad_group_id));
  return found == keyword_count_.end() ? 0 : found->second;
}

std::string Account::next_id() {
  const std::uint64_t mixed = Random(seed_ * 0x9E3779B97F4A7C15U + ++ids_).next();
  return fmt::format("{}", 100'000'000'000'000'000U + mixed % 900'000'000'000'000'000U);
}

Profile& Account::add_profile(std::string id, std::string_view marketplace, std::string name) {
  Profile& profile = profiles_.emplace_back();
  profile.id = id.empty() ? next_id() : std::move(id);
  profile.marketplace = marketplace;
  profile.name = std::move(name);
  return profile;
}

std::string Account::add_campaign(Profile& profile, std::string name, std::string targeting, std::string id) {
  if (id.empty()) id = next_id();
  profile.campaign_at_[id] = profile.campaigns.size();
  Campaign campaign;
  campaign.id = id;
  campaign.name = std::move(name);
  campaign.targeting = std::move(targeting);
  profile.campaigns.push_back(std::move(campaign));
  return id;
}

std::string Account::add_ad_group(Profile& profile, const std::string& campaign_id, std::string name, std::string id) {
  if (id.empty()) id = next_id();
  profile.ad_group_at_[id] = profile.ad_groups.size();
  AdGroup ad_group;
  ad_group.id = id;
  ad_group.campaign_id = campaign_id;
  ad_group.name = std::move(name);
  if (profile.marketplace == "JP") ad_group.default_bid = "60";
  profile.ad_groups.push_back(std::move(ad_group));
  return id;
}

std::string Account::add_ad(Profile& profile, const std::string& ad_group_id, std::string asin, std::string id) {
  if (id.empty()) id = next_id();
  profile.ad_at_[id] = profile.ads.size();
  Ad ad;
  ad.id = id;
  ad.campaign_id = profile.ad_group(ad_group_id)->campaign_id;
  ad.ad_group_id = ad_group_id;
  ad.asin = std::move(asin);
  profile.ads.push_back(std::move(ad));
  return id;
}

std::string Account::add_group(Profile& profile, Group group) {
  if (group.id.empty()) group.id = next_id();
  std::string id = group.id;
  profile.group_at_[id] = profile.groups.size();
  profile.groups.push_back(std::move(group));
  return id;
}

AutoCampaign Account::add_auto_campaign(Profile& profile, const std::string& name,
                                        const std::vector<std::string>& asins) {
  AutoCampaign made;
  made.campaign_id = add_campaign(profile, name, "AUTO");
  made.ad_group_id = add_ad_group(profile, made.campaign_id, name + " ad group");
  for (const std::string& asin : asins) made.ad_ids.push_back(add_ad(profile, made.ad_group_id, asin));
  const std::string keywords = add_campaign(profile, name + " keywords", "MANUAL");
  const std::string products = add_campaign(profile, name + " products", "MANUAL");
  made.keyword_ad_group_id = add_ad_group(profile, keywords, name + " keywords");
  made.product_ad_group_id = add_ad_group(profile, products, name + " products");
  Group group;
  group.name = name + " promotion";
  group.source_ad_group_id = made.ad_group_id;
  group.ad_ids = made.ad_ids;
  group.keyword_ad_group_id = made.keyword_ad_group_id;
  group.product_ad_group_id = made.product_ad_group_id;
  made.group_id = add_group(profile, std::move(group));
  return made;
}

void Account::add_recommendation(Profile& profile, const std::string& ad_id, Kind kind, std::string target,
                                 std::optional<Metrics> metrics, bool other_reason) {
  Recommendation recommendation;
  recommendation.ad = static_cast<std::uint32_t>(profile.ad_at_.at(ad_id));
  recommendation.kind = kind;
  recommendation.target = std::move(target);
  recommendation.metrics = metrics;
  recommendation.other_reason = other_reason;
  profile.recommendations.push_back(std::move(recommendation));
}

std::string Account::add_target(Profile& profile, Target target) {
  if (target.id.empty()) target.id = next_id();
  const AdGroup* ad_group = profile.ad_group(target.ad_group_id);
  target.campaign_id = ad_group->campaign_id;
  if (target.bid.empty()) target.bid = ad_group->default_bid;
  if (target.state != "ARCHIVED") {
    ++profile.held_[place(target.ad_group_id, target.kind, target.match, target.text)];
    if (target.kind == Kind::kKeyword) ++profile.keyword_count_[target.ad_group_id];
  }
  profile.targets.push_back(std::move(target));
  return profile.targets.back().id;
}

Profile* Account::find(std::string_view profile_id) {
  for (Profile& profile : profiles_) {
    if (profile.id == profile_id) return &profile;
  }
  return nullptr;
}

}  // namespace harvestd::sandbox

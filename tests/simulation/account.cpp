#include "tests/simulation/account.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace harvestd::simulation {
namespace {

constexpr std::array<std::string_view, 6> kAdjectives{"insulated", "steel", "camping", "large", "blue", "kids"};
constexpr std::array<std::string_view, 5> kNouns{"bottle", "mug", "flask", "lunch box", "straw"};

std::string odd_spelling(const std::string& text, Random& random) {
  std::string odd;
  for (const char c : text) {
    const bool shout = random.one_in(4) && c >= 'a' && c <= 'z';
    odd += shout ? static_cast<char>(c - 'a' + 'A') : c;
    if (c == ' ' && random.one_in(4)) odd += ' ';
  }
  return odd;
}

class AccountMaker {
 public:
  explicit AccountMaker(Random random) : random_(random) {}

  Account make() {
    const std::size_t profiles = random_.one_in(3) ? 2 : 1;
    for (std::size_t i = 0; i < profiles; ++i) add_profile();
    SimForms& forms = account_.forms;
    forms.data_is_text = random_.one_in(2);
    forms.product_is_asin = random_.one_in(2);
    forms.groups_are_wrapped = random_.one_in(2);
    forms.match_is_short = random_.one_in(2);
    forms.success_without_type = random_.one_in(4);
    forms.empty_error = random_.one_in(4);
    forms.group_list_without_places = random_.one_in(8);
    forms.page_rows = random_.one_in(4) ? 1 + random_.below(3) : 1000;
    return std::move(account_);
  }

 private:
  std::string id(std::string_view prefix) { return fmt::format("{}{:08}", prefix, ++ids_); }

  void add_profile() {
    SimProfile& profile = account_.profiles.emplace_back();
    profile.id = id("33");
    const std::size_t campaigns = random_.one_in(3) ? 2 : 1;
    for (std::size_t i = 0; i < campaigns; ++i) add_campaign(profile);
  }

  void add_campaign(SimProfile& profile) {
    SimCampaign campaign{.id = id("44"), .label = fmt::format("campaign-{}", ids_), .ad_groups = {}};
    const std::size_t ad_groups = random_.one_in(4) ? 2 : 1;
    for (std::size_t i = 0; i < ad_groups; ++i) {
      const std::string ad_group = id("55");
      campaign.ad_groups.push_back(ad_group);
      const std::vector<std::string> ads{id("66"), id("66")};
      add_groups(profile, campaign.id, ad_group, ads);
      const std::size_t recommendations = 2 + random_.below(6);
      for (std::size_t n = 0; n < recommendations; ++n) recommend(profile, campaign.id, ad_group, ads);
    }
    profile.campaigns.push_back(std::move(campaign));
  }

  /// Mostly one; sometimes none, one an ad, or one too many.
  void add_groups(SimProfile& profile, const std::string& campaign, const std::string& ad_group,
                  const std::vector<std::string>& ads) {
    std::vector<std::vector<std::string>> covered{random_.one_in(4) ? ads : std::vector<std::string>()};
    const std::size_t kind = random_.below(16);
    if (kind == 0) covered.clear();
    if (kind == 1 || kind == 2) covered = {{ads[1]}, {ads[0]}};
    if (kind == 3) covered.push_back({ads[0]});
    for (std::vector<std::string>& of : covered) {
      profile.groups.push_back({.id = id("77"),
                                .campaign = campaign,
                                .source_ad_group = ad_group,
                                .keyword_ad_group = id("88"),
                                .product_ad_group = random_.one_in(10) ? std::string() : id("88"),
                                .ads = std::move(of)});
    }
  }

  void recommend(SimProfile& profile, const std::string& campaign, const std::string& ad_group,
                 const std::vector<std::string>& ads) {
    SimRecommendation row{.campaign = campaign,
                          .ad_group = ad_group,
                          .ad = ads[random_.below(ads.size())],
                          .ad_asin = random_.one_in(3) ? "" : "B0ADVERTIS",
                          .kind = random_.one_in(4) ? Kind::kProduct : Kind::kKeyword,
                          .target = {},
                          .key = {},
                          .clicks = random_.below(40),
                          .conversions = random_.below(4),
                          .has_metrics = !random_.one_in(12)};
    if (!random_.one_in(4)) {
      row.clicks += 10;
      row.conversions += 2;
    }
    if (row.kind == Kind::kProduct) {
      row.key = fmt::format("B0SIM{:05}", random_.below(30));
      row.target = row.key;
      if (random_.one_in(3)) std::transform(row.target.begin(), row.target.end(), row.target.begin(), ::tolower);
    } else {
      row.key = fmt::format("{} {}", kAdjectives[random_.below(6)], kNouns[random_.below(5)]);
      row.target = odd_spelling(row.key, random_);
    }
    if (random_.one_in(4)) want_as_well(profile, row);
    maybe_by_hand(profile, row);
    profile.recommendations.push_back(std::move(row));
  }

  /// What another campaign of the profile wants already, if there is one.
  void want_as_well(const SimProfile& profile, SimRecommendation& row) {
    if (profile.recommendations.empty()) return;
    const SimRecommendation& other = profile.recommendations[random_.below(profile.recommendations.size())];
    if (other.campaign == row.campaign) return;
    row.kind = other.kind;
    row.key = other.key;
    row.target = other.target;
  }

  /// Somebody made it before us, in the ad group where it would go.
  void maybe_by_hand(SimProfile& profile, const SimRecommendation& row) {
    if (!random_.one_in(10) || profile.groups.empty()) return;
    const SimGroup& group = profile.groups.back();
    const bool keyword = row.kind == Kind::kKeyword;
    const std::string& place = keyword ? group.keyword_ad_group : group.product_ad_group;
    if (group.source_ad_group != row.ad_group || place.empty()) return;
    profile.targets.push_back({.id = id("99"),
                               .ad_group = place,
                               .group = {},
                               .kind = row.kind,
                               .text = row.key,
                               .key = row.key,
                               .match = MatchType::kExact,
                               .bid = 500'000});
  }

  Random random_;
  Account account_;
  int ids_ = 0;
};

}  // namespace

SimProfile* Account::find(const std::string& profile) {
  const auto found =
      std::find_if(profiles.begin(), profiles.end(), [&](const SimProfile& each) { return each.id == profile; });
  return found == profiles.end() ? nullptr : &*found;
}

Account make_account(Random random) {
  return AccountMaker(random).make();
}

std::string plain_key(Kind kind, const std::string& text) {
  std::string key;
  for (const char c : text) {
    if (c == ' ' && (key.empty() || key.back() == ' ')) continue;
    if (kind == Kind::kKeyword) {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else {
      key += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  while (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

}  // namespace harvestd::simulation

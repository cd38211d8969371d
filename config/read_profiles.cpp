#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "config/grammar.h"
#include "config/scalars.h"

namespace harvestd {
namespace {

template <class Id>
std::optional<std::vector<Id>> read_ids(const Value& value) {
  std::vector<Id> ids;
  for (std::string& id : read_distinct(value, "ids", read_id)) ids.emplace_back(std::move(id));
  return ids;
}

const Marketplace* read_marketplace(const std::optional<Value>& value, Region region) {
  const std::optional<std::string> code = value ? read_text(*value, 16) : std::nullopt;
  if (!code) return nullptr;
  const Marketplace* marketplace = find_marketplace(*code);
  if (marketplace == nullptr) {
    std::vector<std::string_view> codes;
    for (const Marketplace& known : marketplaces()) codes.push_back(known.code);
    value->error(fmt::format("unknown marketplace `{}`; expected one of {}", excerpt(*code), fmt::join(codes, " ")));
  } else if (marketplace->region != region) {
    value->error(fmt::format("marketplace {} is in region {}, but api.region is {}", *code,
                             to_string(marketplace->region), to_string(region)));
  }
  return marketplace;
}

std::string read_credentials_name(const std::optional<Value>& value, const Config& config) {
  const std::optional<std::string> name = value ? read_name(*value) : std::nullopt;
  if (!name) return "";
  if (!config.credentials.contains(*name)) {
    std::vector<std::string_view> names;
    for (const auto& [known, unused] : config.credentials) names.push_back(known);
    value->error(fmt::format("no credentials are named `{}`{}", *name, did_you_mean(*name, names)));
  }
  return *name;
}

/// Reads the profiles' campaigns; remembers what must not come twice.
class ProfileReader {
 public:
  ProfileReader(const Config& config, const Policy& general, RuleBook& book)
      : config_(config), general_(general), book_(book) {
    for (const auto& [name, unused] : book.entries) rule_names_.push_back(name);
  }

  ProfileConfig read(const Value& value) {
    ProfileConfig profile;
    Section section(value);
    const std::optional<Value> id = section.required("id");
    if (const std::optional<std::string> text = id ? read_id(*id) : std::nullopt) {
      profile.id = ProfileId(*text);
      const auto [first, is_new] = profiles_.emplace(*text, id->node().at.line);
      if (!is_new) id->error(fmt::format("this profile stands here twice, first on line {}", first->second));
    }
    profile.marketplace = read_marketplace(section.required("marketplace"), config_.api.region);
    profile.credentials = read_credentials_name(section.required("credentials"), config_);
    campaigns_.clear();
    if (const std::optional<Value> campaigns = section.required("campaigns")) {
      for (const Value& item : campaigns->items("campaigns")) {
        profile.campaigns.push_back(read_campaign(item, profile.marketplace));
      }
    }
    return profile;
  }

 private:
  CampaignConfig read_campaign(const Value& value, const Marketplace* marketplace) {
    CampaignConfig campaign;
    Section section(value);
    read_identity(section, campaign);
    set(campaign.ad_groups, section.optional("ad_groups"), read_ids<AdGroupId>);
    set(campaign.ads, section.optional("ads"), read_ids<AdId>);
    campaign.rules = read_campaign_rules(section.optional("rules"), marketplace);
    Policy policy = general_;
    read_policy(section, policy);
    if (const std::optional<Value> given = section.optional("limits")) {
      Section limits(*given);
      set(policy.promotions_per_cycle, limits.optional("promotions_per_cycle"), read_promotions_per_cycle);
    }
    campaign.mode = policy.mode;
    campaign.schedule = std::move(policy.schedule);
    campaign.duplicates = policy.duplicates;
    campaign.exclusions = std::move(policy.exclusions);
    campaign.promotions_per_cycle = policy.promotions_per_cycle;
    if (const std::optional<Value> group = section.optional("group")) {
      campaign.group = read_group(*group, campaign.ad_groups.size(), config_.api, marketplace);
    }
    return campaign;
  }

  void read_identity(Section& section, CampaignConfig& campaign) {
    const std::optional<Value> id = section.required("id");
    if (const std::optional<std::string> text = id ? read_id(*id) : std::nullopt) {
      campaign.id = CampaignId(*text);
      const auto [first, is_new] = campaigns_.emplace(*text, id->node().at.line);
      if (!is_new) id->error(fmt::format("this campaign stands in the profile twice, first on line {}", first->second));
    }
    const std::optional<Value> label = section.required("label");
    if (set(campaign.label, label, read_name)) {
      const auto [first, is_new] = labels_.emplace(campaign.label, label->node().at.line);
      if (!is_new) label->error(fmt::format("this label stands here twice, first on line {}", first->second));
    }
  }

  std::vector<const Rule*> read_campaign_rules(const std::optional<Value>& value, const Marketplace* marketplace) {
    std::vector<const RuleBook::Entry*> used;
    if (!value) {
      for (const auto& rule : book_.rules) {
        const auto found = book_.entries.find(rule->name);
        if (found != book_.entries.end() && found->second.rule == rule.get()) used.push_back(&found->second);
      }
    } else {
      const std::vector<Value> items = value->items("rule names");
      std::set<std::string> seen;
      for (const Value& item : items) {
        const std::optional<std::string> name = read_name(item);
        if (!name) continue;
        const auto found = book_.entries.find(*name);
        if (found == book_.entries.end()) {
          item.error(fmt::format("no rule is named `{}`{}", *name, did_you_mean(*name, rule_names_)));
        } else if (!seen.insert(*name).second) {
          item.error(fmt::format("`{}` stands in this list twice", *name));
        } else {
          used.push_back(&found->second);
        }
      }
    }
    std::vector<const Rule*> rules;
    for (const RuleBook::Entry* entry : used) {
      if (marketplace != nullptr) check_amounts(book_, *entry, *marketplace);
      rules.push_back(entry->rule);
    }
    return rules;
  }

  const Config& config_;
  const Policy& general_;
  RuleBook& book_;
  std::vector<std::string_view> rule_names_;
  std::unordered_map<std::string, int> profiles_;   // id -> line
  std::unordered_map<std::string, int> campaigns_;  // id -> line, in the current profile
  std::unordered_map<std::string, int> labels_;     // label -> line
};

}  // namespace

std::vector<ProfileConfig> read_profiles(const std::optional<Value>& value, const Config& config, const Policy& general,
                                         RuleBook& book) {
  std::vector<ProfileConfig> profiles;
  if (!value) return profiles;
  ProfileReader reader(config, general, book);
  for (const Value& item : value->items("profiles")) profiles.push_back(reader.read(item));
  return profiles;
}

}  // namespace harvestd

// Is the configuration good; with --online also: do the credentials work, and is Amazon's account what it says?
#include <fmt/format.h>

#include <algorithm>

#include "core/printable.h"
#include "daemon/commands/command_line.h"
#include "daemon/commands/open_config.h"
#include "daemon/harvest/clients.h"
#include "daemon/logging.h"
#include "daemon/process.h"

namespace harvestd {
namespace {

class OnlineCheck {
 public:
  OnlineCheck(const Config& config, ApiClients& clients) : config_(config), clients_(clients) {}

  Task<void> run();
  int exit_code() const;

 private:
  // Names come from Amazon.
  void ok(const std::string& what) { fmt::print("  ok       {}\n", visible(what)); }
  void problem(const std::string& what) {
    fmt::print("  PROBLEM  {}\n", visible(what));
    ++problems_;
  }
  Task<void> check_credentials(std::string name);
  Task<void> check_profile(const ProfileConfig& profile);
  void check_campaign(const CampaignConfig& campaign, const std::vector<Campaign>& listed);
  Task<void> check_groups(const ProfileConfig& profile, const CampaignConfig& campaign);

  const Config& config_;
  ApiClients& clients_;
  int problems_ = 0;
  std::size_t refused_ = 0;
  std::map<std::string, std::map<ProfileId, Profile>> seen_;  // by credentials; none for those that failed
};

Task<void> OnlineCheck::run() {
  for (const auto& [name, credentials] : config_.credentials) co_await check_credentials(name);
  for (const ProfileConfig& profile : config_.profiles) {
    const auto seen = seen_.find(profile.credentials);
    if (seen == seen_.end()) continue;  // said of the credentials already
    if (seen->second.contains(profile.id)) {
      co_await check_profile(profile);
    } else {
      problem(fmt::format("profile {}: credentials {} do not see it in region {}", profile.id.str(),
                          profile.credentials, to_string(config_.api.region)));
    }
  }
}

Task<void> OnlineCheck::check_credentials(std::string name) {
  ApiResult<std::vector<Profile>> listed = co_await clients_.of(name).list_profiles();
  if (!listed) {
    if (listed.error().code == Errc::kCredentials) ++refused_;
    problem(fmt::format("credentials {}: {}", name, listed.error().message));
    co_return;
  }
  ok(fmt::format("credentials {}: {}", name, counted(std::ssize(*listed), "profile")));
  seen_[name];  // also when they see none
  for (Profile& profile : *listed) {
    const ProfileId id = profile.id;
    seen_[name].insert_or_assign(id, std::move(profile));
  }
}

Task<void> OnlineCheck::check_profile(const ProfileConfig& profile) {
  const Profile& seen = seen_.at(profile.credentials).at(profile.id);
  const Marketplace* marketplace = find_marketplace(seen.country_code);
  if (marketplace == profile.marketplace) {
    ok(fmt::format("profile {}: {} {}", profile.id.str(), seen.country_code, seen.account_name));
  } else {
    problem(fmt::format("profile {}: Amazon says marketplace {}, the configuration says {}", profile.id.str(),
                        seen.country_code, profile.marketplace->code));
  }
  std::vector<CampaignId> ids;
  for (const CampaignConfig& campaign : profile.campaigns) ids.push_back(campaign.id);
  if (ids.empty()) co_return;
  ApiResult<std::vector<Campaign>> listed =
      co_await clients_.of(profile.credentials).list_campaigns(profile.id, std::move(ids));
  if (!listed) {
    problem(fmt::format("profile {}: {}", profile.id.str(), listed.error().message));
    co_return;
  }
  for (const CampaignConfig& campaign : profile.campaigns) {
    check_campaign(campaign, *listed);
    co_await check_groups(profile, campaign);
  }
}

void OnlineCheck::check_campaign(const CampaignConfig& campaign, const std::vector<Campaign>& listed) {
  const auto seen =
      std::find_if(listed.begin(), listed.end(), [&](const Campaign& each) { return each.id == campaign.id; });
  if (seen == listed.end()) {
    problem(fmt::format("campaign {}: {} does not exist in this profile", campaign.label, campaign.id.str()));
  } else if (seen->targeting_type != "AUTO") {
    problem(fmt::format("campaign {}: \"{}\" has targeting type {}, only AUTO campaigns are harvested", campaign.label,
                        seen->name, seen->targeting_type));
  } else {
    ok(fmt::format("campaign {}: \"{}\", {}", campaign.label, seen->name, seen->state));
  }
}

Task<void> OnlineCheck::check_groups(const ProfileConfig& profile, const CampaignConfig& campaign) {
  AdsApi& api = clients_.of(profile.credentials);
  std::vector<AdGroupId> ad_groups = campaign.ad_groups;
  if (ad_groups.empty()) {
    std::vector<CampaignId> campaigns{campaign.id};
    std::vector<AdGroupId> all;
    ApiResult<std::vector<AdGroup>> listed =
        co_await api.list_ad_groups(profile.id, std::move(campaigns), std::move(all));
    if (!listed) {
      problem(fmt::format("campaign {}: {}", campaign.label, listed.error().message));
      co_return;
    }
    for (const AdGroup& ad_group : *listed) ad_groups.push_back(ad_group.id);
  }
  if (ad_groups.empty()) co_return;
  ApiResult<std::vector<PromotionGroup>> groups = co_await api.list_groups(profile.id, ad_groups);
  if (!groups) {
    problem(fmt::format("campaign {}: {}", campaign.label, groups.error().message));
    co_return;
  }
  for (const AdGroupId& ad_group : ad_groups) {
    const auto covers = [&](const PromotionGroup& group) {
      return group.source_ad_group == ad_group && group.enabled && (!campaign.group || group.id == *campaign.group);
    };
    const auto count = std::count_if(groups->begin(), groups->end(), covers);
    if (count == 0) {
      problem(fmt::format("campaign {}: no enabled promotion group for source ad group {}; create one at Amazon",
                          campaign.label, ad_group.str()));
    } else {
      ok(fmt::format("campaign {}: {} promotion group(s) for source ad group {}", campaign.label, count,
                     ad_group.str()));
    }
  }
}

int OnlineCheck::exit_code() const {
  if (refused_ > 0 && refused_ == config_.credentials.size()) return kExitCredentials;
  return problems_ == 0 ? kExitDone : kExitFailed;
}

}  // namespace

int run_check(const CommandLine& line) {
  std::optional<Config> config = load_or_report(line);
  if (!config) return kExitUsage;
  std::size_t campaigns = 0;
  for (const ProfileConfig& profile : config->profiles) campaigns += profile.campaigns.size();
  fmt::print("{} is valid: {} profiles, {} campaigns, {} rules\n", visible(line.config.string()),
             config->profiles.size(), campaigns, config->rules.size());
  if (!line.online) return kExitDone;
  start_logging(config->log);
  Process process(config->api);
  ApiClients clients(*config, process.transport(), process.runtime(), [](const ApiCall&) {});
  OnlineCheck check(*config, clients);
  std::vector<Task<void>> tasks;
  tasks.push_back(check.run());
  process.run(std::move(tasks));
  return process.runtime().stopping() ? kExitFailed : check.exit_code();
}

}  // namespace harvestd

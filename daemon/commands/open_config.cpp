#include "daemon/commands/open_config.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "core/nearest.h"
#include "core/printable.h"
#include "storage/sqlite.h"

namespace harvestd {

namespace {

std::optional<Config> load(const CommandLine& line, LoadOptions options) {
  auto loaded = load_config(line.config, options);
  if (auto* config = std::get_if<Config>(&loaded)) return std::move(*config);
  for (const Diagnostic& diagnostic : std::get<std::vector<Diagnostic>>(loaded)) std::cerr << to_text(diagnostic);
  return std::nullopt;
}

/// Without a campaign: any of the profile.
bool has(const Config& config, const ProfileId& profile, const std::optional<CampaignId>& campaign) {
  for (const ProfileConfig& mine : config.profiles) {
    if (mine.id != profile) continue;
    const auto wanted = [&](const CampaignConfig& each) { return !campaign || each.id == *campaign; };
    if (std::any_of(mine.campaigns.begin(), mine.campaigns.end(), wanted)) return true;
  }
  return false;
}

}  // namespace

std::optional<Config> load_or_report(const CommandLine& line) {
  auto config = load(line, {});
  if (config && !known_campaign_or_report(line, *config)) config.reset();
  return config;
}

std::optional<Config> load_for_reading(const CommandLine& line) {
  return load(line, LoadOptions{.check_secrets = false});
}

bool known_campaign_or_report(const CommandLine& line, const Config& config) {
  if (line.campaign.empty() || config.find_campaign(line.campaign).campaign != nullptr) return true;
  std::vector<std::string_view> labels;
  for (const ProfileConfig& profile : config.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) labels.push_back(campaign.label);
  }
  const auto likely = nearest(line.campaign, labels);
  const std::string hint = likely ? fmt::format("did you mean {}?", *likely)
                                  : fmt::format("the configuration has {}", fmt::join(labels, ", "));
  report(line, fmt::format("no campaign has the label {}; {}", line.campaign, hint));
  return false;
}

bool recorded_campaign_or_report(const CommandLine& line, const Config& config, const LedgerReader& ledger) {
  const bool recorded =
      ledger.database().integer("SELECT 1 FROM campaigns WHERE label = ?1 LIMIT 1", line.campaign).has_value();
  return recorded || known_campaign_or_report(line, config);
}

std::optional<LedgerReader> open_ledger_or_report(const CommandLine& line, const Config& config) {
  auto reader = LedgerReader::open(config.ledger.path);
  if (reader) return std::move(*reader);
  if (reader.error().code == Errc::kNotFound) {
    report(line,
           fmt::format("there is no ledger at {} yet; harvestd run or once creates it", config.ledger.path.native()));
  } else {
    report(line, reader.error().message);
  }
  return std::nullopt;
}

void log_findings(const Ledger& ledger, TimePoint now) {
  const Ledger::Findings& found = ledger.findings();
  if (found.restored)
    spdlog::warn("the ledger is older than its .head file: an older copy was restored, or the file was lost");
  const std::chrono::sys_days latest = ledger.reader().latest_day();
  if (latest > utc_day(now)) {
    spdlog::warn(
        "the ledger has seen {}, a later day than today: promotions_per_day counts that day until then (harvestd "
        "resume "
        "counts from today)",
        to_iso8601(TimePoint(latest)).substr(0, 10));
  }
  if (found.became_unresolved > 0) {
    spdlog::warn("{} being sent when the last run ended: the outcome is unknown",
                 counted(found.became_unresolved, "promotion") + (found.became_unresolved == 1 ? " was" : " were"));
  }
}

void log_left_out(const LedgerReader& ledger, const Config& config) {
  std::map<ProfileId, std::int64_t> left_out;
  for (const UnresolvedCount& each : ledger.unresolved_counts()) {
    if (!has(config, each.profile, each.campaign)) left_out[each.profile] += each.promotions;
  }
  for (const auto& [profile, promotions] : left_out) {
    const bool is_read = has(config, profile, {});
    spdlog::warn(
        "profile {} has {} unresolved promotions of campaigns that the configuration does not have; {} (harvestd audit "
        "promotions --state unresolved)",
        profile.str(), promotions,
        is_read ? "Amazon's lists are read for them, but none is sent again"
                : "it has not the profile either, so Amazon's lists are not read for them");
  }
}

void report(const CommandLine& line, const std::string& problem) {
  std::cerr << fmt::format("harvestd {}: {}\n", line.command, visible(problem));
}

int report(const Error& error) {
  std::cerr << fmt::format("harvestd: {}\n", visible(error.message));
  switch (error.code) {
    case Errc::kConfiguration:
      return kExitUsage;
    case Errc::kLedgerHeld:
      return kExitLedgerHeld;
    case Errc::kCredentials:
      return kExitCredentials;
    default:
      return kExitFailed;
  }
}

}  // namespace harvestd

// A whole configuration: read, or refused with words that can be shown.
#include <set>

#include "config/load.h"
#include "core/check.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
namespace {

void check_diagnostics(const std::vector<Diagnostic>& found) {
  HARVESTD_CHECK(!found.empty() && found.size() <= 1001);
  for (const Diagnostic& diagnostic : found) {
    HARVESTD_CHECK(!diagnostic.message.empty() && diagnostic.line >= 0 && diagnostic.column >= 0);
    const std::string text = to_text(diagnostic);
    HARVESTD_CHECK(is_plain(text, "\n") && text.size() < 16'384);
  }
}

bool is_bid_inside(const BidFormula& bid, const Marketplace& marketplace) {
  const auto inside = [&](Decimal amount) {
    const Money money(marketplace.currency(), amount);
    return money.is_representable() && money >= marketplace.min_bid && money <= marketplace.max_bid;
  };
  const auto* fixed = std::get_if<FixedBid>(&bid.base);
  return (!bid.min || inside(*bid.min)) && (!bid.max || inside(*bid.max)) &&
         (fixed == nullptr || inside(fixed->amount));
}

void check_campaign(const ProfileConfig& profile, const CampaignConfig& campaign) {
  HARVESTD_CHECK(!campaign.id.empty() && !campaign.label.empty() && is_plain(campaign.label));
  HARVESTD_CHECK(!campaign.rules.empty() && campaign.promotions_per_cycle >= 0);
  for (const Rule* rule : campaign.rules) {
    HARVESTD_CHECK(!rule->promote.empty());
    for (const Promote& promote : rule->promote) HARVESTD_CHECK(is_bid_inside(promote.bid, *profile.marketplace));
  }
}

void check_config(const Config& config) {
  HARVESTD_CHECK(!config.profiles.empty() && !config.credentials.empty() && !config.rules.empty());
  HARVESTD_CHECK(!config.ledger.path.empty() && !config.api.endpoint.empty() && is_plain(config.api.endpoint));
  std::set<std::string> labels;
  for (const ProfileConfig& profile : config.profiles) {
    HARVESTD_CHECK(profile.marketplace != nullptr && config.credentials.contains(profile.credentials));
    for (const CampaignConfig& campaign : profile.campaigns) {
      check_campaign(profile, campaign);
      HARVESTD_CHECK(labels.insert(campaign.label).second);
    }
  }
}

}  // namespace

void yaml(std::string_view input) {
  const auto loaded = parse_config(std::string(input), "harvestd.yaml", {.check_secrets = false});
  if (const auto* config = std::get_if<Config>(&loaded)) {
    check_config(*config);
  } else {
    check_diagnostics(std::get<std::vector<Diagnostic>>(loaded));
  }
}

}  // namespace harvestd::fuzz

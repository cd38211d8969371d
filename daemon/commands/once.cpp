#include "daemon/commands/harvest_now.h"
#include "daemon/commands/open_config.h"
#include "daemon/logging.h"

namespace harvestd {

int run_once(const CommandLine& line) {
  std::optional<Config> config = load_or_report(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  start_logging(config->log);
  Process process(config->api);
  Result<Ledger> ledger = Ledger::open(config->ledger.path, {process.runtime().now(), process.runtime().boot_clock()});
  if (!ledger) return report(ledger.error());
  log_findings(*ledger, process.runtime().now());
  log_left_out(ledger->reader(), *config);
  std::set<std::string> labels;
  for (const ProfileConfig& profile : config->profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) labels.insert(campaign.label);
  }
  if (!line.campaign.empty()) labels = {line.campaign};
  return harvest_now(*config, process, *ledger, labels, Trigger::kOnce);
}

}  // namespace harvestd

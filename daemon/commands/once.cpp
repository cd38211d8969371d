#include <fmt/format.h>

#include <cstdio>

#include "daemon/commands/command_line.h"
#include "daemon/commands/open_config.h"
#include "daemon/harvest/cycle.h"
#include "daemon/logging.h"
#include "daemon/process.h"

namespace harvestd {
namespace {

struct Tally {
  int cycles = 0;
  int failed = 0;
  int refused = 0;  // by the credentials
};

void print(const CampaignConfig& campaign, const CycleOutcome& outcome) {
  const CycleCounts& n = outcome.counts;
  fmt::print("{}: {}; {} recommendations: {} qualified, {} skipped, {} held\n", campaign.label,
             to_string(outcome.status), n.recommendations, n.qualified, n.skipped, n.held);
  if (campaign.mode == Mode::kObserve) {
    fmt::print("  mode observe: decisions recorded, nothing sent\n");
  } else {
    fmt::print("  created {}, already there {}, rejected {}, unresolved {}\n", n.created, n.already_existed, n.rejected,
               n.unresolved);
  }
  fmt::print("  {} API calls, {} throttled\n", n.api_calls, n.throttled);
  if (!outcome.error.empty()) fmt::print("  {}\n", outcome.error);
  std::fflush(stdout);
}

Task<void> harvest_profile(Engine& engine, ApiClients& clients, const Config& config, const ProfileConfig& profile,
                           std::string only, Tally& tally) {
  for (const CampaignConfig& campaign : profile.campaigns) {
    if (!only.empty() && campaign.label != only) continue;
    if (engine.runtime().stopping()) co_return;
    CycleOutcome outcome = co_await run_cycle(engine, clients, config, profile, campaign, Trigger::kOnce);
    print(campaign, outcome);
    ++tally.cycles;
    if (outcome.status != CycleStatus::kDone) ++tally.failed;
    if (outcome.credentials_refused) ++tally.refused;
  }
}

}  // namespace

int run_once(const CommandLine& line) {
  std::optional<Config> config = load_or_report(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  start_logging(config->log);
  Process process(config->api);
  Result<Ledger> ledger = Ledger::open(config->ledger.path, process.runtime().now());
  if (!ledger) return report(ledger.error());
  log_findings(*ledger);
  Engine engine(*ledger, process.runtime());
  ApiClients clients(*config, process.transport(), process.runtime(),
                     [&](const ApiCall& call) { engine.observe(call); });
  Tally tally;
  std::vector<Task<void>> tasks;
  for (const ProfileConfig& profile : config->profiles) {
    tasks.push_back(harvest_profile(engine, clients, *config, profile, line.campaign, tally));
  }
  process.run(std::move(tasks));
  if (process.runtime().stopping()) return kExitFailed;
  if (tally.cycles > 0 && tally.refused == tally.cycles) return kExitCredentials;
  const bool lost_track = ledger->findings().became_unresolved > 0;
  return tally.failed == 0 && !lost_track ? kExitDone : kExitFailed;
}

}  // namespace harvestd

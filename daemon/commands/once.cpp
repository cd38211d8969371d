#include <fmt/format.h>

#include <cstdio>

#include "core/printable.h"
#include "daemon/commands/command_line.h"
#include "daemon/commands/open_config.h"
#include "daemon/harvest/cycle.h"
#include "daemon/harvest/reconciler.h"
#include "daemon/logging.h"
#include "daemon/process.h"

namespace harvestd {
namespace {

struct Tally {
  int cycles = 0;
  int failed = 0;
  int refused = 0;  // by the credentials
};

void print(const CampaignConfig& campaign, const CycleOutcome& outcome, std::optional<Duration> next_look,
           TimePoint now) {
  fmt::print("{}: {}\n", campaign.label, visible(in_words(outcome)));
  if (outcome.open_unresolved > 0) {
    const TimePoint due = now + next_look.value_or(Duration(0));
    fmt::print(
        "  {} {} unresolved: Amazon may have it or not. The next look at Amazon's lists is due from\n"
        "  {} on: run this again then; see harvestd audit promotions --state unresolved\n",
        counted(outcome.open_unresolved, "promotion"), outcome.open_unresolved == 1 ? "is" : "are", to_iso8601(due));
  }
  std::fflush(stdout);
}

Task<void> harvest_profile(Engine& engine, ApiClients& clients, const Config& config, const ProfileConfig& profile,
                           std::string only, Tally& tally) {
  for (const CampaignConfig& campaign : profile.campaigns) {
    if (!only.empty() && campaign.label != only) continue;
    if (engine.runtime().stopping()) co_return;
    CycleOutcome outcome = co_await run_cycle(engine, clients, config, profile, campaign, Trigger::kOnce);
    print(campaign, outcome, until_next_look(engine, profile.id, config.settle), engine.runtime().now());
    ++tally.cycles;
    if (outcome.status != CycleStatus::kDone || outcome.open_unresolved > 0) ++tally.failed;
    if (outcome.credentials_refused) ++tally.refused;
  }
}

}  // namespace

int run_once(const CommandLine& line) {
  std::optional<Config> config = load_or_report(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  start_logging(config->log);
  Process process(config->api);
  Result<Ledger> ledger = Ledger::open(config->ledger.path, {process.runtime().now(), process.runtime().boot_clock()});
  if (!ledger) return report(ledger.error());
  log_findings(*ledger);
  log_left_out(ledger->reader(), *config);
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
  return tally.failed == 0 ? kExitDone : kExitFailed;
}

}  // namespace harvestd

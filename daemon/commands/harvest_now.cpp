#include "daemon/commands/harvest_now.h"

#include <fmt/format.h>

#include <cstdio>

#include "core/printable.h"
#include "daemon/harvest/cycle.h"
#include "daemon/harvest/reconciler.h"

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
                           const std::set<std::string>& labels, Trigger trigger, Tally& tally) {
  for (const CampaignConfig& campaign : profile.campaigns) {
    if (!labels.contains(campaign.label)) continue;
    if (engine.runtime().stopping()) co_return;
    CycleOutcome outcome = co_await run_cycle(engine, clients, config, profile, campaign, trigger);
    print(campaign, outcome, until_next_look(engine, profile.id, config.settle), engine.runtime().now());
    ++tally.cycles;
    if (outcome.status != CycleStatus::kDone || outcome.open_unresolved > 0) ++tally.failed;
    if (outcome.credentials_refused) ++tally.refused;
  }
}

}  // namespace

int harvest_now(const Config& config, Process& process, Ledger& ledger, const std::set<std::string>& labels,
                Trigger trigger) {
  Engine engine(ledger, process.runtime());
  ApiClients clients(config, process.transport(), process.runtime(),
                     [&](const ApiCall& call) { engine.observe(call); });
  Tally tally;
  std::vector<Task<void>> tasks;
  for (const ProfileConfig& profile : config.profiles) {
    tasks.push_back(harvest_profile(engine, clients, config, profile, labels, trigger, tally));
  }
  process.run(std::move(tasks));
  if (process.runtime().stopping()) return kExitFailed;
  if (tally.cycles > 0 && tally.refused == tally.cycles) return kExitCredentials;
  return tally.failed == 0 ? kExitDone : kExitFailed;
}

}  // namespace harvestd

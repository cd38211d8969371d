// What people do: commands, another ledger, an old copy of this one.
#include "tests/simulation/scenario_run.h"

namespace harvestd::simulation {
namespace {

const std::filesystem::path kOtherLedger = "/home/operator/ledger.db";

}  // namespace

/// Somebody starts harvestd elsewhere, on a ledger that knows nothing, once this one has ended.
void Scenario::other_ledger() {
  wait(config_.settle * 2);
  oracle_.forget();
  disk_.put(kOtherLedger, backup_);
  const Process process = make(kOtherLedger);
  referee_.has_another_ledger(process->number());
  story_.tell("{}: another ledger", process->number());
  if (process->open()) {
    process->start_once();
    let_run(*process, world_.now() + std::chrono::hours(3));
  }
  process->close();
  if (process->is_gone()) {
    disk_.restart();
    ++deaths_;
  }
  wait(config_.settle * 2);
}

void Scenario::restore_backup() {
  const bool without_head = random_.one_in(2);
  if (without_head) wait(config_.settle * 2);  // nothing tells that it is an old one
  oracle_.forget();
  referee_.person_restored_a_backup();
  story_.tell("a person restores a backup");
  disk_.put(kLedger, backup_);
  disk_.remove(kLedger.string() + "-wal");
  disk_.remove(kLedger.string() + "-shm");
  if (without_head) disk_.remove(kLedger.string() + ".head");
  disk_.sync_folder(kLedger.parent_path());
}

void Scenario::schedule_commands(const Process& process, Duration within) {
  const std::vector<CampaignConfig>& campaigns = config_.profiles.front().campaigns;
  for (std::size_t n = 1 + random_.below(3); n > 0; --n) {
    const std::string label = random_.one_in(2) ? "" : campaigns[random_.below(campaigns.size())].label;
    const auto whole = static_cast<double>(within.count());
    // Often right after the start, when most happens.
    const double share = random_.one_in(2) ? random_.unit() * 0.002 : random_.unit();
    const bool pause = random_.one_in(2);
    const bool decide = random_.one_in(2);
    world_.in(Duration(static_cast<std::int64_t>(share * whole)), process->number(), [process, label, pause, decide] {
      if (!process->is_running()) return;
      decide ? process->decide() : process->pause(label, pause);
    });
  }
}

/// `harvestd pause` and `approve` open the ledger themselves when no service holds it.
void Scenario::command_without_service() {
  const Process process = make(kLedger);
  const bool decide = random_.one_in(2);
  if (process->open()) decide ? process->decide() : process->pause("", random_.one_in(2));
  after(process);
}

}  // namespace harvestd::simulation

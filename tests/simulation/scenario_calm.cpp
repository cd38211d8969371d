// The end of a run: nothing goes wrong any more, and what is left is judged.
#include "storage/event_chain.h"
#include "storage/sqlite.h"
#include "tests/simulation/scenario_run.h"

namespace harvestd::simulation {

void Scenario::calm_down() {
  story_.tell("calm");
  faults_.calm();
  network_.calm();
  // Whatever Amazon asked for passes, by whichever clock, and so does what the daemon waits for by itself: a day.
  const Duration silence = std::max(referee_.silent_until() - world_.now(), Duration(0));
  wait(silence + std::chrono::hours(26));
  if (calm_cycles()) return;
  if (!referee_.trusts_the_disk()) {
    restore_backup();
    if (calm_cycles()) return;
  }
  referee_.violate(0, "the ledger cannot be used: " + trouble_);
}

/// False when the ledger cannot be opened, read or written.
bool Scenario::calm_cycles() {
  const Process process = make(kLedger);
  const Result<void> opened = process->open();
  if (opened) {
    look([&] { oracle_.opened(*process->ledger()); });
    resume_everything(*process);
  } else {
    trouble_ = opened.error().message;
  }
  const bool is_quick = !random_.one_in(8);
  for (int cycle = 0; opened && cycle < 3 && !process->lost_in_storage(); ++cycle) {
    wait(config_.settle + std::chrono::seconds(1));
    process->start_once();
    let_run(*process, world_.now() + std::chrono::hours(3));
    if (process->is_running()) referee_.violate(10, "a calm cycle does not end");
    // Nothing can come of the other cycles then; now and then they are run all the same.
    bool is_settled = false;
    look([&] { is_settled = oracle_.nothing_is_open(*process->ledger()); });
    if (is_quick && is_settled) break;
  }
  for (const std::string& words : process->words()) oracle_.no_secret_in("what the process said", words);
  bool good = opened && !process->lost_in_storage();
  if (good) {
    good = look([&] { judge(*process->ledger()); });
  } else if (!process->words().empty()) {
    trouble_ = process->words().back();
  }
  process->close();
  disk_.restart();
  return good;
}

void Scenario::resume_everything(SimProcess& person) {
  person.pause("", false);
  for (const ProfileConfig& profile : config_.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) person.pause(campaign.label, false);
  }
}

/// False when the ledger cannot be read: a bit of it is wrong.
bool Scenario::look(const std::function<void()>& at) {
  try {
    at();
    return true;
  } catch (const LedgerError& error) {
    trouble_ = error.what();
    if (referee_.trusts_the_disk()) referee_.violate(0, "the ledger cannot be read: " + trouble_);
    return false;
  }
}

void Scenario::judge(Ledger& ledger) {
  oracle_.opened(ledger);
  oracle_.at_end(ledger);
  story_.note("chain", to_hex(chain_end(ledger.reader().database()).hash));
}

}  // namespace harvestd::simulation

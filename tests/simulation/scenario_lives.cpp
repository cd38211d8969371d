// One process after the other: how each starts, works and ends.
#include "tests/simulation/scenario_run.h"

namespace harvestd::simulation {

Scenario::Process Scenario::make(const std::filesystem::path& path) {
  return std::make_shared<SimProcess>(setting(), ++processes_, path, Random(random_.next()));
}

void Scenario::live() {
  if (plan_.has_commands && random_.one_in(3)) command_without_service();
  if (random_.one_in(12)) only_plan();
  if (processes_ > 2 && deaths_ == 0) {
    faults_.plan({.cell = {FaultKind::kKill, Phase::kPull}, .skip = random_.below(10)});  // it has lived long enough
  }
  const Process process = make(kLedger);
  const bool is_service = !random_.one_in(4);
  story_.tell("{}: starts ({})", process->number(), is_service ? "run" : "once");
  if (process->open()) {
    look([&] { oracle_.opened(*process->ledger()); });
    if (is_service) {
      process->start_service();
    } else {
      process->start_once();
    }
    work(*process, is_service);
  }
  const bool is_damaged = process->ledger() == nullptr && !referee_.trusts_the_disk();
  after(process);
  if (is_damaged) restore_backup();  // what a person does then
  constexpr Duration kPauses[] = {Duration(100), std::chrono::seconds(5), std::chrono::seconds(61),
                                  std::chrono::minutes(11)};
  if (plan_.comes_back_soon) return wait(kPauses[random_.below(2)]);
  wait(random_.one_in(16) ? std::chrono::hours(26) : kPauses[random_.below(4)]);
}

void Scenario::only_plan() {
  const Process process = make(kLedger);
  referee_.only_plans(process->number());
  story_.tell("{}: starts (plan)", process->number());
  if (process->start_plan()) let_run(*process, world_.now() + std::chrono::hours(3));
  after(process);
}

void Scenario::let_run(SimProcess& process, Duration until) {
  process.poll();
  while (process.is_running() && world_.step(until)) process.poll();
}

void Scenario::work(SimProcess& process, bool is_service) {
  const Duration most = is_service ? kInterval * static_cast<int>(random_.below(3)) : std::chrono::hours(3);
  const Duration until = world_.now() + most + Duration(static_cast<std::int64_t>(random_.below(60'000)));
  if (is_service && plan_.has_commands) schedule_commands(process.shared_from_this(), most);
  let_run(process, until);
  if (!process.is_running()) return;
  process.stop();
  const Duration asked = world_.now();
  let_run(process, asked + std::chrono::seconds(10));
  const bool was_frozen = world_.now() - asked > std::chrono::seconds(11);  // nobody stops while it is
  if (was_frozen) let_run(process, world_.now() + std::chrono::seconds(10));
  if (process.is_running()) referee_.violate(10, "the process did not stop within 10 s");
}

void Scenario::after(const Process& process) {
  using Ending = SimProcess::Ending;
  for (const std::string& words : process->words()) oracle_.no_secret_in("what the process said", words);
  process->close();  // may be its death, too
  const Ending ending = process->ending();
  const Phase phase = process->died_in();
  if (ending == Ending::kNone) {
    story_.tell("{}: has ended", process->number());
    const auto files = disk_.files();
    const auto ledger = files.find(kLedger.string());
    const bool is_sound = ledger != files.end() && referee_.trusts_the_disk();
    if (random_.one_in(3) && is_sound) backup_ = ledger->second;
    return;
  }
  if (ending == Ending::kPowerLoss) {
    const PowerLoss loss = disk_.lose_power();
    story_.tell("power is lost: {} unsynced sectors, {} lost, {} torn, {} reordered", loss.unsynced, loss.lost,
                loss.torn, loss.reordered);
    if (loss.lost + loss.reordered > 0) faults_.hit(FaultKind::kUnsyncedLost, phase);
    if (loss.torn > 0) faults_.hit(FaultKind::kTornSector, phase);
    world_.boot();
  } else {
    disk_.restart();
  }
  ++deaths_at_.at(process->died_at());
  if (deaths_++ == 0 && plan_.dies_in_recovery) faults_.plan(death_in_recovery(random_));
  if (ending == Ending::kOtherLedger) other_ledger();
  if (ending == Ending::kBackupRestored) restore_backup();
}

}  // namespace harvestd::simulation

#include "tests/simulation/scenario.h"

#include <spdlog/spdlog.h>

#include "core/check.h"
#include "storage/event_chain.h"
#include "storage/sqlite.h"
#include "tests/simulation/log_capture.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/sim_config.h"
#include "tests/simulation/sim_process.h"

namespace harvestd::simulation {
namespace {

const std::filesystem::path kLedger = "/var/lib/harvestd/ledger.db";
const std::filesystem::path kOtherLedger = "/home/operator/ledger.db";
constexpr int kMostLives = 6;

std::string bytes_of(const DiskImage& image, const std::filesystem::path& path) {
  SimDisk disk(0);
  disk.restore(image, 0);
  return disk.files()[path.string()];
}

std::string guilty_key(const Account& account, Random random) {
  if (!random.one_in(6)) return {};
  const auto& rows = account.profiles.front().recommendations;
  return rows[random.below(rows.size())].key;
}

class Scenario {
 public:
  Scenario(const RunOptions& options, const DiskImage& start)
      : options_(options),
        plan_(make_plan(options.seed)),
        random_(stream(options.seed, 2)),
        world_(plan_.begins),
        story_(world_, options.story),
        faults_(story_),
        referee_(world_, story_),
        amazon_(make_account(stream(options.seed, 3)), world_, story_, stream(options.seed, 4)),
        config_(make_config(amazon_.account(), stream(options.seed, 5), plan_.promotions_per_day)),
        fewer_(make_config(without_last_profile(amazon_.account()), stream(options.seed, 5), plan_.promotions_per_day)),
        network_(world_, amazon_, faults_, referee_, story_, stream(options.seed, 6),
                 {.settle = config_.settle,
                  .beyond_settle = options.beyond_settle,
                  .guilty_key = guilty_key(amazon_.account(), stream(options.seed, 7)),
                  .refusal_one_in = plan_.refusal_one_in,
                  .loss_one_in = plan_.loss_one_in,
                  .trouble_one_in = plan_.trouble_one_in,
                  .requests_a_minute = plan_.requests_a_minute}),
        disk_(options.seed),
        oracle_(amazon_, config_, referee_, plan_.is_thorough),
        backup_(bytes_of(start, kLedger)) {
    SimDisk::seed_sqlite(options.seed);
    if (!plan_.starts_anew) disk_.restore(start, options.seed);
  }

  RunResult run();

 private:
  using Process = std::shared_ptr<SimProcess>;
  Process make(const std::filesystem::path& path);
  void introduce(const SimGroup& group);
  bool has_seen_enough() const;
  void live();
  void only_plan();
  void work(SimProcess& process, bool is_service);
  void let_run(SimProcess& process, Duration until);
  void after(const Process& process);
  void other_ledger();
  void restore_backup();
  void schedule_commands(const Process& process, Duration within);
  void command_without_service();
  void calm_down();
  bool calm_cycles();
  void resume_everything(SimProcess& person);
  bool look(const std::function<void()>& at);
  void judge(Ledger& ledger);
  void sum_up(RunResult& result);
  void wait(Duration time) {
    const Duration until = world_.now() + time;
    while (world_.step(until)) {
    }
  }
  Setting setting() { return {world_, story_, faults_, referee_, network_, disk_, config_, fewer_, plan_.is_thorough}; }

  RunOptions options_;
  Plan plan_;
  Random random_;
  World world_;
  Story story_;
  Faults faults_;
  Referee referee_;
  Amazon amazon_;
  Config config_, fewer_;
  Network network_;
  SimDisk disk_;
  Oracle oracle_;
  std::string backup_;  // an old copy of the ledger's file
  ProcessNumber processes_ = 0;
  int deaths_ = 0;
  std::array<std::uint64_t, kPlaces> deaths_at_{};
  std::string trouble_;
};

Scenario::Process Scenario::make(const std::filesystem::path& path) {
  return std::make_shared<SimProcess>(setting(), ++processes_, path, Random(random_.next()));
}

RunResult Scenario::run() {
  RunResult result;
  result.target = plan_.target;
  story_.tell("seed {}: aims at {} ({})", options_.seed, to_string(plan_.target.kind), to_string(plan_.target.phase));
  for (const PlannedFault& fault : plan_.faults) {
    story_.tell("planned: {} ({}) after {}", to_string(fault.cell.kind), to_string(fault.cell.phase), fault.skip);
    faults_.plan(fault);
  }
  for (const SimProfile& profile : amazon_.account().profiles) {
    for (const SimGroup& group : profile.groups) introduce(group);
  }
  amazon_.be_slow(plan_.is_slow);
  for (int life = 0; life < kMostLives && !has_seen_enough(); ++life) live();
  calm_down();
  sum_up(result);
  return result;
}

void Scenario::introduce(const SimGroup& group) {
  for (const ProfileConfig& profile : config_.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) {
      if (campaign.id.str() != group.campaign) continue;
      referee_.belongs(group.id, campaign.label);
      if (campaign.mode != Mode::kAuto) referee_.only_observes(group.id);
    }
  }
}

/// What it was about has happened, and it died as often as it was to die.
bool Scenario::has_seen_enough() const {
  return faults_.hits().of(plan_.target) > 0 && deaths_ >= (plan_.dies_in_recovery ? 2 : 1);
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
}

void Scenario::schedule_commands(const Process& process, Duration within) {
  const std::vector<CampaignConfig>& campaigns = config_.profiles.front().campaigns;
  for (std::size_t n = 1 + random_.below(3); n > 0; --n) {
    const std::string label = random_.one_in(2) ? "" : campaigns[random_.below(campaigns.size())].label;
    const auto whole = static_cast<double>(within.count());
    // Often right after the start, when most happens.
    const double share = random_.one_in(2) ? random_.unit() * 0.002 : random_.unit();
    const bool pause = random_.one_in(2);
    world_.in(Duration(static_cast<std::int64_t>(share * whole)), process->number(), [process, label, pause] {
      if (!process->is_running()) return;
      process->pause(label, pause);
    });
  }
}

/// `harvestd pause` opens the ledger itself when no service holds it.
void Scenario::command_without_service() {
  const Process process = make(kLedger);
  if (process->open()) process->pause("", random_.one_in(2));
  after(process);
}

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

void Scenario::sum_up(RunResult& result) {
  if (plan_.is_thorough) {
    for (const auto& [path, content] : disk_.files()) oracle_.no_secret_in(path, content);
  }
  result.violations = referee_.violations();
  result.hits = faults_.hits();
  result.deaths = deaths_;
  result.deaths_at = deaths_at_;
  result.created = static_cast<int>(amazon_.accepted().size());
  std::set<std::string> distinct;
  for (const Accepted& create : amazon_.accepted()) distinct.insert(create.identity());
  result.created_again = result.created - static_cast<int>(distinct.size());
  result.hash = story_.hash();
  result.requests = referee_.requests();
  result.virtual_time = world_.now();
}

}  // namespace

DiskImage empty_ledger() {
  SimDisk disk(1);
  {
    constexpr TimePoint kBefore = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
    const Result<Ledger> ledger = Ledger::open(kLedger, kBefore, disk);
    HARVESTD_CHECK(ledger.has_value());
  }
  return disk.snapshot();
}

RunResult run(const RunOptions& options, const DiskImage& start) {
  spdlog::set_level(spdlog::level::off);
  if (!make_plan(options.seed).logs) return Scenario(options, start).run();
  const LogCapture capture;
  RunResult result = Scenario(options, start).run();
  if (capture.text().find(kCanary) != std::string::npos) {
    result.violations.push_back({11, "a secret stands in the log"});
  }
  return result;
}

}  // namespace harvestd::simulation

#include "tests/simulation/scenario.h"

#include <spdlog/spdlog.h>

#include "core/check.h"
#include "tests/simulation/log_capture.h"
#include "tests/simulation/scenario_run.h"

namespace harvestd::simulation {
namespace {

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

}  // namespace

Scenario::Scenario(const RunOptions& options, const DiskImage& start)
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
                .look_trouble_one_in = plan_.look_trouble_one_in,
                .requests_a_minute = plan_.requests_a_minute}),
      disk_(options.seed),
      oracle_(amazon_, config_, referee_, plan_.is_thorough),
      backup_(bytes_of(start, kLedger)) {
  SimDisk::seed_sqlite(options.seed);
  if (!plan_.starts_anew) disk_.restore(start, options.seed);
}

RunResult Scenario::run() {
  RunResult result;
  result.target = plan_.target;
  story_.tell("seed {}: aims at {} ({})", options_.seed, to_string(plan_.target.kind), to_string(plan_.target.phase));
  for (const PlannedFault& fault : plan_.faults) {
    const std::string after =
        fault.after ? fmt::format(" from {} ({}) on", to_string(fault.after->kind), to_string(fault.after->phase)) : "";
    story_.tell("planned: {} ({}) after {}{}", to_string(fault.cell.kind), to_string(fault.cell.phase), fault.skip,
                after);
    faults_.plan(fault);
  }
  for (const SimProfile& profile : amazon_.account().profiles) {
    for (const SimGroup& group : profile.groups) introduce(group);
  }
  amazon_.be_slow(plan_.is_slow);
  for (int life = 0; life < kMostLives && (life < plan_.lives || !has_seen_enough()); ++life) live();
  calm_down();
  sum_up(result);
  return result;
}

void Scenario::introduce(const SimGroup& group) {
  for (const ProfileConfig& profile : config_.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) {
      if (campaign.id.str() != group.campaign) continue;
      referee_.belongs(group.id, campaign.label);
      if (campaign.mode == Mode::kObserve) referee_.only_observes(group.id);
      if (campaign.mode == Mode::kApprove) referee_.asks(group.id);
    }
  }
}

/// What it was about has happened, and it died as often as it was to die.
bool Scenario::has_seen_enough() const {
  return faults_.hits().of(plan_.target) > 0 && deaths_ >= (plan_.dies_in_recovery ? 2 : 1);
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

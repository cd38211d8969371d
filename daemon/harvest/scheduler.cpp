#include "daemon/harvest/scheduler.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <vector>

#include "core/schedule.h"
#include "daemon/systemd.h"

namespace harvestd {
namespace {

// Due times are wall-clock times: look at the clock now and then, it may have been set.
constexpr Duration kLongestSleep = std::chrono::minutes(5);

struct Due {
  const CampaignConfig* campaign;
  TimePoint at;
  Trigger trigger;
};

TimePoint due_after(Engine& engine, const ProfileConfig& profile, const CampaignConfig& campaign) {
  const LedgerReader& ledger = engine.ledger().reader();
  const TimePoint now = engine.runtime().now();
  const std::optional<TimePoint> last_end = ledger.last_cycle_end(profile.id, campaign.id);
  return next_due(campaign.schedule, last_end, now, engine.runtime().uniform()).value_or(TimePoint::max());
}

/// Tells the log that the profile's cycles wait for Amazon, and when they go on.
class ParkedLog {
 public:
  /// `due`: a campaign would start now.
  void note(const ProfileId& profile, std::optional<TimePoint> until, bool due, TimePoint now) {
    if (!until) {
      if (told_) spdlog::info("profile {} is not parked any more: its cycles go on", profile.str());
      told_.reset();
    } else if (until != told_ && (due || *until - now > RetryPolicy().park_above)) {
      spdlog::warn("{}", Engine::parked_message(profile, *until));
      told_ = until;
    }
  }

 private:
  std::optional<TimePoint> told_;
};

void log(const CampaignConfig& campaign, const CycleOutcome& outcome) {
  const auto level = outcome.status == CycleStatus::kDone ? spdlog::level::info : spdlog::level::warn;
  spdlog::log(level, "campaign={} {}", campaign.label, in_words(outcome));
  if (outcome.open_unresolved > 0) {
    spdlog::warn(
        "campaign={} {} promotions are unresolved: Amazon may or may not have them, and they are not sent "
        "again (harvestd audit promotions --state unresolved)",
        campaign.label, outcome.open_unresolved);
  }
}

}  // namespace

Task<void> schedule_profile(ScheduleRun& run, const ProfileConfig& profile) {
  std::vector<Due> plan;
  for (const CampaignConfig& campaign : profile.campaigns) {
    plan.push_back({&campaign, due_after(run.engine, profile, campaign), Trigger::kStart});
  }
  if (plan.empty()) co_return;
  Runtime& runtime = run.engine.runtime();
  ParkedLog parked_log;
  while (!runtime.stopping() && !run.ending) {
    const auto next =
        std::min_element(plan.begin(), plan.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
    const TimePoint now = runtime.now();
    const std::optional<TimePoint> parked = run.engine.parked(profile.id);
    parked_log.note(profile.id, parked, next->at <= now, now);
    const TimePoint at = std::max(next->at, parked.value_or(next->at));
    if (at > now) {
      co_await runtime.idle_for(std::min<Duration>(at - now, kLongestSleep));
      continue;
    }
    systemd::status(fmt::format("Harvesting {}", next->campaign->label));
    run.clients.reread_changed_secrets(profile.credentials);
    const CycleOutcome outcome =
        co_await run_cycle(run.engine, run.clients, run.config, profile, *next->campaign, next->trigger);
    log(*next->campaign, outcome);
    next->at = due_after(run.engine, profile, *next->campaign);
    next->trigger = Trigger::kSchedule;
    systemd::status(fmt::format("{} next at {}", next->campaign->label, to_iso8601(next->at)));
  }
}

}  // namespace harvestd

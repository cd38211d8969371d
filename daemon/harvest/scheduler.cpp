#include "daemon/harvest/scheduler.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <vector>

#include "core/schedule.h"
#include "daemon/harvest/reconciler.h"
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
  const std::optional<LastCycle> last = ledger.last_cycle(profile.id, campaign.id);
  std::optional<TimePoint> due;
  if (last && last->failures > 0) {
    due = std::min(last->end, now) + backoff_across_cycles(last->failures, engine.runtime().uniform());
  } else {
    const std::optional<TimePoint> last_end = last ? std::optional(last->end) : std::nullopt;
    due = next_due(campaign.schedule, last_end, now, engine.runtime().uniform());
  }
  return due.value_or(TimePoint::max());
}

/// Tells the log that the profile's cycles wait for Amazon, and when they go on.
class ParkedLog {
 public:
  /// `due`: a campaign would start now.
  void note(const ProfileId& profile, std::optional<TimePoint> until, bool due, TimePoint now) {
    if (!until) {
      if (told_) spdlog::info("profile {} is not parked any more: its cycles go on", profile.str());
      told_.reset();
    } else if ((due || *until - now > RetryPolicy().park_above) && (!told_ || *until - *told_ > kSameWait)) {
      spdlog::warn("{}", Engine::parked_message(profile, *until));
      told_ = until;
    }
  }

 private:
  static constexpr Duration kSameWait = std::chrono::minutes(1);  // two clocks never agree to the millisecond
  std::optional<TimePoint> told_;
};

/// One profile's loop under way. Lives in the frame of schedule_profile().
class ProfileLoop {
 public:
  ProfileLoop(ScheduleRun& run, const ProfileConfig& profile) : run_(run), engine_(run.engine), profile_(profile) {}

  Task<void> run();

 private:
  Task<void> look();
  Task<void> cycle(Due& due);

  ScheduleRun& run_;
  Engine& engine_;
  const ProfileConfig& profile_;
  std::map<GroupId, int> failed_looks_;  // in a row
  NotBefore no_look_before_;             // for groups that could not be read: time to recover
  ParkedLog parked_log_;
};

void log(const CampaignConfig& campaign, const CycleOutcome& outcome) {
  const auto level = outcome.status == CycleStatus::kDone ? spdlog::level::info : spdlog::level::warn;
  spdlog::log(level, "campaign={} {}", campaign.label, in_words(outcome));
  if (outcome.open_unresolved > 0) {
    spdlog::warn(
        "campaign={} {} promotions are unresolved: Amazon may or may not have them; its lists are read until it is "
        "known (harvestd audit promotions --state unresolved)",
        campaign.label, outcome.open_unresolved);
  }
}

Task<void> ProfileLoop::look() {
  run_.clients.reread_changed_secrets(profile_.credentials);
  AdsApi& api = run_.clients.of(profile_.credentials);
  const Reconciled looked = co_await reconcile(engine_, api, profile_.id, run_.config.settle, no_look_before_);
  engine_.enter(Stage::kIdle);
  for (const GroupId& group : looked.read) {
    failed_looks_.erase(group);
    no_look_before_.erase(group);
  }
  for (const GroupId& group : looked.not_read) {
    no_look_before_[group] =
        engine_.runtime().uptime() + backoff_across_cycles(++failed_looks_[group], engine_.runtime().uniform());
  }
  if (!looked.settled.empty()) {
    spdlog::info("profile={} unresolved promotions: {}", profile_.id.str(), in_words(looked.settled));
  }
}

Task<void> ProfileLoop::cycle(Due& due) {
  systemd::status(fmt::format("Harvesting {}", due.campaign->label));
  run_.clients.reread_changed_secrets(profile_.credentials);
  if (engine_.take_wish(profile_.id, due.campaign->id)) due.trigger = Trigger::kApprove;
  const CycleOutcome outcome =
      co_await run_cycle(engine_, run_.clients, run_.config, profile_, *due.campaign, due.trigger);
  log(*due.campaign, outcome);
  due.at = due_after(engine_, profile_, *due.campaign);
  due.trigger = Trigger::kSchedule;
  systemd::status(fmt::format("{} next at {}", due.campaign->label, to_iso8601(due.at)));
}

Task<void> ProfileLoop::run() {
  std::vector<Due> plan;
  for (const CampaignConfig& campaign : profile_.campaigns) {
    plan.push_back({&campaign, due_after(engine_, profile_, campaign), Trigger::kStart});
    if (campaign.mode != Mode::kObserve && !engine_.ledger().reader().approved(profile_.id, campaign.id).empty()) {
      engine_.want_cycle(profile_.id, campaign.id);  // a person's word that an earlier process did not come to act on
    }
  }
  if (plan.empty()) co_return;
  Runtime& runtime = engine_.runtime();
  while (!runtime.stopping() && !run_.ending) {
    for (Due& due : plan) {
      if (engine_.is_wanted(profile_.id, due.campaign->id)) due.at = std::min(due.at, runtime.now());
    }
    const auto next =
        std::min_element(plan.begin(), plan.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
    const TimePoint now = runtime.now();
    const std::optional<TimePoint> parked_until = engine_.parked(profile_.id);
    parked_log_.note(profile_.id, parked_until, next->at <= now, now);
    const Duration parked = parked_until.value_or(now) - now;
    const Duration until_cycle = std::max(next->at - now, parked);
    const std::optional<Duration> until_reading =
        until_next_look(engine_, profile_.id, run_.config.settle, no_look_before_);
    if (until_reading && std::max(*until_reading, parked) <= Duration(0)) {
      run_.at_work.insert(profile_.id);
      co_await look();
    } else if (until_cycle <= Duration(0)) {
      run_.at_work.insert(profile_.id);
      co_await cycle(*next);
    } else {
      Duration sleep = std::min(until_cycle, kLongestSleep);
      if (until_reading) sleep = std::min(sleep, std::max(*until_reading, parked));
      co_await runtime.idle_for(sleep);
    }
    run_.at_work.erase(profile_.id);
  }
}

}  // namespace

Task<void> schedule_profile(ScheduleRun& run, const ProfileConfig& profile) {
  ProfileLoop loop(run, profile);
  co_await loop.run();
}

}  // namespace harvestd

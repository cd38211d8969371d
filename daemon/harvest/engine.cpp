#include "daemon/harvest/engine.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/check.h"

namespace harvestd {

std::string in_words(const CycleOutcome& outcome) {
  const CycleCounts& n = outcome.counts;
  const std::string cause = outcome.error.empty() ? "" : ": " + outcome.error;
  if (outcome.status == CycleStatus::kFailed) return fmt::format("cycle failed{}; {} API calls", cause, n.api_calls);
  std::string words = fmt::format("cycle {}: {} recommendations, {} targets qualified, {} skipped, {} held",
                                  to_string(outcome.status), n.recommendations, n.qualified, n.skipped, n.held);
  if (outcome.nothing_sent.empty()) {
    words += fmt::format("; {} created, {} already there, {} rejected, {} unresolved", n.created, n.already_existed,
                         n.rejected, n.unresolved);
  } else {
    words += fmt::format("; {}: recorded, nothing sent", outcome.nothing_sent);
  }
  if (outcome.settled_by_reading > 0) words += fmt::format("; {} settled by reading", outcome.settled_by_reading);
  return words + fmt::format("; {} API calls{}", n.api_calls, cause);
}

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::kIdle:
      return "idle";
    case Stage::kPull:
      return "pull";
    case Stage::kJudge:
      return "judge";
    case Stage::kIntend:
      return "intend";
    case Stage::kSend:
      return "send";
    case Stage::kSettle:
      return "settle";
    case Stage::kReconcile:
      return "reconcile";
  }
  return "unknown";
}

Engine::Engine(Ledger& ledger, Runtime& runtime, EngineOptions options)
    : ledger_(ledger), runtime_(runtime), options_(options), last_progress_(runtime.uptime()) {}

void Engine::observe(const ApiCall& call) {
  const Duration wait = std::min(call.retry_after.value_or(Duration(0)), RetryPolicy().park_above);
  last_progress_ = std::max(last_progress_, runtime_.uptime() + wait);
  std::optional<CycleId> cycle;
  const auto running = running_.find(call.profile);
  if (running != running_.end()) {
    cycle = running->second.cycle;
    ++running->second.counts.api_calls;
    if (call.status == 429) ++running->second.counts.throttled;
  }
  spdlog::debug("{} profile={} status={} attempt={} items={} latency={}ms{}{}", call.operation, call.profile.str(),
                call.status, call.attempt, call.items, call.latency.count(),
                call.error.empty() ? "" : " error=", call.error);
  ledger_.record_call({.cycle = cycle,
                       .at = call.at,
                       .operation = call.operation,
                       .profile = call.profile,
                       .status = call.status,
                       .attempt = call.attempt,
                       .latency = call.latency,
                       .request_id = call.request_id,
                       .items = call.items,
                       .error = call.error});
  if (!call.retry_after) return;
  if (!call.profile.empty()) park(call.profile, *call.retry_after, call.error);
  for (const ProfileId& profile : call.shared_by) park(profile, *call.retry_after, call.error);
}

void Engine::park(const ProfileId& profile, Duration wait, const std::string& why) {
  if (wait > Duration(0)) ledger_.park(profile, wait, why, moment());
}

std::string Engine::parked_message(const ProfileId& profile, TimePoint until) {
  return fmt::format("profile {} is parked until {}: Amazon asked for the wait", profile.str(), to_iso8601(until));
}

std::optional<TimePoint> Engine::parked(const ProfileId& profile) const {
  return ledger_.reader().parked_until(profile, moment());
}

std::optional<Duration> Engine::creates_held(Duration settle) const {
  const std::optional<Moment> restored = ledger_.reader().restored();
  if (!restored) return std::nullopt;
  const Duration left = settle - certainly_elapsed(*restored, moment());
  return left > Duration(0) ? std::optional(left) : std::nullopt;
}

void Engine::enter(const ProfileId& profile, CycleId cycle) {
  const bool alone = running_.try_emplace(profile, Running{cycle, {}}).second;
  HARVESTD_CHECK(alone);
}

CycleCounts Engine::leave(const ProfileId& profile) {
  last_progress_ = std::max(last_progress_, runtime_.uptime());
  const auto running = running_.find(profile);
  HARVESTD_CHECK(running != running_.end());
  const CycleCounts counts = running->second.counts;
  running_.erase(running);
  return counts;
}

void Engine::require_sound_ledger() {
  if (sound_) return;
  if (ledger_.check_due()) {
    const std::vector<std::string> complaints = ledger_.quick_check(runtime_.now());
    if (!complaints.empty()) throw LedgerError("the ledger is damaged (" + complaints.front() + "); nothing is sent");
  }
  sound_ = true;
}

}  // namespace harvestd

#include "core/check.h"
#include "storage/ledger_state.h"

namespace harvestd {

std::string_view to_string(CycleStatus status) {
  switch (status) {
    case CycleStatus::kRunning:
      return "running";
    case CycleStatus::kDone:
      return "done";
    case CycleStatus::kPartial:
      return "partial";
    case CycleStatus::kFailed:
      return "failed";
    case CycleStatus::kAbandoned:
      return "abandoned";
  }
  return "unknown";
}

CycleId Ledger::begin_cycle(const CampaignRow& campaign, std::string_view mode, Trigger trigger, TimePoint now) {
  Write write(state_->writer, now);
  const std::int64_t campaign_row = write.names().campaign(campaign);
  write.database().run("INSERT INTO cycles (campaign, started_at, trigger, mode, status) VALUES (?1, ?2, ?3, ?4, ?5)",
                       campaign_row, write.now(), trigger, mode, CycleStatus::kRunning);
  const CycleId id{write.database().last_insert_id()};
  write.commit();
  return id;
}

void Ledger::finish_cycle(CycleId cycle, CycleStatus status, Fault fault, const CycleCounts& counts,
                          const std::string& error, TimePoint now) {
  HARVESTD_CHECK(status != CycleStatus::kRunning);
  Write write(state_->writer, now);
  write.database().run(
      "UPDATE cycles SET finished_at = iif(?3 = 5, NULL, ?2), status = ?3, recommendations = ?4, qualified = ?5, "
      "skipped = ?6, held = ?7,"
      " created = ?8, already_existed = ?9, rejected = ?10, unresolved = ?11, api_calls = ?12, throttled = ?13,"
      " error = ?14, failures = CASE ?15 WHEN 1 THEN 0 ELSE (?15 = 2) + coalesce((SELECT l.failures FROM cycles l"
      " WHERE l.campaign = cycles.campaign AND l.finished_at IS NOT NULL ORDER BY l.id DESC"
      " LIMIT 1), 0) END WHERE id = ?1 AND status = 1",
      cycle, write.now(), status, counts.recommendations, counts.qualified, counts.skipped, counts.held, counts.created,
      counts.already_existed, counts.rejected, counts.unresolved, counts.api_calls, counts.throttled,
      unless_empty(error), fault);
  HARVESTD_CHECK(write.database().changes() == 1);
  write.commit();
}

void Ledger::record_call(const ApiCallRow& call) {
  Write write(state_->writer, call.at);
  std::optional<std::int64_t> profile;
  if (!call.profile.empty()) profile = write.names().profile(call.profile);
  const std::int64_t operation = write.names().operation(call.operation);
  write.database().run(
      "INSERT INTO api_calls (cycle, at, operation, profile, status, attempt, latency_ms, request_id, items, error)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      call.cycle, write.now(), operation, profile, call.status, call.attempt, call.latency.count(),
      unless_empty(call.request_id), call.items, unless_empty(call.error));
  write.commit();
}

}  // namespace harvestd

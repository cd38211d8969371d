#include "core/check.h"
#include "storage/ledger_state.h"

namespace harvestd {

namespace {

// The verdict follows from the reason, so that it needs no comparison of its own.
bool is_latest(sqlite::Database& database, std::int64_t target, std::int64_t source, std::optional<std::int64_t> group,
               std::optional<std::int64_t> rule, const DecisionRow& decision) {
  return database
      .integer(
          "SELECT 1 FROM decisions WHERE id = (SELECT max(id) FROM decisions WHERE target = ?1"
          " AND source_ad_group = ?2 AND promotion_group IS ?3)"
          " AND clicks = ?4 AND conversions = ?5 AND reason = ?6 AND rule IS ?7",
          target, source, group, decision.evidence.clicks, decision.evidence.conversions, decision.judgement.reason,
          rule)
      .has_value();
}

void record(Write& write, CycleId cycle, std::int64_t profile, const DecisionRow& decision) {
  Names& names = write.names();
  const std::int64_t source = names.ad_group(profile, decision.source_ad_group);
  std::optional<std::int64_t> group;
  if (!decision.group.empty()) group = names.group(profile, decision.group);
  std::optional<std::int64_t> rule;
  if (!decision.judgement.rule.empty()) rule = names.rule(decision.judgement.rule);
  const Names::Target target = names.target(decision.kind, decision.key, decision.target);
  if (!target.is_new && is_latest(write.database(), target.id, source, group, rule, decision)) return;
  write.database().run(
      "INSERT INTO decisions (cycle, decided_at, source_ad_group, promotion_group, target, clicks, conversions, reason,"
      " rule, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      cycle, write.now(), source, group, target.id, decision.evidence.clicks, decision.evidence.conversions,
      decision.judgement.reason, rule, decision.judgement.detail);
}

}  // namespace

void Ledger::record_decisions(CycleId cycle, const std::vector<DecisionRow>& decisions, TimePoint now) {
  if (decisions.empty()) return;
  Write write(state_->writer, now);
  const std::optional<std::int64_t> profile = write.database().integer(
      "SELECT k.profile FROM cycles c JOIN campaigns k ON k.id = c.campaign WHERE c.id = ?1", cycle);
  HARVESTD_CHECK(profile.has_value());
  for (const DecisionRow& decision : decisions) record(write, cycle, *profile, decision);
  write.commit();
}

}  // namespace harvestd

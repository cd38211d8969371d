#include "daemon/commands/audit.h"

#include <fmt/format.h>

#include <array>
#include <iostream>

#include "core/nearest.h"
#include "daemon/commands/open_config.h"
#include "daemon/commands/sql_rows.h"

namespace harvestd {
namespace {

struct View {
  std::string_view name;
  std::string_view view;
  std::string_view id;
  std::string_view time;      // what --since looks at
  std::string_view table;     // the columns of the table form
  std::string_view states;    // the values --state may have, as a query; empty: there is no such filter
  std::string_view matches;   // with ?2 for --state
  std::string_view campaign;  // with ?1 for --campaign; empty: there is no such filter
};

constexpr std::array kViews{
    View{
        "cycles", "audit_cycles", "cycle_id", "started_at",
        "cycle_id AS cycle, substr(replace(started_at, 'T', ' '), 1, 19) AS \"started (UTC)\", campaign, mode, status, "
        "recommendations AS seen, qualified, held, created, already_existed AS existed, rejected, unresolved, error",
        "SELECT name FROM cycle_statuses ORDER BY id", "status = ?2", "campaign = ?1"},
    View{"decisions", "audit_decisions", "decision_id", "decided_at",
         "substr(replace(decided_at, 'T', ' '), 1, 19) AS \"decided (UTC)\", campaign, target, clicks, "
         "conversions AS conv, verdict, reason, detail",
         "SELECT name FROM (SELECT DISTINCT verdict AS name, 0 AS nr FROM reasons UNION SELECT name, id FROM reasons) "
         "ORDER BY nr, name",
         "(verdict = ?2 OR reason = ?2)", "campaign = ?1"},
    View{"promotions", "audit_promotions", "promotion_id", "coalesce(settled_at, sent_at, decided_at)",
         "promotion_id AS id, substr(replace(coalesce(settled_at, sent_at, decided_at), 'T', ' '), 1, 19) "
         "AS \"last change (UTC)\", campaign, target, match_type AS match, bid, currency AS cur, state, bid_basis, "
         "error",
         "SELECT name FROM promotion_states ORDER BY id", "state = ?2", "campaign = ?1"},
    View{"calls", "audit_api_calls", "call_id", "at",
         "substr(replace(at, 'T', ' '), 1, 19) AS \"at (UTC)\", cycle_id AS cycle, operation, status, attempt, "
         "latency_ms AS ms, items, request_id, error",
         "", "", "cycle_id IN (SELECT cycle_id FROM audit_cycles WHERE campaign = ?1)"},
    View{"events", "audit_events", "seq", "at",
         "seq, substr(replace(at, 'T', ' '), 1, 19) AS \"at (UTC)\", kind, subject, data", "", "", ""},
};

const View* find_view(std::string_view name) {
  for (const View& view : kViews) {
    if (view.name == name) return &view;
  }
  return nullptr;
}

std::optional<std::string> state_problem(const View& view, const std::string& state, sqlite::Database& database) {
  if (state.empty()) return std::nullopt;
  if (view.states.empty()) return fmt::format("--state does not apply to {}", view.name);
  std::string permitted;
  auto names = database.statement(view.states);
  while (names.step()) {
    if (names.view(0) == state) return std::nullopt;
    permitted += (permitted.empty() ? "" : ", ") + names.text(0);
  }
  return fmt::format("{} have no state {}; permitted: {}", view.name, state, permitted);
}

/// ?1 campaign, ?2 state, ?3 since, ?4 limit: all four are bound whether used or not, NULL meaning no filter.
std::string query_of(const View& view, Format format) {
  const std::string campaign = view.campaign.empty() ? "?1 IS NULL" : fmt::format("(?1 IS NULL OR {})", view.campaign);
  const std::string state = view.matches.empty() ? "?2 IS NULL" : fmt::format("(?2 IS NULL OR {})", view.matches);
  const std::string filter = fmt::format("{} AND {} AND (?3 IS NULL OR {} >= ?3)", campaign, state, view.time);
  return fmt::format(
      "SELECT {0} FROM {1} WHERE {2} AND (?4 IS NULL OR {3} >= (SELECT min(id) FROM (SELECT {3} AS id FROM {1} "
      "WHERE {2} ORDER BY {3} DESC LIMIT coalesce(?4, -1)))) ORDER BY {3}",
      format == Format::kTable ? view.table : "*", view.view, filter, view.id);
}

int usage(const CommandLine& line, const std::string& problem) {
  report(line, problem);
  return kExitUsage;
}

}  // namespace

Result<TimePoint> parse_since(const std::string& text, TimePoint now) {
  if (const auto back = parse_duration(text)) return now - *back;
  if (const auto time = parse_iso8601(text)) return *time;
  return Error{Errc::kInvalidValue,
               fmt::format("--since wants a time such as 2026-11-23 or 2026-11-23T22:00Z, or how far back, such as 7d "
                           "or 12h, not {}",
                           text)};
}

bool known_view_or_report(const CommandLine& line) {
  if (find_view(line.operands.at(0)) != nullptr) return true;
  std::vector<std::string_view> names;
  for (const View& view : kViews) names.push_back(view.name);
  const auto likely = nearest(line.operands[0], names);
  report(line, fmt::format("there is no list {}; {}", line.operands[0],
                           likely ? fmt::format("did you mean {}?", *likely)
                                  : fmt::format("permitted: {}", fmt::join(names, ", "))));
  return false;
}

int audit(const CommandLine& line, const LedgerReader& ledger, TimePoint now, std::ostream& out, Terminal terminal) {
  const View* view = find_view(line.operands.at(0));
  if (view == nullptr) return usage(line, "there is no such list");
  if (!line.campaign.empty() && view->campaign.empty()) {
    return usage(line, fmt::format("--campaign does not apply to {}", view->name));
  }
  sqlite::Database& database = ledger.database();
  if (const auto problem = state_problem(*view, line.state, database)) return usage(line, *problem);
  std::optional<std::string> since;
  if (!line.since.empty()) {
    const auto time = parse_since(line.since, now);
    if (!time) return usage(line, time.error().message);
    since = to_iso8601(*time);
  }

  const auto or_null = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  const std::string sql = query_of(*view, line.format);
  write_rows(database.statement(sql, or_null(line.campaign), or_null(line.state), since, line.limit), line.format, out,
             terminal);
  return kExitDone;
}

int run_audit(const CommandLine& line) {
  if (!known_view_or_report(line)) return kExitUsage;
  const auto config = load_for_reading(line);
  if (!config) return kExitUsage;
  const auto ledger = open_ledger_or_report(line, *config);
  if (!ledger) return kExitFailed;
  if (!recorded_campaign_or_report(line, *config, *ledger)) return kExitUsage;
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  return audit(line, *ledger, now, std::cout, stdout_terminal());
}

}  // namespace harvestd

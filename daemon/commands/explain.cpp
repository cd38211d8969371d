#include "daemon/commands/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/text.h"
#include "daemon/commands/open_config.h"
#include "daemon/commands/sql_rows.h"

namespace harvestd {
namespace {

constexpr std::size_t kPageColumns = 100;  // of prose that is not on a terminal
constexpr int kNearMatches = 5;

// ?1 keyword key, ?2 ASIN, ?3 campaign or NULL.
#define TARGET_IDS "(SELECT id FROM targets WHERE (kind = 1 AND key = ?1) OR (kind = 2 AND key = ?2))"
#define OF_TARGET(table) \
  "IN (SELECT id FROM " table " WHERE target IN " TARGET_IDS ") AND (?3 IS NULL OR campaign = ?3)"

constexpr std::string_view kDecisions =
    "SELECT decided_at, (SELECT mode FROM cycles c WHERE c.id = v.cycle_id), campaign, source_ad_group_id, "
    "(SELECT group_id FROM promotion_groups o JOIN decisions d ON d.promotion_group = o.id WHERE d.id = "
    "v.decision_id), "
    "kind, target, verdict, rule, reason, detail, clicks, conversions FROM audit_decisions v "
    "WHERE decision_id " OF_TARGET("decisions") " ORDER BY campaign, source_ad_group_id, decision_id";

constexpr std::string_view kPromotions =
    "SELECT promotion_id, cycle_id, attempts, clicks, conversions, campaign, source_ad_group_id, group_id, match_type, "
    "bid, currency, bid_basis, rule, state, target_id, ad_group_id, decided_at, sent_at, settled_at, error "
    "FROM audit_promotions WHERE promotion_id " OF_TARGET(
        "promotions") " ORDER BY campaign, source_ad_group_id, promotion_id";

constexpr std::string_view kRows =
    "SELECT 'decision' AS record, decided_at, cycle_id, profile_id, campaign_id, campaign, source_ad_group_id, kind, "
    "target, clicks, conversions, rule, decision_id, verdict, reason, detail, NULL AS promotion_id, NULL AS group_id, "
    "NULL AS match_type, NULL AS bid, NULL AS currency, NULL AS bid_basis, NULL AS state, NULL AS target_id, "
    "NULL AS ad_group_id, NULL AS attempts, NULL AS sent_at, NULL AS settled_at, NULL AS error "
    "FROM audit_decisions WHERE decision_id " OF_TARGET("decisions")
    " UNION ALL SELECT 'promotion', decided_at, cycle_id, profile_id, campaign_id, campaign, source_ad_group_id, kind, "
    "target, clicks, conversions, rule, NULL, NULL, NULL, NULL, promotion_id, group_id, match_type, bid, currency, "
    "bid_basis, state, target_id, ad_group_id, attempts, sent_at, settled_at, error "
    "FROM audit_promotions WHERE promotion_id " OF_TARGET("promotions") " ORDER BY decided_at, record";

struct Wanted {
  std::string keyword, asin;
  std::optional<std::string> campaign;
};

sqlite::Statement query(sqlite::Database& database, std::string_view sql, const Wanted& wanted) {
  return database.statement(sql, wanted.keyword, wanted.asin, wanted.campaign);
}

std::vector<KeptDecision> read_decisions(sqlite::Database& database, const Wanted& wanted) {
  std::vector<KeptDecision> list;
  auto row = query(database, kDecisions, wanted);
  while (row.step()) {
    KeptDecision d;
    int column = 0;
    for (std::string* text : {&d.at, &d.mode, &d.campaign, &d.ad_group, &d.group, &d.kind, &d.target, &d.verdict,
                              &d.rule, &d.reason, &d.detail}) {
      *text = row.text(column++);
    }
    d.clicks = row.integer(column++);
    d.conversions = row.integer(column);
    list.push_back(std::move(d));
  }
  return list;
}

std::vector<KeptPromotion> read_promotions(sqlite::Database& database, const Wanted& wanted) {
  std::vector<KeptPromotion> list;
  auto row = query(database, kPromotions, wanted);
  while (row.step()) {
    KeptPromotion p;
    int column = 0;
    for (std::int64_t* number : {&p.id, &p.cycle, &p.attempts, &p.clicks, &p.conversions}) {
      *number = row.integer(column++);
    }
    for (std::string* text :
         {&p.campaign, &p.ad_group, &p.group, &p.match, &p.bid, &p.currency, &p.bid_basis, &p.rule, &p.state,
          &p.target_id, &p.destination, &p.decided_at, &p.sent_at, &p.settled_at, &p.error}) {
      *text = row.text(column++);
    }
    list.push_back(std::move(p));
  }
  return list;
}

std::string like_anywhere(std::string_view part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

/// Targets that hold the text, or at least its longest word.
std::vector<std::string> near_matches(sqlite::Database& database, const std::string& key) {
  std::string_view longest;
  for (std::size_t begin = 0; begin <= key.size();) {
    const std::size_t end = std::min(key.find(' ', begin), key.size());
    if (end - begin > longest.size()) longest = std::string_view(key).substr(begin, end - begin);
    begin = end + 1;
  }
  std::vector<std::string> found;
  for (const std::string_view part : {std::string_view(key), longest}) {
    auto row = database.statement(
        "SELECT coalesce(text, key) FROM targets WHERE key LIKE ?1 ESCAPE '\\' ORDER BY length(key), key LIMIT ?2",
        like_anywhere(part), kNearMatches);
    while (row.step()) found.push_back(row.text(0));
    if (!found.empty() || part.empty()) break;
  }
  return found;
}

int never_seen(const CommandLine& line, sqlite::Database& database, const Wanted& wanted) {
  std::string problem = fmt::format("{} was never recommended", line.operands[0]);
  if (wanted.campaign) {
    problem += fmt::format(" in {}", *wanted.campaign);
  } else if (const auto near = near_matches(database, wanted.keyword); !near.empty()) {
    problem += fmt::format(" in the cycles on record; the ledger does know: {}", fmt::join(near, ", "));
  } else {
    problem += " in the cycles on record";
  }
  report(line, problem);
  return kExitFailed;
}

}  // namespace

int explain(const CommandLine& line, const LedgerReader& ledger, std::ostream& out, Terminal terminal) {
  const std::string& target = line.operands.at(0);
  sqlite::Database& database = ledger.database();
  Wanted wanted{.keyword = keyword_key(target), .asin = asin_key(target), .campaign = std::nullopt};
  if (!line.campaign.empty()) wanted.campaign = line.campaign;
  const auto decisions = read_decisions(database, wanted);
  const auto promotions = read_promotions(database, wanted);
  if (decisions.empty() && promotions.empty()) return never_seen(line, database, wanted);
  if (line.format == Format::kTable) {
    tell(decisions, promotions, out, terminal.columns > 0 ? std::max<std::size_t>(terminal.columns, 40) : kPageColumns);
    return kExitDone;
  }
  write_rows(query(database, kRows, wanted), line.format, out, terminal);
  return kExitDone;
}

int run_explain(const CommandLine& line) {
  const auto config = load_for_reading(line);
  if (!config) return kExitUsage;
  const auto ledger = open_ledger_or_report(line, *config);
  if (!ledger) return kExitFailed;
  if (!recorded_campaign_or_report(line, *config, *ledger)) return kExitUsage;
  return explain(line, *ledger, std::cout, stdout_terminal());
}

}  // namespace harvestd

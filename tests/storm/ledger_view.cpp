#include "tests/storm/ledger_view.h"

#include <sqlite3.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>

#include "tests/sandbox/text_rules.h"

namespace harvestd::storm {
namespace {

class Reader {
 public:
  explicit Reader(const std::filesystem::path& ledger) {
    if (sqlite3_open_v2(ledger.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) fail();
    sqlite3_busy_timeout(database_, 5000);
    run("BEGIN", [](sqlite3_stmt*) {});
  }
  ~Reader() { sqlite3_close(database_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void run(const char* sql, const std::function<void(sqlite3_stmt*)>& row) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) fail();
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) row(statement);
    if (code != SQLITE_DONE) fail();
  }

  std::int64_t number(const char* sql) {
    std::int64_t value = 0;
    run(sql, [&](sqlite3_stmt* row) { value = sqlite3_column_int64(row, 0); });
    return value;
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error(std::string("the ledger: ") + sqlite3_errmsg(database_)); }

  sqlite3* database_ = nullptr;
};

std::string text(sqlite3_stmt* row, int column) {
  const unsigned char* value = sqlite3_column_text(row, column);
  return value == nullptr ? std::string() : reinterpret_cast<const char*>(value);
}

sandbox::Match match_of(const std::string& name) {
  if (name == "exact") return sandbox::Match::kExact;
  if (name == "phrase") return sandbox::Match::kPhrase;
  return name == "broad" ? sandbox::Match::kBroad : sandbox::Match::kExpanded;
}

PromotionRow promotion(sqlite3_stmt* row) {
  PromotionRow out;
  out.identity = {.profile_id = text(row, 1),
                  .group_id = text(row, 2),
                  .kind = text(row, 3) == "keyword" ? sandbox::Kind::kKeyword : sandbox::Kind::kProduct,
                  .match = match_of(text(row, 4)),
                  .target = sandbox::normalised(text(row, 5))};
  out.state = text(row, 6);
  out.target_id = text(row, 7);
  out.bid = text(row, 8);
  out.attempts = sqlite3_column_int64(row, 9);
  out.lost = sqlite3_column_int64(row, 10);
  out.unsettled = sqlite3_column_int64(row, 11);
  return out;
}

}  // namespace

std::int64_t LedgerView::in(std::string_view state) const {
  return std::ranges::count_if(promotions, [&](const auto& row) { return row.second.state == state; });
}

LedgerView read_ledger(const std::filesystem::path& ledger) {
  LedgerView view;
  view.exists = std::filesystem::exists(ledger);
  if (!view.exists) return view;
  Reader reader(ledger);
  reader.run(
      "SELECT promotion_id, profile_id, group_id, kind, match_type, target, state, target_id, bid, attempts,"
      " (SELECT count(*) FROM attempts t WHERE t.promotion = promotion_id AND coalesce(t.event, 6) = 6),"
      " (SELECT count(*) FROM attempts t WHERE t.promotion = promotion_id AND t.event IS NULL)"
      " FROM audit_promotions WHERE action = 'promote'",
      [&](sqlite3_stmt* row) { view.promotions.emplace(sqlite3_column_int64(row, 0), promotion(row)); });
  view.last_event = reader.number("SELECT coalesce(max(seq), 0) FROM audit_events");
  view.running_cycles = reader.number("SELECT count(*) FROM audit_cycles WHERE status = 'running'");
  view.finished_cycles = reader.number("SELECT count(*) FROM audit_cycles WHERE finished_at IS NOT NULL");
  view.api_calls = reader.number("SELECT count(*) FROM audit_api_calls");
  return view;
}

}  // namespace harvestd::storm

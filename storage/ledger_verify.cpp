#include "storage/event_chain.h"
#include "storage/head.h"
#include "storage/ledger_state.h"
#include "storage/opening.h"

namespace harvestd {

namespace {

void check_integrity(sqlite::Database& database, std::vector<std::string>& complaints) {
  sqlite::Statement row = database.statement("PRAGMA integrity_check");
  while (row.step()) {
    if (std::string line = row.text(0); line != "ok") complaints.push_back("SQLite: " + line);
  }
}

void check_references(sqlite::Database& database, std::vector<std::string>& complaints) {
  sqlite::Statement row = database.statement("PRAGMA foreign_key_check");
  while (row.step()) {
    complaints.push_back("a row of " + row.text(0) + " (" + row.text(1) + ") refers to a missing row of " +
                         row.text(2));
  }
}

// The head may be ahead of this snapshot when a service is at work; a later snapshot then has its event.
bool is_in_the_ledger_by_now(Disk& disk, const std::filesystem::path& path, const ChainEnd& head) {
  const Result<std::unique_ptr<sqlite::Database>> later = open_for_reading(path, disk);
  return later.has_value() && chain_contains(**later, head);
}

void check_head(Disk& disk, sqlite::Database& database, std::vector<std::string>& complaints) {
  if (database.path() == ":memory:") return;
  const std::optional<ChainEnd> head = Head(disk, database.path(), {}).read();
  if (!head || chain_contains(database, *head) || is_in_the_ledger_by_now(disk, database.path(), *head)) return;
  if (head->seq < 0) {
    complaints.push_back(database.path().string() + ".head cannot be understood");
  } else {
    complaints.push_back("the ledger lacks event " + std::to_string(head->seq) + " of " + database.path().string() +
                         ".head: an older copy was restored, or its events were replaced");
  }
}

}  // namespace

std::vector<std::string> Ledger::verify(const LedgerReader& reader) {
  std::vector<std::string> complaints;
  const auto attempt = [&](auto&& check) {
    try {
      check();
    } catch (const LedgerError& error) {
      complaints.push_back(error.what());
    }
  };
  sqlite::Database& database = reader.database();
  attempt([&] { check_integrity(database, complaints); });
  attempt([&] { check_references(database, complaints); });
  attempt([&] {
    for (std::string& line : chain_complaints(database)) complaints.push_back(std::move(line));
  });
  attempt([&] { check_head(*reader.state_->disk, database, complaints); });
  return complaints;
}

}  // namespace harvestd

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

// A head that the chain does not contain.
std::optional<ChainEnd> another_head(Disk& disk, sqlite::Database& database) {
  if (database.path() == ":memory:") return std::nullopt;
  const std::optional<ChainEnd> head = Head(disk, database.path(), {}).read();
  if (!head || chain_contains(database, *head) || is_in_the_ledger_by_now(disk, database.path(), *head)) return {};
  return head;
}

void check_head(Disk& disk, sqlite::Database& database, std::vector<std::string>& complaints) {
  const std::optional<ChainEnd> head = another_head(disk, database);
  if (!head || head->seq > chain_end(database).seq) return;
  const std::string name = database.path().string() + ".head";
  complaints.push_back(head->seq < 0 ? name + " cannot be understood"
                                     : "event " + std::to_string(head->seq) + " is not the one that " + name +
                                           " names: events were replaced, or a copy of the ledger went on elsewhere");
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

std::string Ledger::older_than_head(const LedgerReader& reader) {
  sqlite::Database& database = reader.database();
  const std::optional<ChainEnd> head = another_head(*reader.state_->disk, database);
  const std::int64_t last = chain_end(database).seq;
  if (!head || head->seq <= last) return {};
  return "it ends with event " + std::to_string(last) + ", and " + database.path().string() + ".head knows event " +
         std::to_string(head->seq);
}

}  // namespace harvestd

// What Ledger and LedgerReader hold. Private to storage.
#pragma once

#include <memory>
#include <string>

#include "storage/disk.h"
#include "storage/ledger.h"
#include "storage/sqlite.h"
#include "storage/writer.h"

namespace harvestd {

/// NULL for what is not there.
inline std::optional<std::string_view> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

/// How many attempts of a promotion ended so.
inline std::int64_t attempts_that(sqlite::Database& database, PromotionId promotion, PromotionEvent ended_so) {
  return database.integer("SELECT count(*) FROM attempts WHERE promotion = ?1 AND event = ?2", promotion, ended_so)
      .value_or(0);
}

/// One more item of a JSON list.
inline void add(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

struct LedgerReader::State {
  Disk* disk = &Disk::system();
  std::unique_ptr<sqlite::Database> database;
  std::string ledger_id;
};

struct Ledger::State {
  std::shared_ptr<void> lock;  // let go last
  LedgerReader reader;
  Writer writer;
  Findings findings;
};

}  // namespace harvestd

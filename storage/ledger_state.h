// What Ledger and LedgerReader hold. Private to storage.
#pragma once

#include <memory>
#include <string>

#include "storage/ledger.h"
#include "storage/lock.h"
#include "storage/sqlite.h"
#include "storage/writer.h"

namespace harvestd {

struct LedgerReader::State {
  std::unique_ptr<sqlite::Database> database;
  std::string ledger_id;
};

struct Ledger::State {
  LedgerLock lock;  // let go last
  LedgerReader reader;
  Writer writer;
  Findings findings;
};

}  // namespace harvestd

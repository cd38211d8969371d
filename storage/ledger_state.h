// What Ledger and LedgerReader hold. Private to storage.
#pragma once

#include <memory>
#include <string>

#include "storage/disk.h"
#include "storage/ledger.h"
#include "storage/sqlite.h"
#include "storage/writer.h"

namespace harvestd {

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

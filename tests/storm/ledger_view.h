// What a ledger says, read with SQLite alone and none of harvestd's code.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "tests/sandbox/create_log.h"

namespace harvestd::storm {

struct PromotionRow {
  sandbox::Identity identity;
  std::string state, target_id, bid;
  std::int64_t attempts = 0;
  std::int64_t lost = 0;       // attempts whose outcome was never heard or is not yet
  std::int64_t unsettled = 0;  // attempts that nothing was written about after they began
};

struct LedgerView {
  bool exists = false;
  std::map<std::int64_t, PromotionRow> promotions;
  std::int64_t last_event = 0;
  std::int64_t running_cycles = 0;
  std::int64_t finished_cycles = 0;
  std::int64_t api_calls = 0;

  /// How many promotions are in this state.
  std::int64_t in(std::string_view state) const;
};

/// One snapshot. Throws std::runtime_error when there is a ledger that cannot be read. Writes nothing to it.
LedgerView read_ledger(const std::filesystem::path& ledger);

}  // namespace harvestd::storm

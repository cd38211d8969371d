// harvestd explain: what the ledger knows of one keyword or ASIN.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "daemon/commands/row_writer.h"
#include "storage/ledger.h"

namespace harvestd {

/// Table: the story in words, per campaign and source ad group, newest last. JSON and CSV: one row a decision and one a
/// promotion, oldest first. kExitFailed when the target was never seen (standard error says so, with near matches).
int explain(const CommandLine& line, const LedgerReader& ledger, std::ostream& out, Terminal terminal);

struct KeptDecision {
  std::string at, mode, campaign, ad_group, group, kind, target, verdict, rule, reason, detail;
  std::int64_t clicks = 0, conversions = 0;
};
struct KeptPromotion {
  std::int64_t id = 0, cycle = 0, attempts = 0, clicks = 0, conversions = 0;
  std::string campaign, ad_group, group, match, bid, currency, bid_basis, rule, state, target_id, destination;
  std::string decided_at, sent_at, settled_at, error;
};

/// Writes the story; both lists ordered by campaign, ad group and age. `columns`: where lines are wrapped.
void tell(const std::vector<KeptDecision>& decisions, const std::vector<KeptPromotion>& promotions, std::ostream& out,
          std::size_t columns);

}  // namespace harvestd

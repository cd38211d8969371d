// What approve and decline do to the ledger, whether the service is asked or the command does it itself.
#pragma once

#include <set>
#include <utility>

#include "config/config.h"
#include "daemon/admin/control.h"
#include "storage/ledger.h"

namespace harvestd {

struct Decided {
  ControlAnswer answer;  // not ok: some were left alone; the details say which and why
  std::set<std::pair<ProfileId, CampaignId>> approved_in;
};

/// `request` is "approve" or "decline" of promotions at the revisions that were shown; what has waited for longer than
/// `expires` is expired first. Throws LedgerError.
Decided decide(Ledger& ledger, const ControlRequest& request, Duration expires, TimePoint now);
/// What comes of approvals in these campaigns now, in words: "; sent in a cycle that starts now", or why not.
std::string what_follows(const Decided& decided, const Config& config, const LedgerReader& ledger);

}  // namespace harvestd

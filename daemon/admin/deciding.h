// What approve and decline do to the ledger, whether the service is asked or the command does it itself.
#pragma once

#include <set>
#include <utility>

#include "daemon/admin/control.h"
#include "storage/ledger.h"

namespace harvestd {

struct Decided {
  ControlAnswer answer;  // not ok: some were left alone; the details say which and why
  std::set<std::pair<ProfileId, CampaignId>> approved_in;
};

/// `request` is "approve" or "decline" of promotions at the revisions that were shown. Throws LedgerError.
Decided decide(Ledger& ledger, const ControlRequest& request, TimePoint now);

}  // namespace harvestd

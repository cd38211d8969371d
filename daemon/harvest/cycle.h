// One cycle of one campaign, from the schedule to the ledger. Start reading here.
#pragma once

#include "daemon/harvest/clients.h"
#include "daemon/harvest/engine.h"

namespace harvestd {

/// Pulls, judges, prices, intends, promotes, settles; everything is in the ledger when it returns. What Amazon or the
/// network does wrong is in the outcome; a failing ledger throws LedgerError, and nothing more may be sent.
/// `config` (and what `profile` and `campaign` point into) must outlive the call.
Task<CycleOutcome> run_cycle(Engine& engine, ApiClients& clients, const Config& config, const ProfileConfig& profile,
                             const CampaignConfig& campaign, Trigger trigger);

}  // namespace harvestd

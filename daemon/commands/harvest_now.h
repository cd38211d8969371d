// Cycles at once, one after the other in a profile, in this process: once, and approve when no service runs.
#pragma once

#include <set>
#include <string>

#include "config/config.h"
#include "daemon/commands/command_line.h"
#include "daemon/process.h"
#include "storage/ledger.h"

namespace harvestd {

/// Of the campaigns with these labels; prints a line each. The exit code. Throws LedgerError.
int harvest_now(const Config& config, Process& process, Ledger& ledger, const std::set<std::string>& labels,
                Trigger trigger);

}  // namespace harvestd

// The service that holds the ledger, asked by a command that would change it.
#pragma once

#include <optional>

#include "config/config.h"
#include "daemon/admin/control.h"
#include "daemon/commands/command_line.h"

namespace harvestd {

/// The answer of the service that holds this ledger; nothing when there is no such service. Fills in the ledger's id.
std::optional<Result<ControlAnswer>> ask_holder(const Config& config, ControlRequest& request);

/// Another process holds the ledger and no socket of it was found: says so, with where it was looked for. The exit
/// code.
int report_unheard(const CommandLine& line, const Config& config, const Error& held);

}  // namespace harvestd

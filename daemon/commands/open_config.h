// What nearly every command begins with: the configuration, and for those that only read, the ledger.
#pragma once

#include <optional>
#include <string>

#include "config/load.h"
#include "daemon/commands/command_line.h"
#include "storage/ledger.h"

namespace harvestd {

/// The configuration, in which --campaign (if given) names a campaign. Nothing: every error stands on standard error;
/// the command exits with kExitUsage.
std::optional<Config> load_or_report(const CommandLine& line);

/// For commands that need no secret: where they come from is not checked. Nor is --campaign.
std::optional<Config> load_for_reading(const CommandLine& line);

/// True when `label` is empty or a campaign of the configuration; else says so on standard error, with the labels
/// there are; the command exits with kExitUsage.
bool known_campaign_or_report(const CommandLine& line, const Config& config);

/// The same, but a campaign that only the ledger knows is good too.
bool recorded_campaign_or_report(const CommandLine& line, const Config& config, const LedgerReader& ledger);

/// Nothing: one line on standard error says why and what to do; the command exits with kExitFailed.
std::optional<LedgerReader> open_ledger_or_report(const CommandLine& line, const Config& config);

/// Says in the log what opening the ledger found: a restored backup, sends of unknown outcome.
void log_findings(const Ledger& ledger, TimePoint now);

/// One warning for each profile with unresolved promotions of campaigns that the configuration does not have.
void log_left_out(const LedgerReader& ledger, const Config& config);

/// One clear line on standard error, control characters made visible: "harvestd audit: ...".
void report(const CommandLine& line, const std::string& problem);
/// The same for an error that decides the exit code, which is the result.
int report(const Error& error);

}  // namespace harvestd

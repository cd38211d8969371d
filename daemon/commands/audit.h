// harvestd audit: the ledger's stable views, row by row.
#pragma once

#include <ostream>

#include "core/time.h"
#include "daemon/commands/row_writer.h"
#include "storage/ledger.h"

namespace harvestd {

/// Writes the rows of one view that pass the filters of `line`, oldest first. The exit code; problems stand on standard
/// error. `now`: what a --since such as 7d counts back from.
int audit(const CommandLine& line, const LedgerReader& ledger, TimePoint now, std::ostream& out, Terminal terminal);

/// The name is one of the views; else says so on standard error (kExitUsage).
bool known_view_or_report(const CommandLine& line);

/// An ISO 8601 time, or a duration back from `now`.
Result<TimePoint> parse_since(const std::string& text, TimePoint now);

}  // namespace harvestd

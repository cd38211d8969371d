#include <fmt/format.h>

#include <iostream>

#include "core/printable.h"
#include "daemon/commands/open_config.h"
#include "storage/sqlite.h"

namespace harvestd {

int run_verify(const CommandLine& line) {
  const auto config = load_for_reading(line);
  if (!config) return kExitUsage;
  const auto ledger = open_ledger_or_report(line, *config);
  if (!ledger) return kExitFailed;
  const std::string path = visible(config->ledger.path.native());
  const auto complaints = Ledger::verify(*ledger);
  if (!complaints.empty()) {
    for (const std::string& complaint : complaints) std::cout << visible(complaint) << '\n';
    report(line, fmt::format("{} is damaged: {}; keep the file, and see the last good backup", path,
                             counted(std::ssize(complaints), "complaint")));
    return kExitFailed;
  }
  const auto events = ledger->database().integer("SELECT count(*) FROM audit_events").value_or(0);
  const std::string older = Ledger::older_than_head(*ledger);
  std::cout << fmt::format("{}\n  SQLite integrity check: sound\n  event chain: {}, unbroken\n", path,
                           counted(events, "event"));
  if (older.empty()) return kExitDone;
  report(line, fmt::format("{} is an older copy, or its latest events were lost: {}. It is not damaged: the next start "
                           "of harvestd notices it, and creates nothing for {} (`settle`)",
                           path, older, to_string(config->settle)));
  return kExitFailed;
}

}  // namespace harvestd

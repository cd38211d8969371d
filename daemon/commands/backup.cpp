#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/printable.h"
#include "daemon/commands/open_config.h"

namespace harvestd {

int run_backup(const CommandLine& line) {
  const auto config = load_for_reading(line);
  if (!config) return kExitUsage;
  if (!open_ledger_or_report(line, *config)) return kExitFailed;
  const std::filesystem::path to = line.operands.at(0);
  const auto copied = Ledger::backup(config->ledger.path, to);
  if (!copied) {
    report(line, copied.error().message);
    return kExitFailed;
  }
  std::error_code ignored;
  const auto size = std::filesystem::file_size(to, ignored);
  std::cout << fmt::format("copied {} to {} ({} KiB)\n", visible(config->ledger.path.native()), visible(to.native()),
                           (ignored ? 0 : size) / 1024);
  return kExitDone;
}

}  // namespace harvestd

#include "daemon/commands/holder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "daemon/commands/open_config.h"

namespace harvestd {
namespace {

/// Where the service may listen: a service that systemd started has a runtime directory that this shell does not know.
std::vector<std::filesystem::path> sockets_of(const Config& config) {
  return {config.admin.socket, "/run/harvestd/control.sock", config.ledger.path.parent_path() / "control.sock"};
}

std::vector<std::string> names_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> names;
  for (const std::filesystem::path& path : paths) names.push_back(path.string());
  return names;
}

}  // namespace

std::optional<Result<ControlAnswer>> ask_holder(const Config& config, ControlRequest& request) {
  const auto reader = LedgerReader::open(config.ledger.path);
  if (!reader) return std::nullopt;  // opening it for writing will create it, or say what is wrong
  request.ledger_id = reader->ledger_id();
  for (const std::filesystem::path& socket : sockets_of(config)) {
    auto answer = ask_service(socket, request);
    if (answer || answer.error().code != Errc::kNotFound) return answer;
  }
  return std::nullopt;
}

int report_unheard(const CommandLine& line, const Config& config, const Error& held) {
  report(line,
         held.message + fmt::format("; its control socket was looked for at {}: give admin.socket, or stop it first",
                                    fmt::join(names_of(sockets_of(config)), ", ")));
  return kExitLedgerHeld;
}

}  // namespace harvestd

#include <iostream>

#include "daemon/admin/control.h"
#include "daemon/commands/open_config.h"

namespace harvestd {
namespace {

/// The answer of the service that holds this ledger; nothing when there is no such service.
std::optional<Result<ControlAnswer>> ask_holder(const Config& config, ControlRequest& request) {
  const auto reader = LedgerReader::open(config.ledger.path);
  if (!reader) return std::nullopt;  // opening it for writing will create it, or say what is wrong
  request.ledger_id = reader->ledger_id();
  auto answer = ask_service(config.admin.socket, request);
  if (!answer && answer.error().code == Errc::kNotFound) return std::nullopt;
  return answer;
}

Result<ControlAnswer> do_it_here(const Config& config, const ControlRequest& request) {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  auto ledger = Ledger::open(config.ledger.path, now);
  if (!ledger) return ledger.error();
  const bool pause = request.command == "pause";
  return ControlAnswer{true, paused_message(request.campaign, pause, ledger->set_paused(request.campaign, pause, now))};
}

/// A campaign may be paused twice: by its label, and because everything is.
bool still_paused(const Config& config, const ControlRequest& request) {
  if (request.command != "resume" || request.campaign.empty()) return false;
  const auto reader = LedgerReader::open(config.ledger.path);
  return reader && reader->is_paused(request.campaign);
}

int pause_or_resume(const CommandLine& line) {
  const auto config = load_for_reading(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  ControlRequest request{.ledger_id = {}, .command = line.command, .campaign = line.campaign};
  auto asked = ask_holder(*config, request);
  const auto answer = asked ? std::move(*asked) : do_it_here(*config, request);
  if (!answer) return report(answer.error());
  if (!answer->ok) {
    report(line, answer->message);
    return kExitFailed;
  }
  std::cout << answer->message << '\n';
  if (still_paused(*config, request)) {
    std::cout << "everything is paused still: harvestd resume without --campaign lifts that\n";
  }
  return kExitDone;
}

}  // namespace

int run_pause(const CommandLine& line) {
  return pause_or_resume(line);
}

int run_resume(const CommandLine& line) {
  return pause_or_resume(line);
}

}  // namespace harvestd

#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "daemon/admin/pausing.h"
#include "daemon/asio_runtime.h"
#include "daemon/commands/holder.h"
#include "daemon/commands/open_config.h"

namespace harvestd {
namespace {

Result<ControlAnswer> do_it_here(const Config& config, const ControlRequest& request) {
  const Moment now(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()), system_boot_clock());
  auto ledger = Ledger::open(config.ledger.path, now);
  if (!ledger) return ledger.error();
  return pause_or_resume(*ledger, config, request, now).answer;
}

/// A campaign may be paused twice: by its label, and because everything is. Lifting one does not lift the other.
void tell_what_is_paused_still(const Config& config, const ControlRequest& request) {
  const auto reader = LedgerReader::open(config.ledger.path);
  if (request.command != "resume" || !reader) return;
  if (!request.campaign.empty()) {
    if (!reader->is_paused(request.campaign)) return;
    std::cout << "everything is paused still: harvestd resume without --campaign lifts that\n";
    return;
  }
  for (const ProfileConfig& profile : config.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) {
      if (!reader->is_paused(campaign.label)) continue;
      std::cout << fmt::format("{0} is paused still by its own label: harvestd resume --campaign {0} lifts that\n",
                               campaign.label);
    }
  }
}

int run(const CommandLine& line) {
  const auto config = load_for_reading(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  ControlRequest request{.ledger_id = {}, .command = line.command, .campaign = line.campaign};
  auto asked = ask_holder(*config, request);
  const auto answer = asked ? std::move(*asked) : do_it_here(*config, request);
  if (!answer && answer.error().code == Errc::kLedgerHeld) {
    return report_unheard(line, *config, answer.error());
  }
  if (!answer) return report(answer.error());
  if (!answer->ok) {
    report(line, answer->message);
    return kExitFailed;
  }
  std::cout << answer->message << '\n';
  tell_what_is_paused_still(*config, request);
  return kExitDone;
}

}  // namespace

int run_pause(const CommandLine& line) {
  return run(line);
}

int run_resume(const CommandLine& line) {
  return run(line);
}

}  // namespace harvestd

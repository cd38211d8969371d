#include "daemon/admin/pausing.h"

#include <fmt/format.h>

namespace harvestd {

Paused pause_or_resume(Ledger& ledger, const Config& config, const ControlRequest& request, const Moment& now) {
  const bool pause = request.command == "pause";
  const bool changed = ledger.set_paused(request.campaign, pause, now.wall);
  Paused done{.answer = {.ok = true, .message = paused_message(request.campaign, pause, changed)}, .unparked = {}};
  if (pause) return done;
  const ProfileConfig* profile = config.find_campaign(request.campaign).profile;
  if (request.campaign.empty() || profile != nullptr) {
    Lifted lifted = ledger.unpark(request.campaign.empty() ? ProfileId() : profile->id, now);
    done.unparked = std::move(lifted.profiles);
    for (const GroupId& each : lifted.groups) {
      done.answer.message += fmt::format("; promotion group {} is not parked any more", each.str());
    }
  }
  if (request.campaign.empty() && ledger.count_from_today(now.wall)) {
    done.answer.message += "; limits count from today again, though this ledger has seen a later day";
  }
  for (const ProfileId& each : done.unparked) {
    done.answer.message += fmt::format("; profile {} is not parked any more, though Amazon asked for it", each.str());
  }
  return done;
}

}  // namespace harvestd

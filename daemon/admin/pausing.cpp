#include "daemon/admin/pausing.h"

#include <fmt/format.h>

namespace harvestd {

ControlAnswer answer_pause(Ledger& ledger, const ControlRequest& request, TimePoint now) {
  const bool pause = request.command == "pause";
  if (!pause && request.command != "resume") {
    return {false, fmt::format("this service does not know the command {}", request.command)};
  }
  const bool everything = request.campaign.empty();
  const bool changed = ledger.set_paused(request.campaign, pause, now);
  const std::string what = everything ? "everything" : request.campaign;
  if (pause) {
    return {true, changed ? fmt::format("paused {}: nothing more is sent until harvestd resume{}; harvests go on being "
                                        "recorded",
                                        what, everything ? "" : " --campaign " + what)
                          : fmt::format("{} was paused already", what)};
  }
  std::string answer = changed ? fmt::format("resumed {}", what) : fmt::format("{} was not paused", what);
  if (!everything && ledger.reader().is_paused(request.campaign)) {
    answer += "; but everything is paused: harvestd resume without --campaign lifts that";
  }
  return {true, answer};
}

}  // namespace harvestd

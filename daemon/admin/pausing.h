// What pause and resume do to the ledger, whether the service is asked or the command does it itself.
#pragma once

#include <vector>

#include "config/config.h"
#include "daemon/admin/control.h"
#include "storage/ledger.h"

namespace harvestd {

struct Paused {
  ControlAnswer answer;
  std::vector<ProfileId> unparked;  // Amazon asked them to wait longer; a person decided otherwise
};

/// `request` is "pause" or "resume" of everything or of a campaign that the configuration has. To resume lifts the wait
/// of a parked profile too: of the campaign's, or of all. Throws LedgerError.
Paused pause_or_resume(Ledger& ledger, const Config& config, const ControlRequest& request, const Moment& now);

}  // namespace harvestd

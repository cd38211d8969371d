// Pausing and resuming, the same words whether the service does it or a command beside no service.
#pragma once

#include "daemon/admin/control.h"
#include "storage/ledger.h"

namespace harvestd {

/// Does what a "pause" or "resume" request asks and says what changed, or that it was so already. Any other command is
/// answered with an error.
ControlAnswer answer_pause(Ledger& ledger, const ControlRequest& request, TimePoint now);

}  // namespace harvestd

// Secrets are read when they are used and on SIGHUP, never kept in the configuration.
#pragma once

#include "config/config.h"

namespace harvestd {

/// The secret's value, one trailing newline removed. Errors (kConfiguration) name the source, never the value: not set,
/// unreadable, empty, over 16 KiB, holding control characters, or a file that its group or others may read
/// (systemd credentials: $CREDENTIALS_DIRECTORY/name).
Result<Secret> read_secret(const SecretSource& source);

}  // namespace harvestd

// Secrets are read when they are used and on SIGHUP, never kept in the configuration.
#pragma once

#include "config/config.h"

namespace harvestd {

/// The secret's value, one trailing newline removed. Errors (kConfiguration) name the source, never the value: not set,
/// unreadable, empty, over 16 KiB, holding control characters, not a regular file, or a file that others may read or
/// write or its group may write. Its group may read it, so that a file of root's can be lent to the service (0640).
/// Systemd credentials are $CREDENTIALS_DIRECTORY/name.
Result<Secret> read_secret(const SecretSource& source);

}  // namespace harvestd

// What the service tells systemd (sd_notify). Does nothing when it was not started by systemd.
#pragma once

#include <optional>
#include <string>

#include "core/time.h"

namespace harvestd::systemd {

void ready(const std::string& status);
void reloading();
void stopping();
void status(const std::string& status);
void watchdog();
/// How often systemd expects watchdog(), or nothing when it does not.
std::optional<Duration> watchdog_interval();

}  // namespace harvestd::systemd

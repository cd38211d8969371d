#include "daemon/systemd.h"

#include <systemd/sd-daemon.h>

#include <ctime>

#include "core/printable.h"

namespace harvestd::systemd {
namespace {

void notify(const std::string& state) {
  sd_notify(0, state.c_str());
}

}  // namespace

void ready(const std::string& status) {
  notify("READY=1\nSTATUS=" + visible(status));
}

void reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto usec = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec));
}

void stopping() {
  notify("STOPPING=1\nSTATUS=Stopping: an intent under way is sent and settled first");
}

void status(const std::string& status) {
  notify("STATUS=" + visible(status));
}

void watchdog() {
  notify("WATCHDOG=1");
}

std::optional<Duration> watchdog_interval() {
  std::uint64_t usec = 0;
  if (sd_watchdog_enabled(0, &usec) <= 0) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::microseconds(usec));
}

}  // namespace harvestd::systemd

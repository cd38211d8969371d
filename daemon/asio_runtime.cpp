#include "daemon/asio_runtime.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace harvestd {

namespace asio = boost::asio;

namespace {

std::string boot_id() {
  std::string id;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
  std::erase(id, '-');  // as systemd writes it
  if (!id.empty()) return id;
  // ProcSubset=pid hides it: the unit hands it over.
  const char* handed = std::getenv("HARVESTD_BOOT_ID");
  return handed == nullptr ? "" : handed;
}

}  // namespace

BootClock system_boot_clock() {
  static const std::string boot = boot_id();
  timespec since{};
  ::clock_gettime(CLOCK_BOOTTIME, &since);
  return {.boot = boot,
          .since = std::chrono::seconds(since.tv_sec) + std::chrono::milliseconds(since.tv_nsec / 1'000'000)};
}

AsioRuntime::AsioRuntime(asio::io_context& context) : context_(context) {}

TimePoint AsioRuntime::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Duration AsioRuntime::uptime() const {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

BootClock AsioRuntime::boot_clock() const {
  return system_boot_clock();
}

double AsioRuntime::uniform() {
  return std::uniform_real_distribution<double>(0.0, 1.0)(random_);
}

Task<void> AsioRuntime::sleep_for(Duration duration) {
  return wait(duration, sleepers_);
}

Task<void> AsioRuntime::idle_for(Duration duration) {
  return wait(duration, idlers_);
}

Task<void> AsioRuntime::wait(Duration duration, Timers& among) {
  if (stopping_) co_return;
  asio::steady_timer timer(context_, duration);
  const auto waiting = among.insert(&timer).first;
  boost::system::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await timer.async_wait(token);
  among.erase(waiting);
}

void AsioRuntime::stop() {
  stopping_ = true;
  for (asio::steady_timer* timer : sleepers_) timer->cancel();
  wake();
}

void AsioRuntime::wake() {
  for (asio::steady_timer* timer : idlers_) timer->cancel();
}

}  // namespace harvestd

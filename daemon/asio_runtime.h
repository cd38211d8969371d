// The real Runtime: the system's clocks and an Asio timer a sleeper.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <random>
#include <set>

#include "daemon/runtime.h"

namespace harvestd {

/// This machine's. The identity of the boot is the kernel's, or HARVESTD_BOOT_ID where /proc does not show it; empty
/// when there is neither.
BootClock system_boot_clock();

class AsioRuntime : public Runtime {
 public:
  explicit AsioRuntime(boost::asio::io_context& context);
  TimePoint now() const override;
  Duration uptime() const override;
  BootClock boot_clock() const override;
  double uniform() override;
  Task<void> sleep_for(Duration duration) override;
  Task<void> idle_for(Duration duration) override;
  bool stopping() const override { return stopping_; }

  /// Ends every sleep, now and later.
  void stop();
  /// Ends the idling under way, once; sleeps go on.
  void wake();

 private:
  using Timers = std::set<boost::asio::steady_timer*>;
  Task<void> wait(Duration duration, Timers& among);

  boost::asio::io_context& context_;
  Timers sleepers_;
  Timers idlers_;
  std::mt19937_64 random_{std::random_device{}()};
  bool stopping_ = false;
};

}  // namespace harvestd

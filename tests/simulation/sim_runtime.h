// The Runtime of a process in the simulation: virtual clocks, and sleepers that the world wakes. The io_context is only
// ever polled; a sleeper is a timer that never comes and is cancelled when its virtual time has come.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>

#include "daemon/runtime.h"
#include "tests/simulation/random.h"
#include "tests/simulation/world.h"

namespace harvestd::simulation {

/// Lets one coroutine wait until somebody wakes it. Waking one that nobody waits on any more is fine.
class Wait {
 public:
  explicit Wait(boost::asio::io_context& context) : timer_(context, boost::asio::steady_timer::time_point::max()) {}
  Task<void> wait();
  void wake() {
    woken_ = true;
    timer_.cancel();
  }

 private:
  boost::asio::steady_timer timer_;
  bool woken_ = false;
};

class SimRuntime : public Runtime {
 public:
  /// References must outlive it.
  SimRuntime(World& world, boost::asio::io_context& context, ProcessNumber process, Random random)
      : world_(world), context_(context), process_(process), random_(random) {}

  TimePoint now() const override { return world_.wall(); }
  Duration uptime() const override { return world_.uptime(); }
  BootClock boot_clock() const override { return world_.boot_clock(); }
  double uniform() override { return random_.unit(); }
  Task<void> sleep_for(Duration duration) override { return wait(duration, false); }
  Task<void> idle_for(Duration duration) override { return wait(duration, true); }
  bool stopping() const override { return stopping_; }

  void stop();
  void wake();
  /// The process is gone: nothing it waits for comes any more.
  void abandon();

 private:
  struct Sleeper {
    std::shared_ptr<Wait> wait;
    bool idle = false;
  };
  Task<void> wait(Duration duration, bool idle);
  void end(bool idlers_only);

  World& world_;
  boost::asio::io_context& context_;
  ProcessNumber process_;
  Random random_;
  std::map<World::EventId, Sleeper> sleepers_;
  bool stopping_ = false;
};

}  // namespace harvestd::simulation

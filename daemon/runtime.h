// What the engine asks of the process around it: time, sleep, and whether to stop. A seam: tests and the simulation
// bring their own. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/elapsed.h"
#include "core/time.h"

namespace harvestd {

template <class T>
using Task = boost::asio::awaitable<T>;

class Runtime {
 public:
  virtual ~Runtime() = default;
  virtual TimePoint now() const = 0;
  /// Monotonic, for latencies and deadlines; its zero means nothing.
  virtual Duration uptime() const = 0;
  /// What measures time across restarts of the process: neither a clock that is set nor a suspend disturbs it.
  virtual BootClock boot_clock() const = 0;
  /// In [0, 1).
  virtual double uniform() = 0;
  /// Ends early when the process stops; stopping() tells.
  virtual Task<void> sleep_for(Duration duration) = 0;
  /// For who has nothing to do until then: also ends early when there is news (a reload, a person's word), so that the
  /// reason to wait is looked at again.
  virtual Task<void> idle_for(Duration duration) = 0;
  /// The first signal came: no new work; an intent under way is sent and settled.
  virtual bool stopping() const = 0;
};

}  // namespace harvestd

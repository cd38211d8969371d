// Virtual time. One queue holds everything that is to happen; nothing happens in between, so that the clock can jump
// from one thing to the next. The machine's clocks are read off it. One thread; nothing here knows of harvestd.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "core/elapsed.h"

namespace harvestd::simulation {

/// Whose doing something is. Processes count from 1; what Amazon, the network or a person does belongs to nobody.
using ProcessNumber = int;
inline constexpr ProcessNumber kNobody = 0;

class World {
 public:
  using Action = std::function<void()>;
  using EventId = std::uint64_t;

  explicit World(TimePoint epoch) : epoch_(epoch) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // --- The one true time, since the world began.
  Duration now() const { return now_; }
  /// To be done in `delay`, after everything that was to be done by then. `owner`: it reaches that process, or is its
  /// timer; a frozen process gets it when it thaws.
  EventId in(Duration delay, ProcessNumber owner, Action action) { return add(delay, owner, false, std::move(action)); }
  /// A timer of a process: it stands still while the machine is suspended.
  EventId timer(Duration delay, ProcessNumber owner, Action action) {
    return add(delay, owner, true, std::move(action));
  }
  void cancel(EventId id);
  /// Nothing of this process happens any more.
  void forget(ProcessNumber owner);
  /// Does the next thing. False when there is nothing to be done by `until`: time is then `until`.
  bool step(Duration until);
  /// Lets time pass at once, to where nothing else was to be done (checked).
  void skip_to(Duration when);

  // --- The machine's clocks.
  TimePoint wall() const { return epoch_ + now_ + wall_offset_; }
  /// What wall() would be if nobody had set the clock.
  TimePoint true_wall() const { return epoch_ + now_; }
  /// Stands still in a suspend.
  Duration uptime() const { return now_ - suspended_; }
  BootClock boot_clock() const;
  void set_clock_by(Duration step) { wall_offset_ += step; }
  Duration wall_offset() const { return wall_offset_; }
  void boot();
  /// The machine sleeps: what reaches processes in the meantime waits, their timers stand still.
  void suspend(Duration time);
  /// SIGSTOP, until SIGCONT.
  void freeze(ProcessNumber owner, Duration time);

 private:
  struct Event {
    EventId id;
    Duration at;
    ProcessNumber owner;
    bool is_timer;
    Action action;
  };
  EventId add(Duration delay, ProcessNumber owner, bool is_timer, Action action);
  std::size_t next() const;

  TimePoint epoch_;
  Duration now_{0};
  Duration wall_offset_{0};
  Duration suspended_{0};
  Duration booted_at_{std::chrono::hours(-1)};
  int boots_ = 1;
  EventId last_id_ = 0;
  std::vector<Event> events_;  // few at any time: searched, not sorted
};

}  // namespace harvestd::simulation

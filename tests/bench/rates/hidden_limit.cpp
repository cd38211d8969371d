#include "tests/bench/rates/hidden_limit.h"

#include <algorithm>
#include <queue>
#include <random>
#include <vector>

#include "core/rate.h"

namespace harvestd::bench {
namespace {

constexpr double kStep = 0.05;  // seconds in which the allowed rate is constant

class Bucket {
 public:
  explicit Bucket(const Scenario& scenario) : scenario_(scenario), tokens_(scenario.burst) {}

  bool take(double now) {
    while (at_ < now) {
      const double step = std::min(kStep, now - at_);
      tokens_ = std::min(tokens_ + scenario_.allowed(at_) * step, std::max(1.0, scenario_.burst));
      at_ += step;
    }
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  const Scenario& scenario_;
  double tokens_;
  double at_ = 0;
};

struct Event {
  enum class Kind : std::uint8_t { kAsk, kArrive, kAnswer };
  Duration at{0};
  std::uint64_t number = 0;
  Kind kind = Kind::kAsk;
  std::size_t slot = 0;
  bool operator>(const Event& other) const { return std::pair(at, number) > std::pair(other.at, other.number); }
};

struct Slot {
  ProfileId profile;
  RateLimiter::Ticket ticket = 0;
  RateLimiter::Permit permit;
  bool accepted = false;
};

class Simulation {
 public:
  explicit Simulation(const Scenario& scenario) : scenario_(scenario), bucket_(scenario) {
    for (int i = 0; i < scenario.profiles * scenario.in_flight; ++i) {
      slots_.push_back({.profile = ProfileId(std::to_string(i % scenario.profiles)), .permit = {}});
      enter(slots_.size() - 1, Duration(0));
    }
  }

  Outcome run() {
    const Duration end(static_cast<std::int64_t>(scenario_.hours * 3'600'000));
    while (events_.top().at < end) {
      const Event event = events_.top();
      events_.pop();
      handle(event);
    }
    for (double t = 0; t < scenario_.hours * 3600; t += kStep) outcome_.allowed += scenario_.allowed(t) * kStep;
    outcome_.allowed += scenario_.burst;
    return outcome_;
  }

 private:
  void schedule(Duration at, Event::Kind kind, std::size_t slot) {
    events_.push({.at = at, .number = ++number_, .kind = kind, .slot = slot});
  }
  void enter(std::size_t slot, Duration now) {
    slots_[slot].ticket = limiter_.enter(slots_[slot].profile, now);
    schedule(now, Event::Kind::kAsk, slot);
  }
  Duration half_way() { return Duration(std::uniform_int_distribution<int>(30, 70)(random_)); }

  void handle(const Event& event) {
    Slot& slot = slots_[event.slot];
    switch (event.kind) {
      case Event::Kind::kAsk: {
        auto answer = limiter_.ask(slot.ticket, event.at);
        if (const auto* wait = std::get_if<Duration>(&answer)) {
          schedule(event.at + *wait, Event::Kind::kAsk, event.slot);
        } else {
          slot.permit = std::get<RateLimiter::Permit>(answer);
          schedule(event.at + half_way(), Event::Kind::kArrive, event.slot);
        }
        break;
      }
      case Event::Kind::kArrive:
        slot.accepted = bucket_.take(std::chrono::duration<double>(event.at).count());
        ++(slot.accepted ? outcome_.accepted : outcome_.throttled);
        schedule(event.at + half_way(), Event::Kind::kAnswer, event.slot);
        break;
      case Event::Kind::kAnswer:
        limiter_.report(slot.permit, slot.accepted ? RateLimiter::Answer::kAccepted : RateLimiter::Answer::kThrottled,
                        event.at);
        enter(event.slot, event.at);
        break;
    }
  }

  const Scenario& scenario_;
  Bucket bucket_;
  RateLimiter limiter_;
  std::mt19937 random_{20261124};
  std::vector<Slot> slots_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t number_ = 0;
  Outcome outcome_;
};

}  // namespace

Outcome& Outcome::operator+=(const Outcome& other) {
  allowed += other.allowed;
  accepted += other.accepted;
  throttled += other.throttled;
  return *this;
}

Outcome run_hidden_limit(const Scenario& scenario) {
  return Simulation(scenario).run();
}

}  // namespace harvestd::bench

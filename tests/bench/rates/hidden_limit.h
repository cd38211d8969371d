// A server whose limit nobody tells, and clients that always want more, in virtual time: what a RateLimiter makes of
// it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace harvestd::bench {

struct Scenario {
  std::string name;
  std::function<double(double seconds)> allowed;  // calls a second
  double hours = 2;
  double burst = 1;  // calls that the server's bucket holds
  int profiles = 10;
  int in_flight = 2;  // of each profile, at most
};

struct Outcome {
  double allowed = 0;  // calls
  std::int64_t accepted = 0, throttled = 0;
  double used() const { return static_cast<double>(accepted) / allowed; }
  double throttled_share() const { return static_cast<double>(throttled) / static_cast<double>(accepted + throttled); }
  Outcome& operator+=(const Outcome& other);
};

/// Latencies are 60 to 140 ms, from a fixed seed: the same scenario ends the same.
Outcome run_hidden_limit(const Scenario& scenario);

}  // namespace harvestd::bench

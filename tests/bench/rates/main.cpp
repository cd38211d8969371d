// Two experiments with the rate limiter, in virtual time: `rates_bench` prints their tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <vector>

#include "tests/bench/rates/fairness.h"
#include "tests/bench/rates/hidden_limit.h"

namespace harvestd::bench {
namespace {

struct Shape {
  const char* name;
  std::function<double(double, double)> allowed;  // of base rate and time
};

double level(const std::vector<double>& levels, double every, double t) {
  return levels[static_cast<std::size_t>(t / every) % levels.size()];
}

std::vector<Shape> shapes() {
  return {
      {"steady", [](double base, double) { return base; }},
      {"x2 and back, 10 min", [](double base, double t) { return base * level({1, 2}, 600, t); }},
      {"x5 and back, 10 min", [](double base, double t) { return base * level({1, 5}, 600, t); }},
      {"stairs 1 2 4 2 1 3, 5 min", [](double base, double t) { return base * level({1, 2, 4, 2, 1, 3}, 300, t); }},
      {"slow drift +-50 %, 1 h", [](double base, double t) { return base * (1 + 0.5 * std::sin(t / 3600 * 6.2832)); }},
      {"sawtooth 1..3, 10 min", [](double base, double t) { return base * (1 + 2 * std::fmod(t, 600) / 600); }},
      {"x3 and back, 1 min", [](double base, double t) { return base * level({1, 3}, 60, t); }},
  };
}

constexpr double kUsed = 0.95, kThrottled = 0.01;  // the goals

Outcome run(const Shape& shape, double base, double burst_seconds) {
  Scenario scenario{.name = shape.name,
                    .allowed = [&shape, base](double t) { return shape.allowed(base, t); },
                    .hours = base > 20 ? 1.0 : 3.0,
                    .burst = std::max(2.0, burst_seconds * base),
                    .profiles = 50,
                    .in_flight = 1};
  const Outcome outcome = run_hidden_limit(scenario);
  const bool good = outcome.used() >= kUsed && outcome.throttled_share() < kThrottled;
  fmt::print("{:26} {:>6} {:>7} {:>8.1f}% {:>9.2f}% {}\n", shape.name, base, scenario.burst, 100 * outcome.used(),
             100 * outcome.throttled_share(), good ? "" : "  *");
  return outcome;
}

void hidden_limit() {
  fmt::print("A hidden limit that moves; 50 profiles that always want more. Goal: {} % used, under {} % throttled\n\n",
             100 * kUsed, 100 * kThrottled);
  fmt::print("{:26} {:>6} {:>7} {:>9} {:>10}\n", "limit", "a sec.", "bucket", "used", "throttled");
  std::map<double, Outcome> by_base;
  Outcome all;
  for (const Shape& shape : shapes()) {
    for (const double base : {2.0, 10.0, 50.0}) {
      for (const double burst_seconds : {0.5, 10.0}) {
        const Outcome outcome = run(shape, base, burst_seconds);
        by_base[base] += outcome;
        all += outcome;
      }
    }
  }
  for (const auto& [base, outcome] : by_base) {
    fmt::print("{:26} {:>6} {:>7} {:>8.1f}% {:>9.2f}%\n", "all of them", base, "", 100 * outcome.used(),
               100 * outcome.throttled_share());
  }
  fmt::print("{:26} {:>6} {:>7} {:>8.1f}% {:>9.2f}%\n\n", "all", "", "", 100 * all.used(), 100 * all.throttled_share());
}

void fairness() {
  fmt::print("50 profiles, one of them always throttled: what the other 49 keep. Goal: 95 %\n\n");
  fmt::print("{:>12} {:>9} {:>9} {:>8} {:>8} {:>8} {:>10}\n", "limit a sec.", "without", "with", "kept", "least",
             "most", "its tries");
  for (const double allowed : {5.0, 20.0, 1000.0}) {
    const Shares without = run_fairness({.one_always_throttled = false, .allowed = allowed});
    const Shares with = run_fairness({.one_always_throttled = true, .allowed = allowed});
    fmt::print("{:>12} {:>9} {:>9} {:>7.1f}% {:>8} {:>8} {:>10}\n", allowed, without.others, with.others,
               100 * static_cast<double>(with.others) / static_cast<double>(without.others), with.least, with.most,
               with.tried);
  }
}

}  // namespace
}  // namespace harvestd::bench

int main() {
  harvestd::bench::hidden_limit();
  harvestd::bench::fairness();
}

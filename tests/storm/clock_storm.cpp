#include <fmt/format.h>

#include <array>
#include <csignal>
#include <fstream>
#include <thread>

#include "tests/storm/oracle.h"
#include "tests/storm/storms.h"
#include "tests/storm/world.h"

namespace harvestd::storm {
namespace {

using sandbox::Step;
using std::chrono::milliseconds;

constexpr long kDay = 86'400;
constexpr std::size_t kPromotionsPerDay = 6;
constexpr std::uint64_t kStepsOfARound = 6;

struct Tally {
  std::uint64_t steps = 0, rounds = 0;
  std::size_t creates = 0;
};

WorldOptions world_options(const StormOptions& options, std::uint64_t round) {
  WorldOptions world;
  world.program = options.program;
  world.seed = options.seed * 1'000'003 + round;
  world.limits = fmt::format("{{promotions_per_cycle: 100000, promotions_per_day: {}}}", kPromotionsPerDay);
  if (round % 2 == 1) world.faults = {"create_targets:every/2:reset,applied=true"};
  return world;
}

/// A service whose wall clock is set while it runs; its monotonic clock stays as it is.
class Round {
 public:
  Round(const StormOptions& options, std::uint64_t number, Findings& findings, Tally& tally)
      : world_(world_options(options, number)), findings_(findings), oracle_(findings), tally_(tally) {}

  void run();

 private:
  void set_clock(long seconds);
  void step();
  std::unique_ptr<ChildProcess> service();

  World world_;
  Findings& findings_;
  Oracle oracle_;
  Tally& tally_;
  long offset_ = 0;
  long latest_day_ = 0;
  std::size_t days_ = 1;  // on which it could send: each later than all before
};

/// Empty: it is not installed.
std::filesystem::path faketime_library() {
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib")) {
    std::filesystem::path library = entry.path() / "faketime/libfaketimeMT.so.1";
    if (std::filesystem::exists(library)) return library;
  }
  return {};
}

std::filesystem::path offset_file(const World& world) {
  return world.folder() / "clock";
}

long now() {
  return static_cast<long>(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
}

void Round::set_clock(long seconds) {
  offset_ = seconds;
  const std::filesystem::path next = world_.folder() / "clock.next";
  std::ofstream(next) << fmt::format("{:+}\n", seconds);
  std::filesystem::rename(next, offset_file(world_));
  const long day = (now() + seconds) / kDay;
  if (day > latest_day_ && latest_day_ > 0) ++days_;
  latest_day_ = std::max(latest_day_, day);
}

std::unique_ptr<ChildProcess> Round::service() {
  return world_.start("run", {},
                      {{"LD_PRELOAD", faketime_library().string()},
                       {"FAKETIME_TIMESTAMP_FILE", offset_file(world_).string()},
                       {"FAKETIME_NO_CACHE", "1"},
                       {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}});
}

void Round::step() {
  constexpr std::array kSteps = {3600L, -3600L, kDay, -kDay, 12 * 3600L, -300L};
  // The sandbox's certificate is good for days around now; what the steps add up to has to stay within.
  long next = 0;
  do {
    next = offset_ + kSteps.at(world_.random().below(kSteps.size()));
  } while (next > 3 * kDay || next < -kDay / 2);
  set_clock(next);
  ++tally_.steps;
}

void Round::run() {
  set_clock(0);
  world_.recommend(40);
  auto child = service();
  for (std::uint64_t i = 0; i < kStepsOfARound; ++i) {
    if (world_.random().one_in(2)) {
      world_.trigger().arm("create_targets", Step::At::kArrived, 1);
    } else {
      world_.trigger().arm("recommendations", Step::At::kArrived, 1);
    }
    world_.trigger().wait(*child, milliseconds(1500));
    step();
    if (!world_.random().one_in(3)) continue;
    const bool gently = world_.random().one_in(2);
    child->signal(gently ? SIGTERM : SIGKILL);
    const int code = child->wait().value_or(-1);
    if (gently && code != 0) findings_.violation(fmt::format("it ended with {}: {}", code, child->standard_error()));
    oracle_.check(world_.ledger(), view_of(world_.server()));
    child = service();
  }
  world_.trigger().arm("recommendations", Step::At::kArrived, 1);
  world_.trigger().wait(*child, milliseconds(1500));
  child->signal(SIGTERM);
  if (const int code = child->wait().value_or(-1); code != 0) {
    findings_.violation(fmt::format("it ended with {}: {}", code, child->standard_error()));
  }
  const ServerView server = view_of(world_.server());
  oracle_.check(world_.ledger(), server);
  const std::size_t most = days_ * kPromotionsPerDay;
  if (server.received.size() > most) {
    findings_.violation(fmt::format("5: {} targets were sent on {} days, at most {} a day were allowed",
                                    server.received.size(), days_, kPromotionsPerDay));
  }
  if (const World::Ran verified = world_.run("verify"); verified.exit_code != 0) {
    findings_.violation("13: verify says: " + verified.out + verified.err);
  }
  tally_.creates += server.created.size();
  ++tally_.rounds;
}

}  // namespace

void clock_storm(const StormOptions& options, Findings& findings) {
  if (faketime_library().empty()) {
    findings.skip("libfaketime is missing (apt-get install faketime)");
    return;
  }
  Tally tally;
  std::uint64_t round = options.round.value_or(0);
  do {
    findings.begin_round(fmt::format("harvestd-storm clock --seed {} --round {}", options.seed, round));
    Round(options, round++, findings, tally).run();
  } while (!options.round && tally.steps < options.times && findings.count() == 0);
  fmt::print("clock: {} steps of the wall clock in {} rounds, {} targets created, {} violations (seed {})\n",
             tally.steps, tally.rounds, tally.creates, findings.count(), options.seed);
}

}  // namespace harvestd::storm

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <thread>

#include "tests/storm/canary.h"
#include "tests/storm/oracle.h"
#include "tests/storm/storms.h"
#include "tests/storm/world.h"

namespace harvestd::storm {
namespace {

using sandbox::Step;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::uint64_t kKillsOfARound = 25;
constexpr milliseconds kSettle{600};

/// What Amazon does to creates in a round. Nothing is applied or listed later than half a settle window.
struct Weather {
  const char* name;
  std::vector<std::string> faults;
  milliseconds list_lag{0};
};

const std::array<Weather, 9>& weathers() {
  static const std::array<Weather, 9> kAll = {{
      {"lists lag", {}, milliseconds(250)},
      {"applied late", {"create_targets:every/4:reset,applied=true,after=150"}, milliseconds(150)},
      {"calm", {}, {}},
      {"no answer, applied late", {"create_targets:every/6:stall,applied=true,after=200"}, {}},
      {"slow answers", {"create_targets:every:slow,after=3"}, {}},
      {"resets after applying", {"create_targets:every/3:reset,applied=true"}, {}},
      {"5xx", {"create_targets:every/3:status,code=503,applied=true", "create_targets:every/4:status,code=500"}, {}},
      {"broken answers",
       {"create_targets:every/4:items_missing", "create_targets:every/5:short_body,applied=true",
        "create_targets:every/7:eof_body"},
       {}},
      {"half answers, lists lag",
       {"create_targets:every/3:items_malformed", "create_targets:every/4:item_internal"},
       milliseconds(250)},
  }};
  return kAll;
}

enum class Fell {
  kStarting,         // before its first connection
  kBeforeTheSend,    // in a cycle that had begun no attempt
  kBeforeArrival,    // the attempt was durable, the request had not arrived
  kBeforeTheAnswer,  // it had arrived, no answer had left
  kBeforeSettling,   // the answer had left and was not in the ledger
  kAfterTheAnswer,   // settled, in a cycle that went on
  kIdle,             // between cycles
};
constexpr std::array kFellNames = {"starting",     "before send", "before arrival", "in flight", "answer not recorded",
                                   "after answer", "idle"};

struct Tally {
  std::uint64_t kills = 0, ended = 0, creates = 0;
  std::array<std::uint64_t, kFellNames.size()> fell{};
  CanaryScan scan;
};

WorldOptions world_options(const StormOptions& options, std::uint64_t round) {
  const Weather& weather = weathers().at(round % weathers().size());
  WorldOptions world;
  world.program = options.program;
  world.seed = options.seed * 1'000'003 + round;
  world.faults = weather.faults;
  world.list_lag = weather.list_lag;
  world.timeout = "300ms";
  world.settle = fmt::format("{}ms", kSettle.count());
  return world;
}

class Round {
 public:
  Round(const StormOptions& options, std::uint64_t number, Findings& findings, Tally& tally)
      : number_(number),
        world_(world_options(options, number)),
        findings_(findings),
        oracle_(findings),
        tally_(tally) {}

  void run(std::uint64_t kills) {
    const std::size_t before = findings_.count();
    for (std::uint64_t done = 0; done < kills && findings_.count() == before;) done += live_once() ? 1 : 0;
    finish();
    if (findings_.count() > before) {
      fmt::print("kept: {}\n", world_.keep(fmt::format("harvestd-storm-kill-{}", number_)).string());
    }
  }

 private:
  /// One life of the process. False when it ended by itself.
  bool live_once();
  void aim();
  Fell where(const LedgerView& ledger) const;
  void finish();

  std::uint64_t number_;
  World world_;
  Findings& findings_;
  Oracle oracle_;
  Tally& tally_;
  milliseconds patience_{0};
  microseconds delay_{0};
};

/// Most kills fall within 5 ms of a step of a create, of the lists that are read before one, or of a commit; the others
/// anywhere.
void Round::aim() {
  sandbox::Random& random = world_.random();
  patience_ = milliseconds(random.one_in(8) ? 1300 : 400);  // a service that is due again, or not yet
  delay_ = random.one_in(3) ? microseconds(0) : microseconds(random.below(random.one_in(2) ? 500 : 5000));
  constexpr std::array kSteps = {Step::At::kArrived, Step::At::kHandled, Step::At::kAnswered};
  const std::size_t kind = random.below(10);
  if (kind < 2) {
    world_.trigger().arm_at_commit(1 + random.below(6));
    delay_ /= 10;
  } else if (kind < 6) {
    world_.trigger().arm("create_targets", kSteps.at(random.below(3)), 1 + random.below(3));
  } else if (kind < 8) {
    constexpr std::array kReads = {"list_product_targets", "list_targets", "list_keywords", "recommendations", "token"};
    const std::size_t read = random.one_in(2) ? 0 : random.below(kReads.size());
    world_.trigger().arm(kReads.at(read), Step::At::kAnswered, 1 + random.below(2));
  } else {
    world_.trigger().disarm();
    patience_ = milliseconds(random.below(random.one_in(4) ? 600 : 80));
  }
}

bool Round::live_once() {
  world_.recommend(2 + world_.random().below(4));
  aim();
  const bool service = world_.random().one_in(3);
  const auto child = world_.start(service ? "run" : "once");
  const Trigger::Woke woke = world_.trigger().wait(*child, patience_);
  if (woke == Trigger::Woke::kFired && delay_.count() > 0) std::this_thread::sleep_for(delay_);
  child->signal(SIGKILL);
  const int code = child->wait().value_or(-1);
  const bool killed = code == 128 + SIGKILL;
  const LedgerView ledger = world_.ledger();
  if (killed) {
    ++tally_.kills;
    ++tally_.fell.at(static_cast<std::size_t>(where(ledger)));
  } else {
    ++tally_.ended;
    if (code != 0 && code != 1) {
      findings_.violation(fmt::format("it ended with {}: {}", code, child->standard_error()));
    }
  }
  oracle_.check(ledger, view_of(world_.server()));
  const World::Ran verified = ledger.exists ? world_.run("verify") : World::Ran{};
  if (verified.exit_code != 0) findings_.violation("13: verify says: " + verified.out + verified.err);
  return killed;
}

Fell Round::where(const LedgerView& ledger) const {
  const Trigger& trigger = world_.trigger();
  if (trigger.connections() == 0) return Fell::kStarting;
  const std::uint64_t arrived = trigger.creates(Step::At::kArrived), answered = trigger.creates(Step::At::kAnswered);
  if (ledger.in("sending") > 0) {
    if (arrived == answered) return arrived == 0 ? Fell::kBeforeArrival : Fell::kBeforeSettling;
    return Fell::kBeforeTheAnswer;
  }
  if (ledger.running_cycles == 0) return Fell::kIdle;
  return arrived == 0 ? Fell::kBeforeTheSend : Fell::kAfterTheAnswer;
}

void Round::finish() {
  world_.server().clear_faults();
  world_.trigger().disarm();
  LedgerView ledger;
  for (int cycle = 0; cycle < 8; ++cycle) {
    const World::Ran ran = world_.run("once");
    if (ran.exit_code != 0 && ran.exit_code != 1) {
      findings_.violation(fmt::format("`once` ended with {}: {}", ran.exit_code, ran.err));
    }
    ledger = world_.ledger();
    if (ran.exit_code == 0) break;
    std::this_thread::sleep_for(kSettle + milliseconds(100));  // the window has to pass, on the real clock
  }
  oracle_.check_end(ledger, view_of(world_.server()), world_.wanted());
  tally_.creates += world_.server().created().size();
  const std::size_t leaks = tally_.scan.leaks().size();
  tally_.scan.tree(world_.output_folder());
  tally_.scan.tree(world_.ledger_folder());
  for (std::size_t i = leaks; i < tally_.scan.leaks().size(); ++i) {
    findings_.violation("11: " + tally_.scan.leaks()[i]);
  }
}

}  // namespace

void kill_storm(const StormOptions& options, Findings& findings) {
  const auto start = std::chrono::steady_clock::now();
  Tally tally;
  std::uint64_t round = options.round.value_or(0);
  const std::uint64_t goal = options.round ? std::min(options.times, kKillsOfARound) : options.times;
  while (tally.kills < goal && findings.count() == 0) {
    findings.begin_round(fmt::format("harvestd-storm kill --seed {} --round {}", options.seed, round));
    Round(options, round, findings, tally).run(std::min(kKillsOfARound, goal - tally.kills));
    ++round;
  }
  const std::chrono::duration<double, std::ratio<60>> minutes = std::chrono::steady_clock::now() - start;
  fmt::print("where the kills fell:");
  for (std::size_t i = 0; i < kFellNames.size(); ++i) fmt::print(" {} {} ·", kFellNames.at(i), tally.fell.at(i));
  fmt::print(" ended by itself {}\n", tally.ended);
  fmt::print("canary scan: {} files, {} bytes, {} leaks\n", tally.scan.files(), tally.scan.bytes(),
             tally.scan.leaks().size());
  fmt::print("kill: {} kills, {:.0f} a minute, {} targets created, {} violations (seed {})\n", tally.kills,
             static_cast<double>(tally.kills) / minutes.count(), tally.creates, findings.count(), options.seed);
}

}  // namespace harvestd::storm

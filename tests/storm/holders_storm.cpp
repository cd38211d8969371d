#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

#include "tests/storm/oracle.h"
#include "tests/storm/storms.h"
#include "tests/storm/world.h"
#include "tests/support/notify_socket.h"

namespace harvestd::storm {
namespace {

using sandbox::Step;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kHeldByAnother = 3;
constexpr milliseconds kLoserLeaves{1000};
constexpr milliseconds kTakeover{2000};
constexpr milliseconds kDeadline{300};  // of a request, where a holder is stopped

struct Tally {
  std::uint64_t starts = 0, in_turn = 0, takeovers = 0, stopped = 0;
  milliseconds slowest_loser{0}, slowest_takeover{0};
};

std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename()].assign(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

template <class Condition>
bool within(milliseconds patience, Condition&& holds) {
  const auto over = steady_clock::now() + patience;
  while (!holds()) {
    if (steady_clock::now() > over) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

/// Two processes with a sandbox each, so that each one's packets are known, and one ledger.
class Round {
 public:
  Round(const StormOptions& options, std::uint64_t number, Findings& findings, Tally& tally)
      : stopped_(number % 10 == 9),
        findings_(findings),
        tally_(tally),
        one_(world_options(options, number, {})),
        other_(world_options(options, number, one_.ledger_folder())) {
    for (World* world : {&one_, &other_}) world->recommend(3);
  }

  void run();

 private:
  WorldOptions world_options(const StormOptions& options, std::uint64_t number, std::filesystem::path ledger) const;
  void start_both();
  void loser_left(World& loser, ChildProcess& process, steady_clock::time_point started);
  void start_beside_the_holder();
  void take_over();
  void stop_past_the_deadline();
  void harvested();

  bool stopped_;
  Findings& findings_;
  Tally& tally_;
  World one_, other_;
  World* holder_ = nullptr;
  World* loser_ = nullptr;
  std::unique_ptr<ChildProcess> process_;  // the holder's
  bool service_ = false;                   // not a `once`
};

WorldOptions Round::world_options(const StormOptions& options, std::uint64_t number,
                                  std::filesystem::path ledger) const {
  WorldOptions world;
  world.program = options.program;
  world.seed = options.seed * 1'000'003 + number;
  world.every = "6h";
  world.ledger_folder = std::move(ledger);
  if (!stopped_) return world;
  world.timeout = fmt::format("{}ms", kDeadline.count());
  world.faults = {number % 20 == 9 ? "create_targets:1:stall,applied=true" : "create_targets:1:slow,after=100"};
  return world;
}

void Round::run() {
  start_both();
  if (process_ == nullptr) return;
  if (stopped_) {
    stop_past_the_deadline();
  } else {
    harvested();
  }
  start_beside_the_holder();
  take_over();
  const LedgerView ledger = holder_->ledger();
  Oracle(findings_).check(ledger, view_of(holder_->server()));
  if (const World::Ran verified = holder_->run("verify"); verified.exit_code != 0) {
    findings_.violation("13: verify says: " + verified.out + verified.err);
  }
}

void Round::start_both() {
  sandbox::Random& random = one_.random();
  World* first = random.one_in(2) ? &one_ : &other_;
  World* second = first == &one_ ? &other_ : &one_;
  first->trigger().arm("create_targets", Step::At::kHandled, 1);
  second->trigger().arm("create_targets", Step::At::kHandled, 1);
  const auto started = steady_clock::now();
  const bool a_serves = stopped_ || !random.one_in(4), b_serves = stopped_ || !random.one_in(4);
  auto a = first->start(a_serves ? "run" : "once");
  std::this_thread::sleep_for(std::chrono::microseconds(random.one_in(2) ? 0 : random.below(3000)));
  auto b = second->start(b_serves ? "run" : "once");
  ++tally_.starts;
  // One of them ends at once; a `once` that won may end as well, later.
  if (!within(kLoserLeaves, [&] { return a->wait(milliseconds(0)) || b->wait(milliseconds(0)); })) {
    findings_.violation("6: both are still there after a second");
    return;
  }
  const bool a_lost = a->wait(milliseconds(0)) == kHeldByAnother;
  const auto& lost = a_lost ? a : b;
  if (a->wait(milliseconds(0)) == 0 && b->wait(kLoserLeaves) != kHeldByAnother) {
    ++tally_.in_turn;  // one had done before the other looked
    return;
  }
  holder_ = a_lost ? second : first;
  loser_ = a_lost ? first : second;
  loser_left(*loser_, *lost, started);
  process_ = std::move(a_lost ? b : a);
  service_ = a_lost ? b_serves : a_serves;
}

void Round::loser_left(World& loser, ChildProcess& process, steady_clock::time_point started) {
  const auto code = process.wait(kLoserLeaves);
  const auto took = duration_cast<milliseconds>(steady_clock::now() - started);
  tally_.slowest_loser = std::max(tally_.slowest_loser, took);
  if (code != kHeldByAnother) {
    findings_.violation(fmt::format("6: the second ended with {} after {} ms: {}", code.value_or(-1), took.count(),
                                    process.standard_error()));
  } else if (took > kLoserLeaves) {
    findings_.violation(fmt::format("6: the second took {} ms to leave", took.count()));
  }
  if (loser.trigger().connections() > 0) findings_.violation("6: the second opened a connection");
}

/// The holder has harvested both campaigns, and writes no more.
void Round::harvested() {
  const bool done = within(std::chrono::seconds(10), [&] {
    const auto code = process_->wait(milliseconds(0));
    return code || (service_ && holder_->ledger().finished_cycles >= 2);
  });
  if (!done) findings_.violation("the holder does not come to an end: " + process_->standard_error());
}

void Round::start_beside_the_holder() {
  if (!service_) return;
  const auto before = contents(holder_->ledger_folder());
  const auto started = steady_clock::now();
  const auto second = loser_->start(one_.random().one_in(2) ? "once" : "run");
  loser_left(*loser_, *second, started);
  ++tally_.starts;
  if (contents(holder_->ledger_folder()) != before) findings_.violation("6: the second changed the ledger's files");
}

/// The holder ends in one way or the other, while a supervisor starts the second again and again.
void Round::take_over() {
  sandbox::Random& random = one_.random();
  const int how = random.one_in(2) ? SIGKILL : SIGTERM;
  NotifySocket notify(holder_->folder() / "notify");
  const std::map<std::string, std::string> told{{"NOTIFY_SOCKET", (holder_->folder() / "notify").string()}};
  const int early = !service_ ? 0 : static_cast<int>(random.below(3));
  for (int i = 0; i < early; ++i) {
    const auto next = holder_->start("run", {}, told);
    if (next->wait(kLoserLeaves) != kHeldByAnother) findings_.violation("6: there are two holders");
  }
  const auto ended = steady_clock::now();
  process_->signal(how);
  std::unique_ptr<ChildProcess> next;
  bool ready = false;
  while (!ready && steady_clock::now() - ended < kTakeover + std::chrono::seconds(3)) {
    next = holder_->start("run", {}, told);
    while (!(ready = notify.hear("READY=1", milliseconds(10))) && !next->wait(milliseconds(0))) continue;
  }
  const auto took = duration_cast<milliseconds>(steady_clock::now() - ended);
  tally_.slowest_takeover = std::max(tally_.slowest_takeover, took);
  ++tally_.takeovers;
  if (!ready || took > kTakeover) {
    findings_.violation(fmt::format("6: the takeover took {} ms: {}", took.count(), next->standard_error()));
  }
  const int code = process_->wait().value_or(-1);
  if (service_ && code != (how == SIGKILL ? 128 + SIGKILL : 0)) {
    findings_.violation(fmt::format("the holder ended with {}: {}", code, process_->standard_error()));
  }
  if (!service_ && code > 1) findings_.violation(fmt::format("a `once` ended with {}", code));
  next->signal(SIGTERM);
  if (const int last = next->wait().value_or(-1); last != 0) {
    findings_.violation(fmt::format("the new holder ended with {}: {}", last, next->standard_error()));
  }
}

/// The holder is stopped in a create, sleeps past the request's deadline, and has to notice that when it wakes.
void Round::stop_past_the_deadline() {
  if (holder_->trigger().wait(*process_, std::chrono::seconds(5)) != Trigger::Woke::kFired) {
    findings_.violation("no create came: " + process_->standard_error());
    return;
  }
  process_->signal(SIGSTOP);
  ++tally_.stopped;
  start_beside_the_holder();
  std::this_thread::sleep_for(kDeadline + milliseconds(50));
  process_->signal(SIGCONT);
  const bool noticed = within(std::chrono::seconds(5), [&] {
    const LedgerView ledger = holder_->ledger();
    return std::ranges::none_of(ledger.promotions, [](const auto& row) { return row.second.unsettled > 0; });
  });
  if (!noticed) findings_.violation("a holder that slept past its deadline has not noticed");
  harvested();
}

}  // namespace

void holders_storm(const StormOptions& options, Findings& findings) {
  Tally tally;
  std::uint64_t round = options.round.value_or(0);
  do {
    findings.begin_round(fmt::format("harvestd-storm holders --seed {} --round {}", options.seed, round));
    Round(options, round++, findings, tally).run();
  } while (!options.round && tally.starts < options.times && findings.count() == 0);
  fmt::print(
      "holders: {} double starts ({} in turn), slowest second left after {} ms, {} takeovers, slowest {} ms, {} "
      "stopped "
      "past a deadline, {} violations (seed {})\n",
      tally.starts, tally.in_turn, tally.slowest_loser.count(), tally.takeovers, tally.slowest_takeover.count(),
      tally.stopped, findings.count(), options.seed);
}

}  // namespace harvestd::storm

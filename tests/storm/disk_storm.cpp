#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>
#include <thread>

#include "tests/storm/canary.h"
#include "tests/storm/disk.h"
#include "tests/storm/oracle.h"
#include "tests/storm/storms.h"
#include "tests/storm/world.h"

namespace harvestd::storm {
namespace {

using sandbox::Step;
using std::chrono::milliseconds;

constexpr std::size_t kDiskSize = 8U << 20;

enum class Disaster { kFullAtStart, kFullWhileItServes, kFileLimit, kReadOnly };
constexpr std::array kDisasterNames = {"full at the start", "full while it serves", "file size limit", "read-only"};

struct Tally {
  std::array<std::uint64_t, kDisasterNames.size()> struck{}, survived{};      // survived: there was room enough
  std::uint64_t rounds = 0, silent = 0, before_create = 0, after_create = 0;  // of the storage errors
  CanaryScan scan;
};

WorldOptions world_options(const StormOptions& options, std::uint64_t round, const SmallDisk& disk) {
  WorldOptions world;
  world.program = options.program;
  world.seed = options.seed * 1'000'003 + round;
  world.ledger_folder = disk.path() / "ledger";
  return world;
}

class Round {
 public:
  Round(const StormOptions& options, std::uint64_t number, Findings& findings, Tally& tally)
      : disaster_(static_cast<Disaster>(number % kDisasterNames.size())),
        disk_(kDiskSize),
        world_(world_options(options, number, disk_)),
        findings_(findings),
        oracle_(findings),
        tally_(tally) {}

  void run();

 private:
  void strike();
  std::unique_ptr<ChildProcess> under_a_file_limit();
  std::unique_ptr<ChildProcess> beside_a_filling_disk();
  void judge(ChildProcess& child, std::int64_t calls_before);
  void read_only();
  void recover();

  Disaster disaster_;
  SmallDisk disk_;
  World world_;
  Findings& findings_;
  Oracle oracle_;
  Tally& tally_;
};

void Round::run() {
  world_.recommend(2);
  if (!world_.random().one_in(8)) {  // else the disaster comes before there is a ledger
    if (const World::Ran first = world_.run("once"); first.exit_code != 0)
      findings_.violation("at first: " + first.err);
  }
  world_.recommend(3 + world_.random().below(20));
  if (disaster_ == Disaster::kReadOnly) {
    read_only();
  } else {
    strike();
  }
  recover();
  ++tally_.rounds;
}

void Round::strike() {
  const std::int64_t calls_before = world_.ledger().api_calls;
  world_.trigger().disarm();
  std::unique_ptr<ChildProcess> child;
  if (disaster_ == Disaster::kFileLimit) {
    child = under_a_file_limit();
  } else if (disaster_ == Disaster::kFullAtStart) {
    disk_.fill(world_.random().below(world_.random().one_in(3) ? 250 : 30));
    child = world_.start("once");
  } else {
    child = beside_a_filling_disk();
  }
  child->wait(std::chrono::seconds(4));
  if (disaster_ == Disaster::kFullWhileItServes && !child->wait(milliseconds(0))) child->signal(SIGTERM);
  child->wait();
  disk_.empty();
  judge(*child, calls_before);
}

std::unique_ptr<ChildProcess> Round::under_a_file_limit() {
  const std::uintmax_t size =
      std::filesystem::exists(world_.ledger_path()) ? std::filesystem::file_size(world_.ledger_path()) : 300'000;
  constexpr std::size_t kRoomForTheLog = 32U << 10;  // its output goes to a file as well
  const std::size_t limit = kRoomForTheLog + world_.random().below(static_cast<std::size_t>(size) * 3 / 2);
  return world_.start("once", {"/usr/bin/prlimit", fmt::format("--fsize={}", limit)});
}

std::unique_ptr<ChildProcess> Round::beside_a_filling_disk() {
  world_.trigger().arm_at_commit(1 + world_.random().below(6));
  auto child = world_.start("run");
  world_.trigger().wait(*child, milliseconds(500));
  disk_.fill(world_.random().below(20));
  world_.recommend(10);
  return child;
}

/// With space again: it had room enough, or stopped with one clear line and no request after the error.
void Round::judge(ChildProcess& child, std::int64_t calls_before) {
  const int code = child.wait().value_or(-1);
  const auto which = static_cast<std::size_t>(disaster_);
  const std::string said = child.standard_error();
  std::istringstream in(said);
  std::size_t clear_lines = 0;
  for (std::string line; std::getline(in, line);) clear_lines += line.starts_with("harvestd: ") ? 1 : 0;
  const LedgerView ledger = world_.ledger();
  oracle_.check(ledger, view_of(world_.server()));
  const auto arrived = static_cast<std::int64_t>(world_.trigger().arrived());
  if (code == 0) {
    ++tally_.survived.at(which);
  } else if (code != 1 || clear_lines != 1) {
    findings_.violation(fmt::format("it ended with {} and said: {}", code, said));
  } else {
    ++tally_.struck.at(which);
    const bool create_came = world_.trigger().creates(Step::At::kArrived) > 0;
    ++(create_came ? tally_.after_create : arrived > 0 ? tally_.before_create : tally_.silent);
  }
  // The one that is not in the ledger is the one whose record failed.
  if (arrived > ledger.api_calls - calls_before + 1) {
    findings_.violation(fmt::format("7: {} requests came, {} are in the ledger; it said: {}", arrived,
                                    ledger.api_calls - calls_before, said));
  }
}

void Round::read_only() {
  const bool had_ledger = std::filesystem::exists(world_.ledger_path());
  disk_.make_read_only(true);
  world_.trigger().disarm();
  const World::Ran ran = world_.run(world_.random().one_in(2) ? "once" : "run");
  if (ran.exit_code != 1 || !ran.err.starts_with("harvestd: ") || std::ranges::count(ran.err, '\n') > 1) {
    findings_.violation(fmt::format("on a read-only disk it ended with {} and said: {}", ran.exit_code, ran.err));
  }
  if (world_.trigger().connections() > 0) findings_.violation("7: it opened a connection");
  if (const World::Ran verified = world_.run("verify"); had_ledger && verified.exit_code != 0) {
    findings_.violation("a read-only ledger cannot be verified: " + verified.err);
  }
  ++tally_.struck.at(static_cast<std::size_t>(disaster_));
  disk_.make_read_only(false);
}

/// Nothing is lost once there is space again.
void Round::recover() {
  World::Ran last{};
  for (int cycle = 0; cycle < 8; ++cycle) {
    last = world_.run("once");
    if (last.exit_code == 0) break;
    std::this_thread::sleep_for(milliseconds(500));  // a settle window, on the real clock
  }
  const LedgerView ledger = world_.ledger();
  if (last.exit_code != 0) {
    findings_.violation(fmt::format("with space again it ends with {}: {}", last.exit_code, last.err));
  }
  oracle_.check_end(ledger, view_of(world_.server()), world_.wanted());
  if (const World::Ran verified = world_.run("verify"); verified.exit_code != 0) {
    findings_.violation("13: verify says: " + verified.out + verified.err);
  }
  const std::size_t leaks = tally_.scan.leaks().size();
  tally_.scan.tree(world_.output_folder());
  tally_.scan.tree(world_.ledger_folder());
  for (std::size_t i = leaks; i < tally_.scan.leaks().size(); ++i) {
    findings_.violation("11: " + tally_.scan.leaks()[i]);
  }
}

}  // namespace

void disk_storm(const StormOptions& options, Findings& findings) {
  if (!own_mounts()) {
    findings.skip("a small disk has to be mounted, which this process may not (run it as root)");
    return;
  }
  Tally tally;
  std::uint64_t round = options.round.value_or(0);
  do {
    findings.begin_round(fmt::format("harvestd-storm disk --seed {} --round {}", options.seed, round));
    Round(options, round++, findings, tally).run();
  } while (!options.round && tally.rounds < options.times && findings.count() == 0);
  for (std::size_t i = 0; i < kDisasterNames.size(); ++i) {
    fmt::print("{}: {} storage errors, {} with room enough\n", kDisasterNames.at(i), tally.struck.at(i),
               tally.survived.at(i));
  }
  fmt::print("of these {} before the first request, {} before the first create, {} after one\n", tally.silent,
             tally.before_create, tally.after_create);
  fmt::print("disk: {} disasters, {} files scanned for secrets, {} violations (seed {})\n", tally.rounds,
             tally.scan.files(), findings.count(), options.seed);
}

}  // namespace harvestd::storm

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>

#include "tests/storm/canary.h"
#include "tests/storm/storms.h"
#include "tests/storm/world.h"
#include "tests/support/notify_socket.h"

namespace harvestd::storm {
namespace {

using std::chrono::milliseconds;

constexpr uid_t kNobody = 65534;

struct Tally {
  std::uint64_t lives = 0, cores_tried = 0;
  bool cores_are_written_here = true;
  bool other_user = false;
};

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One life of a service that runs as another user where that is possible, allowed to write core files.
class Life {
 public:
  Life(const StormOptions& options, std::uint64_t number, Findings& findings, Tally& tally, CanaryScan& scan);
  void run();

 private:
  std::vector<std::string> before() const;
  void harvest_among_refusals();
  void look_into_proc(pid_t pid);
  void run_the_other_commands();
  void abort(ChildProcess& child);
  bool a_core_is_written_here();

  std::uint64_t number_;
  bool as_nobody_ = ::geteuid() == 0;
  World world_;
  std::filesystem::path cores_;
  Findings& findings_;
  Tally& tally_;
  CanaryScan& scan_;
};

WorldOptions world_options(const StormOptions& options, std::uint64_t number) {
  WorldOptions world;
  world.program = options.program;
  world.seed = options.seed * 1'000'003 + number;
  world.faults = {"list_groups:1:status,code=401", "create_targets:2:status,code=403", "recommendations:3:not_json",
                  "create_targets:3:reset,applied=true"};
  return world;
}

Life::Life(const StormOptions& options, std::uint64_t number, Findings& findings, Tally& tally, CanaryScan& scan)
    : number_(number),
      world_(world_options(options, number)),
      cores_(world_.folder() / "cores"),
      findings_(findings),
      tally_(tally),
      scan_(scan) {
  std::filesystem::create_directory(cores_);
  tally_.other_user = as_nobody_;
  if (!as_nobody_) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world_.folder())) {
    if (::lchown(entry.path().c_str(), kNobody, kNobody) != 0) findings_.violation("chown failed");
  }
  if (::lchown(world_.folder().c_str(), kNobody, kNobody) != 0) findings_.violation("chown failed");
}

std::vector<std::string> Life::before() const {
  std::vector<std::string> words{"/usr/bin/env", "-C", cores_.string(), "/usr/bin/prlimit", "--core=unlimited"};
  if (as_nobody_) {
    const std::string id = std::to_string(kNobody);
    words.insert(words.end(), {"/usr/bin/setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"});
  }
  return words;
}

void Life::run() {
  world_.recommend(6);
  harvest_among_refusals();
  {
    NotifySocket notify(world_.folder() / "notify");
    const std::filesystem::path socket = world_.folder() / "notify";
    if (as_nobody_ && ::lchown(socket.c_str(), kNobody, kNobody) != 0) findings_.violation("chown failed");
    const auto child = world_.start("run", before(), {{"NOTIFY_SOCKET", socket.string()}});
    if (!notify.hear("READY=1")) findings_.violation("it is never ready: " + child->standard_error());
    look_into_proc(child->pid());
    run_the_other_commands();
    abort(*child);
  }
  scan_.tree(world_.output_folder());
  scan_.tree(world_.ledger_folder());
  scan_.tree(cores_);
  scan_.text("the configuration", contents(world_.configuration()));
  ++tally_.lives;
}

/// Expired and refused tokens, refused credentials: what goes wrong is written about.
void Life::harvest_among_refusals() {
  world_.run("once", before());
  world_.server().expire_tokens();
  world_.recommend(2);
  world_.run("once", before());
  std::string secret;
  world_.server().with_options([&](sandbox::ApiOptions& options) {
    secret = options.client_secret;
    options.client_secret = "another";
  });
  world_.run("once", before());
  world_.server().with_options([&](sandbox::ApiOptions& options) { options.client_secret = secret; });
}

void Life::look_into_proc(pid_t pid) {
  const std::filesystem::path proc = fmt::format("/proc/{}", pid);
  for (const char* file : {"cmdline", "environ", "comm", "status", "maps"})
    scan_.text(proc / file, contents(proc / file));
  struct stat mem{};
  if (::stat((proc / "mem").c_str(), &mem) != 0) {
    findings_.violation("11: the service is not there any more");
  } else if (as_nobody_ && mem.st_uid == kNobody) {
    findings_.violation("11: the memory of the service is its user's to read (it is dumpable)");
  }
}

void Life::run_the_other_commands() {
  for (const char* command : {"check", "plan", "verify", "pause", "resume"}) world_.run(command, before());
  for (const char* what : {"promotions", "decisions", "cycles", "events", "calls"}) {
    std::vector<std::string> words = before();
    words.insert(words.end(),
                 {world_.options().program.string(), "audit", what, "-c", world_.configuration().string()});
    ChildProcess(words, world_.output_folder()).wait();
  }
}

/// A process without secrets, run the same way, leaves a core file: else its absence says nothing.
bool Life::a_core_is_written_here() {
  std::vector<std::string> words = before();
  words.insert(words.end(), {"/usr/bin/sleep", "60"});
  ChildProcess control(words, world_.output_folder());
  const std::filesystem::path exe = fmt::format("/proc/{}/comm", control.pid());
  while (contents(exe) != "sleep\n" && !control.wait(milliseconds(5))) continue;
  control.signal(SIGABRT);
  control.wait();
  for (const auto& core : std::filesystem::directory_iterator(cores_)) std::filesystem::remove(core.path());
  return control.dumped_core();
}

void Life::abort(ChildProcess& child) {
  constexpr std::array kSignals = {SIGABRT, SIGQUIT, SIGSEGV};
  const int signal = kSignals.at(number_ % kSignals.size());
  child.signal(signal);
  const int code = child.wait().value_or(-1);
  if (code != 128 + signal) findings_.violation(fmt::format("signal {} ended it with {}", signal, code));
  if (child.dumped_core()) findings_.violation("11: the service wrote a core file");
  if (!std::filesystem::is_empty(cores_)) findings_.violation("11: there is a file where core files go");
  ++tally_.cores_tried;
  if (!a_core_is_written_here()) tally_.cores_are_written_here = false;
}

}  // namespace

void secrets_storm(const StormOptions& options, Findings& findings) {
  std::signal(SIGQUIT, SIG_DFL);  // a shell may have left it ignored, which children inherit
  Tally tally;
  CanaryScan scan;
  std::uint64_t round = options.round.value_or(0);
  do {
    findings.begin_round(fmt::format("harvestd-storm secrets --seed {} --round {}", options.seed, round));
    const std::size_t before = scan.leaks().size();
    Life(options, round++, findings, tally, scan).run();
    for (std::size_t i = before; i < scan.leaks().size(); ++i) findings.violation("11: " + scan.leaks()[i]);
  } while (!options.round && tally.lives < options.times);
  if (!tally.cores_are_written_here) {
    fmt::print("no process leaves a core file here: that the service left none says nothing\n");
  }
  if (!tally.other_user) fmt::print("not root: whose the service's /proc/PID/mem is was not looked at\n");
  fmt::print(
      "secrets: {} lives, {} files, {} bytes, {} leaks, {} deaths by signal without a core, {} violations (seed {})\n",
      tally.lives, scan.files(), scan.bytes(), scan.leaks().size(), tally.cores_tried, findings.count(), options.seed);
}

}  // namespace harvestd::storm

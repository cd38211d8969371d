#include "tests/simulation/runner.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <thread>

#include "core/check.h"

namespace harvestd::simulation {
namespace {

constexpr std::uint64_t kRunTwiceOneIn = 64;
constexpr std::uint64_t kNoSeed = UINT64_MAX;
constexpr double kLongestRun = 30;  // seconds, for what usually takes a hundredth of one

/// What workers and parent share. Each worker writes its own tally only.
struct Board {
  static constexpr std::size_t kMostWorkers = 256;
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> stop{false};
  struct Worker {
    std::atomic<std::uint64_t> seed{kNoSeed};
    Tally tally;
  };
  Worker workers[kMostWorkers];
};

Board* make_board() {
  void* memory = ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  HARVESTD_CHECK(memory != MAP_FAILED);
  return new (memory) Board;
}

void tell(int out, const Failure& failure) {
  std::string line = fmt::format("{} {} {}", failure.seed, failure.invariant, failure.words).substr(0, 500) + "\n";
  HARVESTD_CHECK(::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size()));  // whole: under PIPE_BUF
}

class Worker {
 public:
  Worker(const RunnerOptions& options, const DiskImage& start, Board& board, std::size_t number, int out)
      : options_(options), start_(start), board_(board), mine_(board.workers[number]), out_(out) {}

  [[noreturn]] void work() {
    while (!board_.stop) {
      const std::uint64_t index = board_.next++;
      if (index >= options_.runs) break;
      one(options_.first_seed + index);
    }
    std::_Exit(0);
  }

 private:
  void one(std::uint64_t seed) {
    mine_.seed = seed;
    const RunOptions run_options{.seed = seed, .story = nullptr, .beyond_settle = options_.beyond_settle};
    const RunResult result = run(run_options, start_);
    mine_.tally.add(result);
    if (options_.beyond_settle > 1) {  // a measurement: what is promised does not hold
      mine_.seed = kNoSeed;
      return;
    }
    if (!result.violations.empty()) {
      const Violation& first = result.violations.front();
      tell(out_, {.seed = seed, .invariant = first.invariant, .words = first.words});
    }
    if (seed % kRunTwiceOneIn == kRunTwiceOneIn - 1) {
      ++mine_.tally.run_twice;
      const RunResult again = run(run_options, start_);
      if (again.hash != result.hash)
        tell(out_, {.seed = seed, .invariant = 12, .words = "not the same when run again"});
    }
    mine_.seed = kNoSeed;
  }

  const RunnerOptions& options_;
  const DiskImage& start_;
  Board& board_;
  Board::Worker& mine_;
  int out_;
};

/// The parent: starts workers, reads what they tell, replaces those that end before their time.
class Foreman {
 public:
  explicit Foreman(const RunnerOptions& options) : options_(options), start_(empty_ledger()), board_(make_board()) {
    int ends[2];
    HARVESTD_CHECK(::pipe(ends) == 0);
    in_ = ends[0];
    out_ = ends[1];
    std::size_t jobs = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    workers_.resize(std::min(jobs, Board::kMostWorkers));
    watches_.resize(workers_.size());
  }

  Report run() {
    const auto begun = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    for (std::size_t i = 0; i < workers_.size(); ++i) start(i);
    while (alive_ > 0) {
      read(100);
      end_endless(elapsed());
      reap();
      const bool too_long = options_.seconds > 0 && elapsed() > options_.seconds;
      if (too_long || report_.failures.size() >= options_.most_failures) board_->stop = true;
    }
    ::close(out_);
    read(0);
    ::close(in_);
    for (std::size_t i = 0; i < workers_.size(); ++i) report_.tally.add(board_->workers[i].tally);
    report_.seconds = elapsed();
    ::munmap(board_, sizeof(Board));
    return std::move(report_);
  }

 private:
  void start(std::size_t number) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    HARVESTD_CHECK(child >= 0);
    if (child == 0) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (child == 0) Worker(options_, start_, *board_, number, out_).work();
    workers_[number] = child;
    ++alive_;
  }

  void read(int patience) {
    pollfd ready{.fd = in_, .events = POLLIN, .revents = 0};
    while (::poll(&ready, 1, patience) > 0 && (ready.revents & POLLIN) != 0) {
      char bytes[4096];
      const ssize_t size = ::read(in_, bytes, sizeof(bytes));
      if (size <= 0) break;
      unread_.append(bytes, static_cast<std::size_t>(size));
      patience = 0;
    }
    for (std::size_t end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
      const std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      char* rest = nullptr;
      const std::uint64_t seed = std::strtoull(line.c_str(), &rest, 10);
      const long invariant = std::strtol(rest, &rest, 10);
      report_.failures.push_back({seed, static_cast<int>(invariant), rest + 1});
    }
  }

  void end_endless(double now) {
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      Watch& watch = watches_[i];
      const std::uint64_t seed = board_->workers[i].seed;
      if (watch.seed != seed) watch = {seed, now};
      if (workers_[i] != 0 && seed != kNoSeed && now - watch.since > kLongestRun) ::kill(workers_[i], SIGKILL);
    }
  }

  void reap() {
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      int status = 0;
      if (workers_[i] == 0 || ::waitpid(workers_[i], &status, WNOHANG) != workers_[i]) continue;
      workers_[i] = 0;
      --alive_;
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
      std::string how = fmt::format("exit code {}", WEXITSTATUS(status));
      if (WIFSIGNALED(status)) how = std::string("signal ") + ::strsignal(WTERMSIG(status));
      if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) how = "it did not end by itself";
      report_.failures.push_back({board_->workers[i].seed, 0, "the process ended: " + how});
      if (!board_->stop) start(i);
    }
  }

  const RunnerOptions& options_;
  DiskImage start_;
  Board* board_;
  struct Watch {
    std::uint64_t seed = kNoSeed;
    double since = 0;
  };
  std::vector<pid_t> workers_;
  std::vector<Watch> watches_;
  std::size_t alive_ = 0;
  int in_ = -1, out_ = -1;
  std::string unread_;
  Report report_;
};

}  // namespace

void Tally::add(const RunResult& result) {
  ++runs;
  if (result.deaths > 0) ++crash_runs;
  deaths += static_cast<std::uint64_t>(result.deaths);
  requests += result.requests;
  created += static_cast<std::uint64_t>(result.created);
  created_again += static_cast<std::uint64_t>(result.created_again);
  virtual_seconds += static_cast<std::uint64_t>(result.virtual_time / std::chrono::seconds(1));
  hits.add(result.hits);
  for (std::size_t i = 0; i < kPlaces; ++i) deaths_at[i] += result.deaths_at[i];
}

void Tally::add(const Tally& other) {
  runs += other.runs;
  crash_runs += other.crash_runs;
  deaths += other.deaths;
  requests += other.requests;
  created += other.created;
  created_again += other.created_again;
  run_twice += other.run_twice;
  virtual_seconds += other.virtual_seconds;
  hits.add(other.hits);
  for (std::size_t i = 0; i < kPlaces; ++i) deaths_at[i] += other.deaths_at[i];
}

Report run_many(const RunnerOptions& options) {
  return Foreman(options).run();
}

}  // namespace harvestd::simulation

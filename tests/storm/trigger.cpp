#include "tests/storm/trigger.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <stdexcept>

namespace harvestd::storm {

namespace {
std::size_t index(sandbox::Step::At at) {
  return static_cast<std::size_t>(at);
}
}  // namespace

Trigger::Trigger(const std::filesystem::path& ledger)
    : head_(ledger.filename().string() + ".head"),
      fired_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      commits_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (fired_ < 0 || commits_ < 0 || ::inotify_add_watch(commits_, ledger.parent_path().c_str(), IN_MOVED_TO) < 0) {
    throw std::runtime_error("no eventfd or inotify");
  }
}

Trigger::~Trigger() {
  ::close(fired_);
  ::close(commits_);
}

void Trigger::arm(std::string operation, sandbox::Step::At at, std::uint64_t nth) {
  const std::lock_guard lock(mutex_);
  operation_ = std::move(operation);
  at_ = at;
  left_ = nth;
  creates_ = {};
  all_ = {};
  std::uint64_t old = 0;
  [[maybe_unused]] const auto cleared = ::read(fired_, &old, sizeof old);
  commits_left_ = 1;
  while (fired_by_commit()) commits_left_ = 1;  // what is left of earlier lives
  commits_left_ = 0;
}

void Trigger::arm_at_commit(std::uint64_t nth) {
  disarm();
  commits_left_ = nth;
}

bool Trigger::fired_by_commit() {
  alignas(inotify_event) char buffer[4096];
  const auto size = ::read(commits_, buffer, sizeof buffer);
  bool fired = false;
  for (ssize_t at = 0; at < size;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
    at += static_cast<ssize_t>(sizeof(inotify_event)) + event->len;
    if (event->len > 0 && head_ == event->name && commits_left_ > 0) fired |= --commits_left_ == 0;
  }
  return fired;
}

void Trigger::see(const sandbox::Step& step) {
  const std::lock_guard lock(mutex_);
  ++all_[index(step.at)];
  if (step.operation == "create_targets") ++creates_[index(step.at)];
  if (left_ == 0 || step.at != at_ || step.operation != operation_ || --left_ != 0) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(fired_, &one, sizeof one);
}

std::uint64_t Trigger::creates(sandbox::Step::At at) const {
  const std::lock_guard lock(mutex_);
  return creates_[index(at)];
}

std::uint64_t Trigger::arrived() const {
  const std::lock_guard lock(mutex_);
  return all_[index(sandbox::Step::At::kArrived)];
}

std::uint64_t Trigger::connections() const {
  const std::lock_guard lock(mutex_);
  return all_[index(sandbox::Step::At::kConnected)];
}

Trigger::Woke Trigger::wait(const ChildProcess& child, std::chrono::milliseconds patience) {
  const auto over = std::chrono::steady_clock::now() + patience;
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, child.pid(), 0));
  std::array<pollfd, 3> waiting{{{.fd = fired_, .events = POLLIN, .revents = 0},
                                 {.fd = handle, .events = POLLIN, .revents = 0},
                                 {.fd = commits_left_ > 0 ? commits_ : -1, .events = POLLIN, .revents = 0}}};
  Woke woke = Woke::kPatienceOver;
  while (woke == Woke::kPatienceOver) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(over - std::chrono::steady_clock::now());
    if (left.count() < 0 || ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) == 0) break;
    if (waiting[0].revents != 0 || (waiting[2].revents != 0 && fired_by_commit())) {
      woke = Woke::kFired;
    } else if (waiting[1].revents != 0) {
      woke = Woke::kEnded;
    }
  }
  ::close(handle);
  return woke;
}

}  // namespace harvestd::storm

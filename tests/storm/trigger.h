// The moment at which something is to happen to a process: a step of a request of its, or a commit to its ledger.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "tests/sandbox/server.h"
#include "tests/support/child_process.h"

namespace harvestd::storm {

/// see() from any thread, the others from one.
class Trigger {
 public:
  /// `ledger` is the path of a ledger whose folder exists.
  explicit Trigger(const std::filesystem::path& ledger);
  ~Trigger();
  Trigger(const Trigger&) = delete;
  Trigger& operator=(const Trigger&) = delete;

  /// From now on counts anew and never fires.
  void disarm() { arm({}, {}, 0); }
  /// As disarm(), but fires at the `nth` (from 1) such step.
  void arm(std::string operation, sandbox::Step::At at, std::uint64_t nth);
  /// As disarm(), but fires at the `nth` commit of events: that is when <ledger>.head is replaced.
  void arm_at_commit(std::uint64_t nth);
  /// For ServerOptions::watch.
  void see(const sandbox::Step& step);

  /// Create requests that came this far since arm().
  std::uint64_t creates(sandbox::Step::At at) const;
  /// Requests of any kind that arrived since arm(), and connections.
  std::uint64_t arrived() const;
  std::uint64_t connections() const;

  enum class Woke { kFired, kEnded, kPatienceOver };
  /// Waits for it to fire, but no longer than the child lives or `patience` lasts.
  Woke wait(const ChildProcess& child, std::chrono::milliseconds patience);

 private:
  mutable std::mutex mutex_;
  std::string operation_;
  sandbox::Step::At at_{};
  std::uint64_t left_ = 0;
  std::array<std::uint64_t, 4> creates_{}, all_{};
  std::string head_;  // its file's name
  std::uint64_t commits_left_ = 0;
  int fired_;    // an eventfd
  int commits_;  // an inotify descriptor

  bool fired_by_commit();
};

}  // namespace harvestd::storm

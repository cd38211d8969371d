// A Runtime whose time stands still until everything waits for it; then it jumps to the first sleeper. One thread.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "daemon/runtime.h"

namespace harvestd::test {

class FakeRuntime : public Runtime {
 public:
  TimePoint now() const override { return start + elapsed_; }
  Duration uptime() const override { return elapsed_; }
  BootClock boot_clock() const override { return {.boot = "boot", .since = std::chrono::hours(1) + elapsed_}; }
  double uniform() override { return chance; }
  bool stopping() const override { return stopping_; }

  Task<void> sleep_for(Duration duration) override { return wait(duration, sleepers_); }
  Task<void> idle_for(Duration duration) override { return wait(duration, idlers_); }

  /// Lets virtual time pass for a sleep that is not recorded in `sleeps`.
  void advance(Duration duration) { elapsed_ += duration; }

  void stop() {
    stopping_ = true;
    end(sleepers_);
    wake();
  }

  /// Ends what idles.
  void wake() { end(idlers_); }

  /// As a process that starts again.
  void resume() { stopping_ = false; }

  boost::asio::io_context& context() { return context_; }

  template <class T>
  void spawn(Task<T> task, std::optional<T>& result) {
    ++running_;
    boost::asio::co_spawn(context_, std::move(task), [this, &result](std::exception_ptr failure, T value) {
      --running_;
      if (failure) std::rethrow_exception(failure);
      result.emplace(std::move(value));
    });
  }

  /// Until every spawned task has ended. Throws when all of them wait for something that will never come.
  void run_all() {
    while (running_ > 0) {
      context_.restart();
      context_.poll();
      if (running_ == 0) break;
      if (sleepers_.empty() && idlers_.empty()) throw std::runtime_error("every task waits and nobody sleeps");
      const bool idler_first =
          sleepers_.empty() || (!idlers_.empty() && idlers_.begin()->first < sleepers_.begin()->first);
      Timers& among = idler_first ? idlers_ : sleepers_;
      const auto first = among.begin();
      elapsed_ = std::max(elapsed_, first->first);
      boost::asio::steady_timer* timer = first->second;
      among.erase(first);
      timer->cancel();
    }
  }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(std::move(task), result);
    run_all();
    return std::move(*result);
  }

  TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  double chance = 0.5;
  std::vector<Duration> sleeps;  // as asked for

 private:
  using Timers = std::multimap<Duration, boost::asio::steady_timer*>;

  Task<void> wait(Duration duration, Timers& among) {
    sleeps.push_back(duration);
    if (stopping_ || duration <= Duration(0)) co_return;
    boost::asio::steady_timer timer(context_, boost::asio::steady_timer::time_point::max());
    among.emplace(elapsed_ + duration, &timer);
    boost::system::error_code ignored;
    auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ignored);
    co_await timer.async_wait(token);
  }

  static void end(Timers& among) {
    for (const auto& [when, timer] : among) timer->cancel();
    among.clear();
  }

  boost::asio::io_context context_;
  Duration elapsed_{0};
  Timers sleepers_, idlers_;
  int running_ = 0;
  bool stopping_ = false;
};

}  // namespace harvestd::test

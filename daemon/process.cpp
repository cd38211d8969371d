#include "daemon/process.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

namespace harvestd {

namespace asio = boost::asio;

namespace {
constexpr Duration kGrace = std::chrono::seconds(8);  // of the 10 s that a stop may take
}

Process::Process(const ApiConfig& api)
    : runtime_(context_),
      transport_(std::make_unique<HttpsTransport>(context_, HttpsTransport::Options{.ca_file = api.ca_file})),
      signals_(context_, SIGINT, SIGTERM, SIGHUP) {}

void Process::run(std::vector<Task<void>> tasks) {
  wait_for_signal();
  spawn(std::move(tasks), [this] { context_.stop(); });
  context_.run();
  if (failure_) std::rethrow_exception(failure_);
}

Task<void> Process::join(std::vector<Task<void>> tasks) {
  asio::steady_timer ended(context_, asio::steady_timer::time_point::max());
  spawn(std::move(tasks), [&ended] { ended.cancel(); });
  boost::system::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await ended.async_wait(token);
}

void Process::spawn(std::vector<Task<void>> tasks, std::function<void()> all_ended) {
  auto left = std::make_shared<std::size_t>(tasks.size());
  for (Task<void>& task : tasks) {
    asio::co_spawn(context_, guarded(std::move(task)), [left, all_ended](std::exception_ptr) {
      if (--*left == 0) all_ended();
    });
  }
}

Task<void> Process::guarded(Task<void> task) {
  try {
    co_await std::move(task);
  } catch (...) {  // here and not later: another task's create may be about to leave
    if (!failure_) failure_ = std::current_exception();
    stop_within(Duration(0));
  }
}

void Process::stop() {
  if (!runtime_.stopping()) stop_within(kGrace);
}

void Process::stop_within(Duration grace) {
  const bool first = !runtime_.stopping();
  runtime_.stop();
  transport_->stop(grace);
  if (first && on_stop_) on_stop_();
}

void Process::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP && reload_) {
      reload_();
    } else if (runtime_.stopping()) {
      context_.stop();
      return;
    } else {
      stop();
    }
    wait_for_signal();
  });
}

}  // namespace harvestd

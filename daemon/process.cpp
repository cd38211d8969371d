#include "daemon/process.h"

#include <boost/asio/co_spawn.hpp>
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
  for (Task<void>& task : tasks) start(std::move(task));
  context_.run();
  if (failure_) std::rethrow_exception(failure_);
}

void Process::start(Task<void> task) {
  ++running_;
  asio::co_spawn(context_, guarded(std::move(task)), [this](std::exception_ptr) {
    if (--running_ == 0) context_.stop();
  });
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

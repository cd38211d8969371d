// The process around the engine: event loop, signals, transport. One for each command that talks to Amazon.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "config/config.h"
#include "daemon/amazon/https.h"
#include "daemon/asio_runtime.h"

namespace harvestd {

class Process {
 public:
  explicit Process(const ApiConfig& api);

  boost::asio::io_context& context() { return context_; }
  AsioRuntime& runtime() { return runtime_; }
  Transport& transport() { return *transport_; }

  /// Called on SIGHUP; without one SIGHUP ends the process like SIGTERM.
  void on_reload(std::function<void()> reload) { reload_ = std::move(reload); }
  /// Called once when the process begins to stop.
  void on_stop(std::function<void()> stop) { on_stop_ = std::move(stop); }

  /// Runs the tasks side by side on this thread until the last has ended, with those that were started meanwhile; what
  /// the first failing one threw is thrown on, after the others were told to stop, without grace: no further byte of a
  /// create leaves. The first SIGINT or SIGTERM means stop(), a second one ends the loop at once.
  void run(std::vector<Task<void>> tasks);

  /// One more, for use inside a task or a handler of this class.
  void start(Task<void> task);

  /// No new work; reads are abandoned, a create under way may end within the grace.
  void stop();

 private:
  void wait_for_signal();
  Task<void> guarded(Task<void> task);
  void stop_within(Duration grace);

  boost::asio::io_context context_{1};
  AsioRuntime runtime_;
  std::unique_ptr<Transport> transport_;
  boost::asio::signal_set signals_;
  std::function<void()> reload_;
  std::function<void()> on_stop_;
  std::exception_ptr failure_;
  std::size_t running_ = 0;  // tasks
};

}  // namespace harvestd

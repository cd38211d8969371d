// The real Runtime: the system's clocks and an Asio timer a sleeper.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <random>
#include <set>

#include "daemon/runtime.h"

namespace harvestd {

class AsioRuntime : public Runtime {
 public:
  explicit AsioRuntime(boost::asio::io_context& context);
  TimePoint now() const override;
  Duration uptime() const override;
  double uniform() override;
  Task<void> sleep_for(Duration duration) override;
  bool stopping() const override { return stopping_; }

  /// Ends every sleep, now and later.
  void stop();
  /// Ends the sleeps under way once: something changed that sleepers should look at.
  void wake();

 private:
  boost::asio::io_context& context_;
  std::set<boost::asio::steady_timer*> sleepers_;
  std::mt19937_64 random_{std::random_device{}()};
  bool stopping_ = false;
};

}  // namespace harvestd

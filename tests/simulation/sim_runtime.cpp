#include "tests/simulation/sim_runtime.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace harvestd::simulation {

namespace asio = boost::asio;

Task<void> Wait::wait() {
  if (woken_) co_return;
  boost::system::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await timer_.async_wait(token);
}

Task<void> SimRuntime::wait(Duration duration, bool idle) {
  if (stopping_ || duration <= Duration(0)) co_return;
  const auto waiting = std::make_shared<Wait>(context_);
  const auto id = std::make_shared<World::EventId>();
  *id = world_.timer(duration, process_, [this, id] {
    const auto sleeper = sleepers_.extract(*id);
    if (!sleeper.empty()) sleeper.mapped().wait->wake();
  });
  sleepers_.emplace(*id, Sleeper{waiting, idle});
  co_await waiting->wait();
}

void SimRuntime::end(bool idlers_only) {
  for (auto sleeper = sleepers_.begin(); sleeper != sleepers_.end();) {
    if (idlers_only && !sleeper->second.idle) {
      ++sleeper;
      continue;
    }
    world_.cancel(sleeper->first);
    sleeper->second.wait->wake();
    sleeper = sleepers_.erase(sleeper);
  }
}

void SimRuntime::stop() {
  stopping_ = true;
  end(false);
}

void SimRuntime::wake() {
  end(true);
}

void SimRuntime::abandon() {
  for (const auto& [id, sleeper] : sleepers_) world_.cancel(id);
  sleepers_.clear();
}

}  // namespace harvestd::simulation

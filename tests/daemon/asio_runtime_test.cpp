#include "daemon/asio_runtime.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace harvestd {
namespace {

Task<void> then_note(Task<void> waiting, bool& ended) {
  co_await std::move(waiting);
  ended = true;
}

class AsioRuntimeTest : public testing::Test {
 protected:
  AsioRuntimeTest() {
    boost::asio::co_spawn(context_, then_note(runtime_.sleep_for(std::chrono::hours(1)), slept_),
                          boost::asio::detached);
    boost::asio::co_spawn(context_, then_note(runtime_.idle_for(std::chrono::hours(1)), idled_), boost::asio::detached);
    context_.poll();
  }

  boost::asio::io_context context_;
  AsioRuntime runtime_{context_};
  bool slept_ = false, idled_ = false;
};

TEST_F(AsioRuntimeTest, WakingEndsIdlingAndNotAWaitThatAmazonAskedFor) {
  runtime_.wake();
  context_.poll();
  EXPECT_TRUE(idled_);
  EXPECT_FALSE(slept_) << "a reload must not shorten a Retry-After";
}

TEST_F(AsioRuntimeTest, StoppingEndsBoth) {
  runtime_.stop();
  context_.poll();
  EXPECT_TRUE(idled_);
  EXPECT_TRUE(slept_);
}

}  // namespace
}  // namespace harvestd

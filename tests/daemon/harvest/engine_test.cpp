// What the engine makes of the calls it sees.
#include "daemon/harvest/engine.h"

#include <gtest/gtest.h>

#include "tests/support/fake_runtime.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {
namespace {

class EngineTest : public testing::Test {
 protected:
  static ApiCall throttled(const std::string& profile, std::optional<Duration> retry_after) {
    ApiCall call;
    call.operation = profile.empty() ? "token" : "list_groups";
    call.profile = ProfileId(profile);
    call.status = 429;
    call.error = "later";
    call.retry_after = retry_after;
    return call;
  }

  const ProfileId one_{"1"}, other_{"2"};
  TemporaryFolder folder_;
  test::FakeRuntime runtime_;
  Ledger ledger_ = Ledger::open(folder_.path() / "ledger.db", runtime_.now()).value();
  Engine engine_{ledger_, runtime_};
};

TEST_F(EngineTest, ARetryAfterParksItsProfileUntilItHasPassed) {
  engine_.observe(throttled("1", std::chrono::minutes(2)));
  EXPECT_EQ(engine_.parked(one_), runtime_.now() + std::chrono::minutes(2));
  EXPECT_FALSE(engine_.parked(other_));
  runtime_.advance(std::chrono::minutes(2));
  EXPECT_FALSE(engine_.parked(one_));
}

TEST_F(EngineTest, AShorterRetryAfterNeverShortensALongerOne) {
  engine_.observe(throttled("1", std::chrono::minutes(2)));
  engine_.observe(throttled("1", std::chrono::seconds(1)));
  engine_.observe(throttled("1", std::nullopt));
  EXPECT_EQ(engine_.parked(one_), runtime_.now() + std::chrono::minutes(2));
}

TEST_F(EngineTest, AWaitThatAmazonAskedForIsNoStandstill) {
  engine_.observe(throttled("1", std::chrono::minutes(50)));
  engine_.observe(throttled("2", std::nullopt));
  EXPECT_EQ(engine_.last_progress(), runtime_.uptime() + std::chrono::minutes(50));
  engine_.observe(throttled("", std::chrono::hours(24 * 365)));
  EXPECT_EQ(engine_.last_progress(), runtime_.uptime() + std::chrono::hours(1)) << "nobody waits longer in a cycle";
}

}  // namespace
}  // namespace harvestd

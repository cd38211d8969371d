#include "tests/simulation/world.h"

#include <gtest/gtest.h>

#include <string>

namespace harvestd::simulation {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr ProcessNumber kProcess = 1;

class WorldTest : public testing::Test {
 protected:
  void run_until(Duration until) {
    while (world_.step(until)) {
    }
  }
  World::Action say(char what) {
    return [this, what] { said_ += what; };
  }

  World world_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};
  std::string said_;
};

TEST_F(WorldTest, TimeJumpsFromOneThingToTheNext) {
  world_.in(seconds(2), kNobody, say('b'));
  world_.in(seconds(1), kNobody, say('a'));
  world_.in(seconds(2), kNobody, say('c'));
  EXPECT_TRUE(world_.step(minutes(1)));
  EXPECT_EQ(world_.now(), seconds(1));
  run_until(minutes(1));
  EXPECT_EQ(said_, "abc") << "what is due at the same time comes in the order asked for";
  EXPECT_EQ(world_.now(), minutes(1));
}

TEST_F(WorldTest, WhatIsCancelledOrForgottenDoesNotHappen) {
  const World::EventId mine = world_.in(seconds(1), kProcess, say('a'));
  world_.in(seconds(2), kProcess, say('b'));
  world_.in(seconds(2), kNobody, say('c'));
  world_.cancel(mine);
  world_.forget(kProcess);
  run_until(minutes(1));
  EXPECT_EQ(said_, "c");
}

TEST_F(WorldTest, ASuspendStopsTimersAndHoldsBackWhatArrives) {
  world_.timer(seconds(30), kProcess, say('t'));
  world_.in(seconds(10), kProcess, say('d'));
  world_.in(seconds(10), kNobody, say('n'));
  world_.suspend(hours(1));
  EXPECT_EQ(said_, "n") << "the rest of the world goes on";
  EXPECT_EQ(world_.now(), hours(1));
  EXPECT_EQ(world_.uptime(), seconds(0));
  EXPECT_EQ(world_.boot_clock().since, hours(2)) << "it had run for an hour before";
  run_until(hours(1) + seconds(29));
  EXPECT_EQ(said_, "nd");
  run_until(hours(1) + seconds(30));
  EXPECT_EQ(said_, "ndt");
}

TEST_F(WorldTest, AFrozenProcessGetsEverythingWhenItThaws) {
  world_.timer(seconds(30), kProcess, say('t'));
  world_.in(seconds(10), kProcess, say('d'));
  world_.in(seconds(20), 2, say('o'));
  world_.freeze(kProcess, seconds(60));
  EXPECT_EQ(said_, "o");
  EXPECT_EQ(world_.uptime(), seconds(60)) << "the machine was awake";
  run_until(seconds(60));
  EXPECT_EQ(said_, "otd") << "all at once, in the order asked for";
}

TEST_F(WorldTest, ABootChangesTheBootClockAndASteppedClockOnlyTheWall) {
  const BootClock before = world_.boot_clock();
  const TimePoint wall = world_.wall();
  world_.set_clock_by(hours(-1));
  EXPECT_EQ(world_.wall(), wall - hours(1));
  EXPECT_EQ(world_.true_wall(), wall);
  EXPECT_EQ(world_.boot_clock().boot, before.boot);
  world_.boot();
  EXPECT_NE(world_.boot_clock().boot, before.boot);
  EXPECT_EQ(world_.boot_clock().since, seconds(0));
}

}  // namespace
}  // namespace harvestd::simulation

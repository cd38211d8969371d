#include "core/elapsed.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

using namespace std::chrono_literals;

const TimePoint kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 12h;

Moment moment(TimePoint wall, const char* boot, Duration since) {
  return {wall, {.boot = boot, .since = since}};
}

TEST(CertainlyElapsed, WithinOneBootTheWallClockDoesNotMatter) {
  const Moment then = moment(kNoon, "a", 1h);
  EXPECT_EQ(certainly_elapsed(then, moment(kNoon + 5h, "a", 1h + 10s)), 10s);
  EXPECT_EQ(certainly_elapsed(then, moment(kNoon - 5h, "a", 1h + 10s)), 10s);
}

TEST(CertainlyElapsed, AfterAnotherBootItIsAtMostTheUptime) {
  const Moment then = moment(kNoon, "a", 1h);
  EXPECT_EQ(certainly_elapsed(then, moment(kNoon + 5h, "b", 20s)), 20s);
}

TEST(CertainlyElapsed, OnAnotherMachineItIsAtMostWhatTheWallClockSays) {
  const Moment then = moment(kNoon, "a", 1h);
  EXPECT_EQ(certainly_elapsed(then, moment(kNoon + 3s, "b", 1000h)), 3s);
}

TEST(CertainlyElapsed, AfterAnotherBootAWallClockThatWentBackSaysNothing) {
  const Moment then = moment(kNoon, "a", 1h);
  EXPECT_EQ(certainly_elapsed(then, moment(kNoon - 1h, "b", 90s)), 90s);
}

TEST(CertainlyElapsed, WhenTheBootIsNotKnownTheWallClockLengthensNothing) {
  for (const char* id : {"", "a"}) {
    const Moment then = moment(kNoon, id, 240h);
    EXPECT_EQ(certainly_elapsed(then, moment(kNoon + 61s, "", 240h + 1s)), 1s);
    EXPECT_EQ(certainly_elapsed(then, moment(kNoon - 5s, "", 240h + 1s)), 1s);
    EXPECT_EQ(certainly_elapsed(then, moment(kNoon + 1h, "", 20s)), 20s) << "it was started anew";
  }
}

TEST(Remaining, WithinOneBootTheWallClockDoesNotMatter) {
  const Moment until = moment(kNoon + 1h, "a", 2h);
  EXPECT_EQ(remaining(until, moment(kNoon + 5h, "a", 1h + 10min)), 50min);
  EXPECT_EQ(remaining(until, moment(kNoon - 5h, "a", 2h + 1min)), -1min);
}

TEST(Remaining, AfterAnotherBootTheWallClockTells) {
  EXPECT_EQ(remaining(moment(kNoon + 1h, "a", 2h), moment(kNoon, "b", 1min)), 1h);
}

}  // namespace
}  // namespace harvestd

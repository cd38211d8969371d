#include "core/retry.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;

constexpr TimePoint kNow = sys_days(1994y / 11 / 6) + 8h + 49min;

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(parse_retry_after("0", kNow), Duration(0));
  EXPECT_EQ(parse_retry_after("120", kNow), 120s);
  EXPECT_EQ(parse_retry_after(" 7\t", kNow), 7s);
  EXPECT_EQ(parse_retry_after("0003", kNow), 3s);
}

TEST(RetryAfter, CapsNumbersBeyondSense) {
  EXPECT_EQ(parse_retry_after("31536000", kNow), days(365));
  EXPECT_EQ(parse_retry_after("31536001", kNow), days(365));
  EXPECT_EQ(parse_retry_after("9223372036854775807", kNow), days(365));
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", kNow), days(365));
  EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", kNow), days(365));
}

TEST(RetryAfter, ReadsAllThreeFormsOfAnHttpDate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kNow), 37s);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", kNow), 37s);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:37 1994", kNow), 37s);
  EXPECT_EQ(parse_retry_after("Wed Nov 16 08:49:00 1994", kNow), days(10));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:60 GMT", kNow), 60s);
}

TEST(RetryAfter, APastDateIsZero) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:48:59 GMT", kNow), Duration(0));
  EXPECT_EQ(parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", kNow), Duration(0));
}

TEST(RetryAfter, ATwoDigitYearIsTheOneWithin50Years) {
  const TimePoint late = sys_days(2099y / 12 / 31) + 23h + 59min;
  EXPECT_EQ(parse_retry_after("Friday, 01-Jan-00 00:00:00 GMT", late), 60s);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-44 08:49:37 GMT", kNow), days(365));    // 2044
  EXPECT_EQ(parse_retry_after("Monday, 06-Nov-45 08:49:37 GMT", kNow), Duration(0));  // 1945, not 2045
}

TEST(RetryAfter, GarbageIsNothing) {
  for (const char* text : {"",
                           " ",
                           "-5",
                           "+5",
                           "1.5",
                           "soon",
                           "0x10",
                           "12s",
                           "1e3",
                           "12 13",
                           "Sun, 06 Nov 1994 08:49:37",
                           "Sun, 06 Nov 1994 08:49:37 PST",
                           "Sun, 31 Feb 1994 08:49:37 GMT",
                           "Sun, 06 Foo 1994 08:49:37 GMT",
                           "Sun, 06 ovD 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08:60:37 GMT",
                           "Sun, 06 Nov 1994 08:49:61 GMT",
                           "S1n, 06 Nov 1994 08:49:37 GMT",
                           "Sun, x6 Nov 1994 08:49:37 GMT",
                           "Sunday, 6-Nov-94 08:49:37 GMT",
                           "Sunday, 06-Nov-1994 08:49:37 GMT",
                           "Sun1day, 06-Nov-94 08:49:37 GMT",
                           "Someone, 06-Nov-94 08:49:37 GMT",
                           ", 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 94",
                           "2026-11-23T22:01:43Z"}) {
    EXPECT_EQ(parse_retry_after(text, kNow), std::nullopt) << text;
  }
}

TEST(NextDelay, DoublesUpToTheCap) {
  const RetryPolicy policy{.attempts = 100, .base = 1s, .cap = 5min, .park_above = 1h};
  const double almost_one = 0.999999;
  EXPECT_NEAR(static_cast<double>(next_delay(policy, 1, {}, almost_one)->count()), 1000, 1);
  EXPECT_NEAR(static_cast<double>(next_delay(policy, 2, {}, almost_one)->count()), 2000, 1);
  EXPECT_NEAR(static_cast<double>(next_delay(policy, 5, {}, almost_one)->count()), 16'000, 1);
  EXPECT_NEAR(static_cast<double>(next_delay(policy, 10, {}, almost_one)->count()), 300'000, 1);
  EXPECT_NEAR(static_cast<double>(next_delay(policy, 99, {}, almost_one)->count()), 300'000, 1);
}

TEST(NextDelay, ABaseAboveTheCapIsCapped) {
  const RetryPolicy policy{.attempts = 3, .base = 10min, .cap = 5min, .park_above = 1h};
  EXPECT_EQ(next_delay(policy, 1, {}, 0.5), 150s);
}

TEST(NextDelay, SpreadsUniformly) {
  EXPECT_EQ(next_delay({}, 2, {}, 0.0), Duration(0));
  EXPECT_EQ(next_delay({}, 2, {}, 0.25), 500ms);
}

TEST(NextDelay, IsNeverShorterThanRetryAfter) {
  EXPECT_EQ(next_delay({}, 1, Duration(7s), 0.9), 7s);
  EXPECT_EQ(next_delay({}, 2, Duration(100ms), 0.5), 1s);
  EXPECT_EQ(next_delay({}, 1, Duration(2h), 0.0), 2h);
}

TEST(NextDelay, EndsWithTheAttempts) {
  EXPECT_TRUE(next_delay({}, 2, {}, 0.5).has_value());
  EXPECT_EQ(next_delay({}, 3, {}, 0.5), std::nullopt);
  EXPECT_EQ(next_delay({}, 3, Duration(7s), 0.5), std::nullopt);
  EXPECT_EQ(next_delay({.attempts = 1}, 1, {}, 0.5), std::nullopt);
}

TEST(NextDelayDeathTest, AttemptsCountFromOne) {
  EXPECT_DEATH((void)next_delay({}, 0, {}, 0.5), "invariant broken");
}

TEST(RetryableStatus, IsThrottlingAndPassingServerErrors) {
  for (int status = 0; status < 700; ++status) {
    const bool expected = status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    EXPECT_EQ(is_retryable_status(status), expected) << status;
  }
}

TEST(Backoff, AcrossCyclesItIsOneTenAHundredMinutesThenADay) {
  using namespace std::chrono_literals;
  EXPECT_EQ(backoff_across_cycles(1, 0), 1min);
  EXPECT_EQ(backoff_across_cycles(2, 0), 10min);
  EXPECT_EQ(backoff_across_cycles(3, 0), 100min);
  EXPECT_EQ(backoff_across_cycles(4, 0), 24h);
  EXPECT_EQ(backoff_across_cycles(400, 0), 24h);
  EXPECT_EQ(backoff_across_cycles(2, 0.5), 10min + 30s);
}

TEST(Backoff, ACurableRejectionWaitsOneTwoFourThenSevenDays) {
  using std::chrono::days;
  EXPECT_EQ(rejection_delay(1), days(1));
  EXPECT_EQ(rejection_delay(2), days(2));
  EXPECT_EQ(rejection_delay(3), days(4));
  EXPECT_EQ(rejection_delay(4), days(7));
  EXPECT_EQ(rejection_delay(40), days(7));
}

}  // namespace
}  // namespace harvestd

#include "core/time.h"

#include <gtest/gtest.h>

#include <random>

namespace harvestd {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using namespace std::chrono_literals;

TEST(Iso8601, PrintsUtcWithMilliseconds) {
  EXPECT_EQ(to_iso8601(TimePoint(Duration(0))), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso8601(sys_days(2026y / 11 / 23) + 22h + 1min + 43s + 120ms), "2026-11-23T22:01:43.120Z");
  EXPECT_EQ(to_iso8601(TimePoint(Duration(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(Iso8601, ReadsDatesAndTimes) {
  const auto day = sys_days(2026y / 11 / 23);
  EXPECT_EQ(parse_iso8601("2026-11-23").value(), day);
  EXPECT_EQ(parse_iso8601("2026-11-23T22:01Z").value(), day + 22h + 1min);
  EXPECT_EQ(parse_iso8601("2026-11-23T22:01:43Z").value(), day + 22h + 1min + 43s);
  EXPECT_EQ(parse_iso8601("2026-11-23T22:01:43.1Z").value(), day + 22h + 1min + 43s + 100ms);
  EXPECT_EQ(parse_iso8601("2026-11-23T22:01:43.12Z").value(), day + 22h + 1min + 43s + 120ms);
  EXPECT_EQ(parse_iso8601("2026-11-23T22:01:43.125Z").value(), day + 22h + 1min + 43s + 125ms);
  EXPECT_EQ(parse_iso8601("2028-02-29").value(), sys_days(2028y / 2 / 29));
}

TEST(Iso8601, RefusesOtherForms) {
  for (const char* text : {"",
                           "2026",
                           "2026-11",
                           "2026-11-23T",
                           "2026-11-23T22",
                           "2026-11-23T22:01",
                           "2026-11-23T22:01:43",
                           "2026-11-23T22:01:43.Z",
                           "2026-11-23T22:01:43.1234Z",
                           "2026-11-23T24:00Z",
                           "2026-11-23T22:60Z",
                           "2026-11-23T22:01:60Z",
                           "2026-02-29",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-01-00",
                           "2026-04-31",
                           "26-11-23",
                           "2026-11-23 22:01Z",
                           "2026-11-23T22:01+01:00",
                           "2026-11-23T22:01Zx",
                           "2026-11-23x",
                           "-026-11-23",
                           "2026/11/23",
                           "2026-11-23T2a:01Z",
                           "2026-11-23T22-01Z"}) {
    EXPECT_TRUE(parse_iso8601(text).has_error()) << text;
  }
}

TEST(Iso8601, WhatIsPrintedReadsBackTheSame) {
  std::mt19937_64 random(5);
  const std::int64_t most = sys_days(9999y / 12 / 31).time_since_epoch() / Duration(1);
  for (int i = 0; i < 10'000; ++i) {
    const TimePoint t(Duration(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most))));
    EXPECT_EQ(parse_iso8601(to_iso8601(t)).value(), t);
  }
}

TEST(DurationText, ReadsANumberAndAUnit) {
  EXPECT_EQ(parse_duration("500ms").value(), 500ms);
  EXPECT_EQ(parse_duration("30s").value(), 30s);
  EXPECT_EQ(parse_duration("10m").value(), 10min);
  EXPECT_EQ(parse_duration("6h").value(), 6h);
  EXPECT_EQ(parse_duration("14d").value(), days(14));
  EXPECT_EQ(parse_duration("0s").value(), 0s);
  EXPECT_EQ(parse_duration("36500d").value(), days(36500));
}

TEST(DurationText, RefusesOtherForms) {
  for (const char* text : {"", "30", "s", "-5s", "+5s", "1.5h", "5 s", " 5s", "5s ", "5S", "5w", "1h30m", "5sec"}) {
    const Result<Duration> parsed = parse_duration(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_NE(parsed.error().message.find("a whole number and a unit"), std::string::npos) << text;
  }
}

TEST(DurationText, RefusesMoreThanACentury) {
  for (const char* text : {"36501d", "876001h", "9223372036854775807d", "99999999999999999999ms"}) {
    const Result<Duration> parsed = parse_duration(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().message, "too long: at most 36500d");
  }
}

TEST(DurationText, PrintsTheShortestExactForm) {
  EXPECT_EQ(to_string(Duration(0)), "0s");
  EXPECT_EQ(to_string(Duration(1500)), "1500ms");
  EXPECT_EQ(to_string(Duration(90s)), "90s");
  EXPECT_EQ(to_string(Duration(10min)), "10m");
  EXPECT_EQ(to_string(Duration(6h)), "6h");
  EXPECT_EQ(to_string(Duration(24h)), "1d");
  EXPECT_EQ(to_string(Duration(days(14))), "14d");
}

TEST(DurationText, WhatIsPrintedReadsBackTheSame) {
  std::mt19937_64 random(9);
  for (int i = 0; i < 10'000; ++i) {
    const Duration d(static_cast<std::int64_t>(random() % 3'000'000'000'000U >> random() % 40));
    EXPECT_EQ(parse_duration(to_string(d)).value(), d);
  }
}

TEST(UtcDay, BeginsAtMidnightUtcAlsoBefore1970) {
  EXPECT_EQ(utc_day(sys_days(2026y / 11 / 23) + 23h + 59min + 59s + 999ms), sys_days(2026y / 11 / 23));
  EXPECT_EQ(utc_day(sys_days(2026y / 11 / 24)), sys_days(2026y / 11 / 24));
  EXPECT_EQ(utc_day(TimePoint(Duration(-1))), sys_days(1969y / 12 / 31));
}

}  // namespace
}  // namespace harvestd

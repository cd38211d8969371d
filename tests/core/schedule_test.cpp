#include "core/schedule.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

TimePoint at(std::string_view text) {
  return parse_iso8601(text).value();
}
Cron cron(std::string_view expression, std::string_view timezone = "UTC") {
  return Cron::parse(expression, timezone).value();
}

/// The next run in UTC, to the minute; "never" when there is none.
std::string next(std::string_view expression, std::string_view after, std::string_view timezone = "UTC") {
  const std::optional<TimePoint> run = cron(expression, timezone).next(at(after));
  return run ? to_iso8601(*run).substr(0, 16) : "never";
}

TEST(Cron, RunsStrictlyAfter) {
  EXPECT_EQ(next("15 * * * *", "2026-11-23T10:14:59.999Z"), "2026-11-23T10:15");
  EXPECT_EQ(next("15 * * * *", "2026-11-23T10:15:00Z"), "2026-11-23T11:15");
  EXPECT_EQ(next("15 * * * *", "2026-11-23T10:15:00.001Z"), "2026-11-23T11:15");
  EXPECT_EQ(next("* * * * *", "2026-12-31T23:59:30Z"), "2027-01-01T00:00");
}

TEST(Cron, TakesListsRangesStepsAndNames) {
  EXPECT_EQ(next("15 */6 * * *", "2026-11-23T12:15:00Z"), "2026-11-23T18:15");
  EXPECT_EQ(next("0,30 8-10 * * *", "2026-11-23T08:30:00Z"), "2026-11-23T09:00");
  EXPECT_EQ(next("5-20/5 0 * * *", "2026-11-23T00:15:00Z"), "2026-11-23T00:20");
  EXPECT_EQ(next("5-20/5,50 0 * * *", "2026-11-23T00:20:00Z"), "2026-11-23T00:50");
  EXPECT_EQ(next("0 0 1 jan *", "2026-11-23T00:00:00Z"), "2027-01-01T00:00");
  EXPECT_EQ(next("0 0 1 FEB-Apr *", "2026-11-23T00:00:00Z"), "2027-02-01T00:00");
  EXPECT_EQ(next("0 0 * * mon", "2026-11-23T00:00:00Z"), "2026-11-30T00:00");
  EXPECT_EQ(next("0 0 * * tue-thu", "2026-11-23T00:00:00Z"), "2026-11-24T00:00");
  EXPECT_EQ(next("\t0  0 *\t* * ", "2026-11-23T00:00:00Z"), "2026-11-24T00:00");
}

TEST(Cron, SundayIsZeroAndSeven) {
  for (const char* sunday : {"0", "7", "sun", "Sun"}) {
    EXPECT_EQ(next(std::string("0 0 * * ") + sunday, "2026-11-23T00:00:00Z"), "2026-11-29T00:00") << sunday;
  }
  EXPECT_EQ(next("0 0 * * 6-7", "2026-11-28T00:00:00Z"), "2026-11-29T00:00");
}

TEST(Cron, EitherDayFieldMatchesWhenBothAreRestricted) {
  EXPECT_EQ(next("0 0 13 * fri", "2026-11-01T00:00:00Z"), "2026-11-06T00:00");
  EXPECT_EQ(next("0 0 12 * fri", "2026-11-06T00:00:00Z"), "2026-11-12T00:00");
}

TEST(Cron, BothDayFieldsMatchWhenOneBeginsWithAStar) {
  EXPECT_EQ(next("0 0 13 * *", "2026-11-01T00:00:00Z"), "2026-11-13T00:00");
  EXPECT_EQ(next("0 0 */2 * mon", "2026-11-23T00:00:00Z"), "2026-12-07T00:00");
}

TEST(Cron, FindsLeapDaysAcrossACenturyWithoutOne) {
  EXPECT_EQ(next("0 0 29 2 *", "2026-11-23T00:00:00Z"), "2028-02-29T00:00");
  EXPECT_EQ(next("0 0 29 2 *", "2096-02-29T00:00:00Z"), "2104-02-29T00:00");
  EXPECT_EQ(next("0 0 29 2 */7", "2088-02-29T00:00:00Z"), "2128-02-29T00:00");  // a Sunday, the longest wait
}

TEST(Cron, ADateThatDoesNotExistNeverComes) {
  EXPECT_EQ(next("0 0 30 2 *", "2026-11-23T00:00:00Z"), "never");
  EXPECT_EQ(next("0 0 31 4,6,9,11 *", "2026-11-23T00:00:00Z"), "never");
}

TEST(Cron, KeepsLocalTimeAcrossClockChanges) {
  EXPECT_EQ(next("0 6 * * *", "2026-03-07T20:00:00Z", "America/Los_Angeles"), "2026-03-08T13:00");
  EXPECT_EQ(next("0 6 * * *", "2026-03-06T20:00:00Z", "America/Los_Angeles"), "2026-03-07T14:00");
  EXPECT_EQ(next("0 6 * * *", "2026-10-24T20:00:00Z", "Europe/Berlin"), "2026-10-25T05:00");
  EXPECT_EQ(next("0 0 * * *", "2026-11-23T19:00:00Z", "Asia/Kolkata"), "2026-11-24T18:30");
}

TEST(Cron, ASkippedLocalTimeRunsAtTheFirstMomentAfterTheGap) {
  EXPECT_EQ(next("30 2 * * *", "2026-03-08T00:00:00Z", "America/Los_Angeles"), "2026-03-08T10:00");
  EXPECT_EQ(next("30 2 * * *", "2026-03-08T10:00:00Z", "America/Los_Angeles"), "2026-03-09T09:30");
  EXPECT_EQ(next("30 2 * * *", "2026-03-28T12:00:00Z", "Europe/Berlin"), "2026-03-29T01:00");
}

TEST(Cron, SeveralSkippedTimesRunOnce) {
  EXPECT_EQ(next("*/20 2 * * *", "2026-03-29T00:30:00Z", "Europe/Berlin"), "2026-03-29T01:00");
  EXPECT_EQ(next("*/20 2 * * *", "2026-03-29T01:00:00Z", "Europe/Berlin"), "2026-03-30T00:00");
}

TEST(Cron, ALocalTimeThatHappensTwiceRunsAtItsFirst) {
  EXPECT_EQ(next("30 1 * * *", "2026-11-01T00:00:00Z", "America/Los_Angeles"), "2026-11-01T08:30");
  EXPECT_EQ(next("30 1 * * *", "2026-11-01T08:30:00Z", "America/Los_Angeles"), "2026-11-02T09:30");
  EXPECT_EQ(next("30 2 * * *", "2026-10-24T12:00:00Z", "Europe/Berlin"), "2026-10-25T00:30");
  EXPECT_EQ(next("30 2 * * *", "2026-10-25T00:45:00Z", "Europe/Berlin"), "2026-10-26T01:30");
}

TEST(Cron, InsideTheSecondPassOfAnHourItGoesOnAfterIt) {
  EXPECT_EQ(next("*/20 * * * *", "2026-11-01T09:05:00Z", "America/Los_Angeles"), "2026-11-01T10:00");
  EXPECT_EQ(next("*/20 * * * *", "2026-11-01T08:50:00Z", "America/Los_Angeles"), "2026-11-01T10:00");
}

TEST(Cron, NeverGoesBackOrStandsStill) {
  for (const char* zone : {"America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe"}) {
    const Cron every = cron("7,37 * * * *", zone);
    TimePoint t = at("2026-01-01");
    while (t < at("2027-01-01")) {
      const std::optional<TimePoint> run = every.next(t);
      ASSERT_TRUE(run.has_value());
      ASSERT_GT(*run, t);
      ASSERT_LE(*run - t, std::chrono::hours(2));
      t = *run;
    }
  }
}

TEST(Cron, KeepsWhatWasWritten) {
  EXPECT_EQ(cron("15 */6 * * *", "America/Los_Angeles").expression(), "15 */6 * * *");
  EXPECT_EQ(cron("15 */6 * * *", "America/Los_Angeles").timezone(), "America/Los_Angeles");
}

struct Bad {
  const char* expression;
  const char* field;
};

TEST(Cron, ErrorsNameTheField) {
  const Bad cases[] = {
      {"60 * * * *", "minute"},          {"-1 * * * *", "minute"},
      {"1,,2 * * * *", "minute"},        {"*/0 * * * *", "minute"},
      {"*/60 * * * *", "minute"},        {"5/10 * * * *", "minute"},
      {"20-10 * * * *", "minute"},       {"1- * * * *", "minute"},
      {"*/ * * * *", "minute"},          {"1.5 * * * *", "minute"},
      {"99999999999 * * * *", "minute"}, {"*-5 * * * *", "minute"},
      {"jan * * * *", "minute"},         {"0 24 * * *", "hour"},
      {"0 0 0 * *", "day of month"},     {"0 0 32 * *", "day of month"},
      {"0 0 * 13 *", "month"},           {"0 0 * 0 *", "month"},
      {"0 0 * mon *", "month"},          {"0 0 * * 8", "day of week"},
      {"0 0 * * monday", "day of week"}, {"0 0 * * m", "day of week"},
  };
  for (const Bad& bad : cases) {
    const Result<Cron> parsed = Cron::parse(bad.expression, "UTC");
    ASSERT_TRUE(parsed.has_error()) << bad.expression;
    EXPECT_EQ(parsed.error().code, Errc::kInvalidValue);
    EXPECT_TRUE(parsed.error().message.starts_with(std::string("cron, ") + bad.field + ": expected "))
        << bad.expression;
  }
}

TEST(Cron, WantsFiveFields) {
  for (const char* expression : {"", " ", "* * * *", "* * * * * *", "@daily"}) {
    const Result<Cron> parsed = Cron::parse(expression, "UTC");
    ASSERT_TRUE(parsed.has_error()) << expression;
    EXPECT_NE(parsed.error().message.find("five fields"), std::string::npos);
  }
}

TEST(Cron, AnUnknownTimeZoneIsAnError) {
  for (const char* zone : {"", "Mars/Olympus", "america/los_angeles", "../etc/passwd"}) {
    const Result<Cron> parsed = Cron::parse("* * * * *", zone);
    ASSERT_TRUE(parsed.has_error()) << zone;
    EXPECT_NE(parsed.error().message.find("time zone"), std::string::npos);
  }
}

Schedule every(Duration interval, Duration jitter = Duration(0)) {
  return Schedule{.when = Every{interval}, .jitter = jitter};
}

TEST(NextDue, IsNowWhenNoCycleEverEnded) {
  const TimePoint now = at("2026-11-23T10:00:00Z");
  EXPECT_EQ(next_due(every(std::chrono::hours(6)), std::nullopt, now, 0), now);
  EXPECT_EQ(next_due({.when = cron("0 0 * * *")}, std::nullopt, now, 0), now);
}

TEST(NextDue, IsTheIntervalAfterTheLastEnd) {
  const TimePoint now = at("2026-11-23T10:00:00Z");
  const Schedule schedule = every(std::chrono::hours(6));
  EXPECT_EQ(next_due(schedule, at("2026-11-23T09:00:00Z"), now, 0), at("2026-11-23T15:00:00Z"));
  EXPECT_EQ(next_due(schedule, at("2026-11-23T01:00:00Z"), now, 0), now);
}

TEST(NextDue, IsTheCronTimeAfterTheLastEnd) {
  const TimePoint now = at("2026-11-23T10:00:00Z");
  const Schedule schedule{.when = cron("15 */6 * * *")};
  EXPECT_EQ(next_due(schedule, at("2026-11-23T09:00:00Z"), now, 0), at("2026-11-23T12:15:00Z"));
  EXPECT_EQ(next_due(schedule, at("2026-11-22T09:00:00Z"), now, 0), now);
}

TEST(NextDue, AnEndInTheFutureCountsAsNow) {
  const TimePoint now = at("2026-11-23T10:00:00Z");
  EXPECT_EQ(next_due(every(std::chrono::hours(6)), at("2031-01-01"), now, 0), at("2026-11-23T16:00:00Z"));
}

TEST(NextDue, AddsItsShareOfTheJitter) {
  const TimePoint now = at("2026-11-23T10:00:00Z");
  const Schedule schedule = every(std::chrono::hours(6), std::chrono::minutes(10));
  EXPECT_EQ(next_due(schedule, std::nullopt, now, 0.5), now + std::chrono::minutes(5));
  EXPECT_EQ(next_due(schedule, now, now, 0.25), now + std::chrono::hours(6) + std::chrono::seconds(150));
}

TEST(NextDue, NeverForADateThatDoesNotExist) {
  const TimePoint now = at("2026-11-23T10:00:00Z");
  EXPECT_EQ(next_due({.when = cron("0 0 30 2 *")}, std::nullopt, now, 0), std::nullopt);
  EXPECT_EQ(next_due({.when = cron("0 0 30 2 *")}, now, now, 0), std::nullopt);
}

}  // namespace
}  // namespace harvestd

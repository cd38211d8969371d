// Retry-After, and the other times that come as text.
#include "core/retry.h"

#include <algorithm>

#include "core/check.h"
#include "tests/fuzz/targets.h"

namespace harvestd::fuzz {
namespace {

void check(std::string_view value, TimePoint now) {
  const std::optional<Duration> wait = parse_retry_after(value, now);
  HARVESTD_CHECK(parse_retry_after(" \t" + std::string(value) + "\t", now) == wait);
  const bool digits =
      !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  HARVESTD_CHECK(!digits || wait.has_value());
  if (!wait) return;
  HARVESTD_CHECK(*wait >= Duration(0) && *wait <= std::chrono::days(365));
  HARVESTD_CHECK(digits || value.find(':') != value.npos || value.find_first_of(" \t") != value.npos);
  for (int attempt = 1; attempt < 4; ++attempt) {
    const std::optional<Duration> delay = next_delay(RetryPolicy(), attempt, wait, 0.999);
    HARVESTD_CHECK(delay.has_value() == (attempt < RetryPolicy().attempts));
    HARVESTD_CHECK(!delay || (*delay >= *wait && *delay <= std::max(*wait, RetryPolicy().cap)));
  }
}

void check_times(std::string_view text) {
  if (const Result<TimePoint> time = parse_iso8601(text)) {
    const Result<TimePoint> again = parse_iso8601(to_iso8601(*time));
    HARVESTD_CHECK(again && *again == *time);
  }
  if (const Result<Duration> duration = parse_duration(text)) {
    const Result<Duration> again = parse_duration(to_string(*duration));
    HARVESTD_CHECK(again && *again == *duration && *duration >= Duration(0));
  }
}

}  // namespace

void retry_after(std::string_view input) {
  constexpr std::int64_t kNow = 1'795'471'303'120;
  for (const std::int64_t now : {std::int64_t{0}, kNow, std::int64_t{253'402'300'799'000}}) {
    check(input, TimePoint(Duration(now)));
  }
  check_times(input);
}

}  // namespace harvestd::fuzz

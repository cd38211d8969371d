// When to try a read again. Pure: the caller brings time and randomness.
#pragma once

#include <optional>
#include <string_view>

#include "core/time.h"

namespace harvestd {

struct RetryPolicy {
  int attempts = 3;  // in all
  Duration base = std::chrono::seconds(1);
  Duration cap = std::chrono::minutes(5);
  /// A Retry-After above this parks the profile instead of waiting.
  Duration park_above = std::chrono::hours(1);
};

/// Retry-After: whole seconds, or an HTTP date (then relative to `now`, a past date is zero). Nothing for garbage;
/// a number beyond any sense is capped at 365 days.
std::optional<Duration> parse_retry_after(std::string_view value, TimePoint now);

/// The wait before attempt `attempt + 1`, or nothing when the attempts are used up.
/// max(retry_after, uniform * min(cap, base * 2^(attempt-1))); `uniform` is in [0, 1); `attempt` counts from 1.
std::optional<Duration> next_delay(const RetryPolicy& policy, int attempt, std::optional<Duration> retry_after,
                                   double uniform);

/// The wait before the next cycle after `failures` in a row that Amazon or the network caused, and before a promotion
/// group that refused `failures` times in a row is tried again: 1, 10, 100 minutes, then a day, and up to a tenth more
/// (`uniform` in [0, 1)), so that many do not come back at once. `failures` counts from 1.
Duration backoff_across_cycles(int failures, double uniform);

/// The wait before a curable rejection is tried again: 1, 2, 4, then 7 days. `rejections` counts from 1.
Duration rejection_delay(int rejections);

/// 429, 500, 502, 503, 504: a read may be tried again.
bool is_retryable_status(int http_status);

}  // namespace harvestd

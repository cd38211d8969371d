// Time as the ledger keeps it: milliseconds since 1970, UTC. core reads no clock: every "now" is passed in.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.h"

namespace harvestd {

using Duration = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Duration>;

/// ISO 8601 UTC with milliseconds: 2026-11-23T22:01:43.120Z
std::string to_iso8601(TimePoint t);

/// Accepts 2026-11-23, 2026-11-23T22:01Z, with seconds and up to 3 decimals; "Z" is required with a time of day.
Result<TimePoint> parse_iso8601(std::string_view text);

/// A whole number and one unit: 500ms, 30s, 10m, 6h, 14d. Errors: no unit, sign, fraction, beyond 36500d.
Result<Duration> parse_duration(std::string_view text);

/// The shortest exact form in one unit: 90s, 6h, 14d.
std::string to_string(Duration d);

/// Days since 1970-01-01 UTC; the day that daily limits count in.
std::chrono::sys_days utc_day(TimePoint t);

}  // namespace harvestd

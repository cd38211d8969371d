// When a campaign is due: every so often, or by cron in a time zone. Pure but for the system's time zone database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/time.h"

namespace harvestd {

/// Five fields: minute hour day-of-month month day-of-week; *, lists, ranges, steps, names (jan, mon), 7 = Sunday. As
/// in cron, when neither day field begins with * either may match, else both must. A local time that a clock change
/// skips runs at the first moment after the gap; one that happens twice runs once, at its first.
class Cron {
 public:
  /// Errors name the field and what was expected; a time zone that the system does not know is one of them.
  static Result<Cron> parse(std::string_view expression, std::string_view timezone);
  /// The first time strictly after `after`, or nothing (30 February).
  std::optional<TimePoint> next(TimePoint after) const;
  const std::string& expression() const { return expression_; }
  const std::string& timezone() const { return timezone_; }

 private:
  Cron() = default;
  bool runs_on(unsigned month, unsigned day, unsigned weekday) const;  // weekday: 0 is Sunday

  std::string expression_;
  std::string timezone_;
  std::uint64_t minutes_ = 0;
  std::uint32_t hours_ = 0, days_ = 0, months_ = 0, weekdays_ = 0;
  bool any_day_ = true, any_weekday_ = true;
};

struct Every {
  Duration interval;
};

struct Schedule {
  std::variant<Every, Cron> when;
  Duration jitter{0};
};

/// The next start. `last_end`: when the last finished cycle ended, if one ever did. Due is `last_end` + interval, or
/// the cron time after `last_end`; now, when that has passed or no cycle ever ended. A `last_end` after `now` (the
/// clock was set back) counts as now. Then the jitter: `uniform` in [0, 1) of it. Nothing: never (a cron date that does
/// not exist).
std::optional<TimePoint> next_due(const Schedule& schedule, std::optional<TimePoint> last_end, TimePoint now,
                                  double uniform);

}  // namespace harvestd

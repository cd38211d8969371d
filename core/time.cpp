#include "core/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace harvestd {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kMostDays = 36'500;

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr std::array<Unit, 5> kUnits{
    {{"d", days(1)}, {"h", hours(1)}, {"m", minutes(1)}, {"s", seconds(1)}, {"ms", Duration(1)}}};

Error invalid(const char* message) {
  return Error{.code = Errc::kInvalidValue, .message = message};
}

/// Takes digits and signs off the front of a text, remembering whether everything fitted.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  bool at_end() const { return rest_.empty(); }
  bool failed() const { return failed_; }

  bool take(char sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char sign) {
    if (!take(sign)) failed_ = true;
  }
  std::size_t digits_ahead() const {
    const std::size_t end = rest_.find_first_not_of("0123456789");
    return end == std::string_view::npos ? rest_.size() : end;
  }
  int number(std::size_t digits) {
    if (digits_ahead() < digits) {
      failed_ = true;
      return 0;
    }
    int value = 0;
    for (const char c : rest_.substr(0, digits)) value = value * 10 + (c - '0');
    rest_.remove_prefix(digits);
    return value;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

std::optional<Duration> read_time_of_day(Reader& in) {
  const int hour = in.number(2);
  in.expect(':');
  const int minute = in.number(2);
  int second = 0, milli = 0;
  if (in.take(':')) {
    second = in.number(2);
    if (in.take('.')) {
      const std::size_t digits = in.digits_ahead();
      if (digits < 1 || digits > 3) return std::nullopt;
      milli = in.number(digits) * (digits == 1 ? 100 : digits == 2 ? 10 : 1);
    }
  }
  in.expect('Z');
  if (in.failed() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return hours(hour) + minutes(minute) + seconds(second) + Duration(milli);
}

}  // namespace

std::string to_iso8601(TimePoint t) {
  const std::chrono::sys_days day = utc_day(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Duration> time(t - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<TimePoint> parse_iso8601(std::string_view text) {
  Reader in(text);
  const int year = in.number(4);
  in.expect('-');
  const int month = in.number(2);
  in.expect('-');
  const int day = in.number(2);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  std::optional<Duration> time = Duration(0);
  if (!in.failed() && !in.at_end()) {
    in.expect('T');
    time = read_time_of_day(in);
  }
  if (in.failed() || !in.at_end() || !time || !date.ok()) {
    return invalid("not a time in UTC: 2026-11-23, 2026-11-23T22:01Z or 2026-11-23T22:01:43.120Z");
  }
  return std::chrono::sys_days(date) + *time;
}

Result<Duration> parse_duration(std::string_view text) {
  constexpr const char* kExpected = "not a duration: a whole number and a unit, as in 500ms, 30s, 10m, 6h, 14d";
  const std::size_t end = text.find_first_not_of("0123456789");
  if (end == 0 || end == std::string_view::npos) return invalid(kExpected);
  for (const auto& [name, length] : kUnits) {
    if (text.substr(end) != name) continue;
    std::int64_t number = 0;
    const std::string_view digits = text.substr(0, end);
    const auto [_, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const Duration most = days(kMostDays);
    if (error != std::errc() || number > most / length) return invalid("too long: at most 36500d");
    return number * length;
  }
  return invalid(kExpected);
}

std::string to_string(Duration d) {
  if (d == Duration(0)) return "0s";
  const auto* unit = kUnits.begin();
  while (d % unit->length != Duration(0)) ++unit;
  return fmt::format("{}{}", d / unit->length, unit->name);
}

std::chrono::sys_days utc_day(TimePoint t) {
  return std::chrono::floor<days>(t);
}

}  // namespace harvestd

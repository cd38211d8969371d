#include "core/schedule.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

namespace harvestd {
namespace {

/// 29 February falls on each day of the week once in at most 40 years: a date not found by then does not exist.
constexpr date::years kSearched{41};

struct Field {
  const char* name;
  unsigned first, last;
  std::string_view words;  // three letters each, the first one for `first`
  const char* expected;
};

constexpr Field kMinute{"minute", 0, 59, "", "*, 0-59"};
constexpr Field kHour{"hour", 0, 23, "", "*, 0-23"};
constexpr Field kDay{"day of month", 1, 31, "", "*, 1-31"};
constexpr Field kMonth{"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec", "*, 1-12, jan-dec"};
constexpr Field kWeekday{"day of week", 0, 7, "sunmontuewedthufrisat", "*, 0-7 (0 and 7 are Sunday), sun-sat"};

Error invalid(std::string message) {
  return Error{.code = Errc::kInvalidValue, .message = std::move(message)};
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find_first_of(separators, begin);
    parts.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::optional<unsigned> number_of(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<unsigned> value_of(const Field& field, std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (std::size_t at = 0; at < field.words.size(); at += 3) {
    if (field.words.substr(at, 3) == word) return field.first + static_cast<unsigned>(at / 3);
  }
  const std::optional<unsigned> number = number_of(text);
  if (!number || *number < field.first || *number > field.last) return std::nullopt;
  return number;
}

/// The bits of one element of a list: * or a value or a range, the first and the last perhaps with a step.
std::optional<std::uint64_t> element_bits(const Field& field, std::string_view element) {
  const std::size_t slash = element.find('/');
  const std::string_view span = element.substr(0, slash);
  const std::size_t dash = span.find('-');
  const bool is_one = span != "*" && dash == std::string_view::npos;
  std::optional<unsigned> first = field.first, last = field.last, step = 1;
  if (span != "*") {
    first = value_of(field, span.substr(0, dash));
    last = is_one ? first : value_of(field, span.substr(dash + 1));
  }
  if (slash != std::string_view::npos) step = is_one ? std::nullopt : number_of(element.substr(slash + 1));
  if (!first || !last || !step || *step == 0 || *step > field.last || *first > *last) return std::nullopt;
  std::uint64_t bits = 0;
  for (unsigned value = *first; value <= *last; value += *step) bits |= std::uint64_t{1} << value;
  return bits;
}

Result<std::uint64_t> field_bits(const Field& field, std::string_view text) {
  std::uint64_t bits = 0;
  for (const std::string_view element : split(text, ",")) {
    const std::optional<std::uint64_t> more = element_bits(field, element);
    if (!more) {
      return invalid(std::string("cron, ") + field.name + ": expected " + field.expected +
                     ", a range a-b, a step */n or a-b/n, or a list of these");
    }
    bits |= *more;
  }
  return bits;
}

bool has(std::uint64_t bits, unsigned value) {
  return (bits >> value & 1) != 0;
}

/// A local time that a clock change skips: the first moment after it. One that happens twice: its first.
TimePoint to_instant(const date::time_zone& zone, date::local_time<std::chrono::minutes> local) {
  const date::local_info info = zone.get_info(local);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return TimePoint(local.time_since_epoch() - info.first.offset);
}

}  // namespace

Result<Cron> Cron::parse(std::string_view expression, std::string_view timezone) {
  std::vector<std::string_view> fields = split(expression, " \t");
  std::erase(fields, std::string_view());
  if (fields.size() != 5) {
    return invalid("cron: expected five fields: minute, hour, day of month, month, day of week (as 15 */6 * * *)");
  }
  constexpr std::array<const Field*, 5> kFields{&kMinute, &kHour, &kDay, &kMonth, &kWeekday};
  std::array<std::uint64_t, 5> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const Result<std::uint64_t> parsed = field_bits(*kFields[i], fields[i]);
    if (parsed.has_error()) return parsed.error();
    bits[i] = *parsed;
  }
  Cron cron;
  try {
    date::locate_zone(timezone);
  } catch (const std::runtime_error&) {
    return invalid("the system knows no such time zone (expected a name such as UTC or America/Los_Angeles)");
  }
  cron.expression_ = expression;
  cron.timezone_ = timezone;
  cron.minutes_ = bits[0];
  cron.hours_ = static_cast<std::uint32_t>(bits[1]);
  cron.days_ = static_cast<std::uint32_t>(bits[2]);
  cron.months_ = static_cast<std::uint32_t>(bits[3]);
  cron.weekdays_ = static_cast<std::uint32_t>(has(bits[4], 7) ? bits[4] | 1 : bits[4]);
  cron.any_day_ = fields[2].starts_with('*');
  cron.any_weekday_ = fields[4].starts_with('*');
  return cron;
}

bool Cron::runs_on(unsigned month, unsigned day, unsigned weekday) const {
  const bool day_matches = has(days_, day);
  const bool weekday_matches = has(weekdays_, weekday);
  const bool either_will_do = !any_day_ && !any_weekday_;
  return has(months_, month) && (either_will_do ? day_matches || weekday_matches : day_matches && weekday_matches);
}

std::optional<TimePoint> Cron::next(TimePoint after) const {
  const date::time_zone& zone = *date::locate_zone(timezone_);
  const auto from = date::floor<std::chrono::minutes>(zone.to_local(after));
  const auto first_day = date::floor<date::days>(from);
  const auto last_day = date::floor<date::days>(from + kSearched);
  for (auto day = first_day; day <= last_day; day += date::days(1)) {
    const date::year_month_day date(day);
    if (!runs_on(unsigned(date.month()), unsigned(date.day()), date::weekday(day).c_encoding())) continue;
    for (unsigned minute = 0; minute < 24 * 60; ++minute) {
      const auto local = day + std::chrono::minutes(minute);
      if (local < from || !has(hours_, minute / 60) || !has(minutes_, minute % 60)) continue;
      const TimePoint instant = to_instant(zone, local);
      if (instant > after) return instant;
    }
  }
  return std::nullopt;
}

std::optional<TimePoint> next_due(const Schedule& schedule, std::optional<TimePoint> last_end, TimePoint now,
                                  double uniform) {
  const TimePoint since = std::min(last_end.value_or(now), now);
  std::optional<TimePoint> due;
  if (const Every* every = std::get_if<Every>(&schedule.when)) {
    due = since + every->interval;
  } else {
    due = std::get<Cron>(schedule.when).next(since);
  }
  if (!due) return std::nullopt;
  const Duration jitter(static_cast<std::int64_t>(uniform * static_cast<double>(schedule.jitter.count())));
  return (last_end ? std::max(*due, now) : now) + jitter;
}

}  // namespace harvestd

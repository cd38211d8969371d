#include "core/retry.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "core/check.h"

namespace harvestd {
namespace {

constexpr Duration kLongest = std::chrono::days(365);

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::chrono::month month_of(std::string_view name) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (unsigned i = 0; i < 12; ++i) {
    if (kMonths.substr(std::size_t{3} * i, 3) == name) return std::chrono::month(i + 1);
  }
  return std::chrono::month(0);  // not ok()
}

struct Fields {
  int day = 0, year = 0, hour = 0, minute = 0, second = 0;
  std::string month;
};

/// Reads `text` by `form`, where 1 2 3 4 5 stand for a digit of day, year, hour, minute, second, # for a letter of the
/// month, @ for any letter, and everything else for itself.
std::optional<Fields> read_form(std::string_view form, std::string_view text) {
  if (form.size() != text.size()) return std::nullopt;
  Fields fields;
  int* const numbers[] = {&fields.day, &fields.year, &fields.hour, &fields.minute, &fields.second};
  for (std::size_t i = 0; i < form.size(); ++i) {
    const char wanted = form[i], seen = text[i];
    if (wanted >= '1' && wanted <= '5') {
      if (!is_digit(seen)) return std::nullopt;
      int& number = *numbers[wanted - '1'];
      number = number * 10 + (seen - '0');
    } else if (wanted == '#' || wanted == '@') {
      if (!is_letter(seen)) return std::nullopt;
      if (wanted == '#') fields.month += seen;
    } else if (wanted != seen) {
      return std::nullopt;
    }
  }
  return fields;
}

std::optional<TimePoint> to_time(const Fields& fields) {
  const std::chrono::year_month_day date(std::chrono::year(fields.year), month_of(fields.month),
                                         std::chrono::day(static_cast<unsigned>(fields.day)));
  if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(fields.hour) + std::chrono::minutes(fields.minute) +
         std::chrono::seconds(fields.second);
}

/// The year with these last two digits that is at most 50 years ahead of `now`, and less than 50 behind.
int full_year(int two_digits, TimePoint now) {
  const int newest = static_cast<int>(std::chrono::year_month_day(utc_day(now)).year()) + 50;
  return newest - ((newest - two_digits) % 100 + 100) % 100;
}

/// The three forms of RFC 9110, section 5.6.7.
std::optional<TimePoint> parse_http_date(std::string_view text, TimePoint now) {
  if (const auto fixed = read_form("@@@, 11 ### 2222 33:44:55 GMT", text)) return to_time(*fixed);
  std::string asctime(text);
  if (asctime.size() > 8 && asctime[8] == ' ') asctime[8] = '0';
  if (const auto fields = read_form("@@@ ### 11 33:44:55 2222", asctime)) return to_time(*fields);
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view weekday = text.substr(0, comma);
  if (!weekday.ends_with("day") || !std::all_of(weekday.begin(), weekday.end(), is_letter)) return std::nullopt;
  auto rfc850 = read_form("11-###-22 33:44:55 GMT", text.substr(comma + 2));
  if (!rfc850) return std::nullopt;
  rfc850->year = full_year(rfc850->year, now);
  return to_time(*rfc850);
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, TimePoint now) {
  const std::string_view text = trimmed(value);
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) {
    std::int64_t seconds = 0;
    const auto [_, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || seconds > kLongest / std::chrono::seconds(1)) return kLongest;
    return std::chrono::seconds(seconds);
  }
  const std::optional<TimePoint> date = parse_http_date(text, now);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, Duration(0), kLongest);
}

std::optional<Duration> next_delay(const RetryPolicy& policy, int attempt, std::optional<Duration> retry_after,
                                   double uniform) {
  HARVESTD_CHECK(attempt >= 1);
  if (attempt >= policy.attempts) return std::nullopt;
  Duration ceiling = policy.base;
  for (int i = 1; i < attempt && ceiling < policy.cap; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, policy.cap);
  const Duration backoff(static_cast<std::int64_t>(uniform * static_cast<double>(ceiling.count())));
  return std::max(backoff, retry_after.value_or(Duration(0)));
}

Duration backoff_across_cycles(int failures, double uniform) {
  HARVESTD_CHECK(failures >= 1);
  constexpr Duration kDelays[] = {std::chrono::minutes(1), std::chrono::minutes(10), std::chrono::minutes(100),
                                  std::chrono::hours(24)};
  const Duration delay = kDelays[std::min(failures, 4) - 1];
  return delay + Duration(static_cast<std::int64_t>(uniform * static_cast<double>((delay / 10).count())));
}

Duration rejection_delay(int rejections) {
  HARVESTD_CHECK(rejections >= 1);
  constexpr int kDays[] = {1, 2, 4, 7};
  return std::chrono::days(kDays[std::min(rejections, 4) - 1]);
}

bool is_retryable_status(int http_status) {
  return http_status == 429 || http_status == 500 || (http_status >= 502 && http_status <= 504);
}

}  // namespace harvestd

#include "core/money.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "core/check.h"

namespace harvestd {
namespace {

constexpr int kDecimals = 6;
constexpr std::uint64_t kMicros = 1'000'000;
constexpr std::uint64_t kLimit = 9'200'000'000'000 * kMicros;

constexpr std::array<std::pair<Currency, std::string_view>, 17> kCurrencies{{
    {Currency::kUSD, "USD"},
    {Currency::kCAD, "CAD"},
    {Currency::kMXN, "MXN"},
    {Currency::kBRL, "BRL"},
    {Currency::kGBP, "GBP"},
    {Currency::kEUR, "EUR"},
    {Currency::kSEK, "SEK"},
    {Currency::kPLN, "PLN"},
    {Currency::kTRY, "TRY"},
    {Currency::kEGP, "EGP"},
    {Currency::kSAR, "SAR"},
    {Currency::kAED, "AED"},
    {Currency::kZAR, "ZAR"},
    {Currency::kINR, "INR"},
    {Currency::kJPY, "JPY"},
    {Currency::kAUD, "AUD"},
    {Currency::kSGD, "SGD"},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

Error invalid(const char* message) {
  return Error{.code = Errc::kInvalidValue, .message = message};
}

/// Appends `digits` to `value`; false when it would pass the limit.
bool append_digits(std::uint64_t& value, std::string_view digits) {
  for (const char c : digits) {
    if (value > kLimit / 10) return false;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

std::int64_t unit_of(Currency currency) {
  std::int64_t unit = 1;
  for (int i = minor_digits(currency); i < kDecimals; ++i) unit *= 10;
  return unit;
}

}  // namespace

std::string_view to_string(Currency currency) {
  return kCurrencies.at(static_cast<std::size_t>(currency) - 1).second;
}

Result<Currency> parse_currency(std::string_view code) {
  for (const auto& [currency, name] : kCurrencies) {
    if (name == code) return currency;
  }
  return invalid("not the ISO 4217 code of a currency that Sponsored Products uses (as USD, upper case)");
}

int minor_digits(Currency currency) {
  return currency == Currency::kJPY ? 0 : 2;
}

Result<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
  if (!all_digits(whole) || !all_digits(fraction)) {
    return invalid("not a plain decimal number (as 12 or 0.30; no exponent, digits on both sides of the point)");
  }
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (fraction.size() > kDecimals) return invalid("more than six digits after the point");
  constexpr std::string_view kZeros = "000000";
  std::uint64_t value = 0;
  const bool fits = append_digits(value, whole) && append_digits(value, fraction) &&
                    append_digits(value, kZeros.substr(fraction.size()));
  if (!fits || value >= kLimit) return invalid("too large: the number must be below 9200000000000");
  const auto micros = static_cast<std::int64_t>(value);
  return from_micros(negative ? -micros : micros);
}

std::string Decimal::to_string() const {
  const std::uint64_t value = magnitude(micros_);
  std::string text = fmt::format("{}{}.{:06}", micros_ < 0 ? "-" : "", value / kMicros, value % kMicros);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

bool Money::is_representable() const {
  return micros() % unit_of(currency_) == 0;
}

Money Money::round_down() const {
  const std::int64_t unit = unit_of(currency_);
  std::int64_t above = micros() % unit;
  if (above < 0) above += unit;
  HARVESTD_CHECK(micros() >= INT64_MIN + above);
  return Money(currency_, Decimal::from_micros(micros() - above));
}

std::string Money::to_string() const {
  std::string text = amount_.to_string();
  const auto digits = static_cast<std::size_t>(minor_digits(currency_));
  if (digits == 0 || !is_representable()) return text;
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  text.resize(point + 1 + digits, '0');
  return text;
}

std::strong_ordering operator<=>(const Money& a, const Money& b) {
  HARVESTD_CHECK(a.currency_ == b.currency_);
  return a.amount_ <=> b.amount_;
}

}  // namespace harvestd

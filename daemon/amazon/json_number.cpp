#include <algorithm>
#include <charconv>

#include "daemon/amazon/json.h"

namespace harvestd {
namespace {

constexpr int kDecimals = 6;

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Takes the exponent off the end of `number`; nothing when it is no number or beyond any sense.
std::optional<int> take_exponent(std::string_view& number) {
  const std::size_t e = number.find_first_of("eE");
  if (e == std::string_view::npos) return 0;
  std::string_view digits = number.substr(e + 1);
  number = number.substr(0, e);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error != std::errc() || end != digits.data() + digits.size() || std::abs(exponent) > 1000) return std::nullopt;
  return exponent;
}

}  // namespace

std::optional<Decimal> nearest_decimal(std::string_view number) {
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  const std::optional<int> exponent = take_exponent(number);
  const std::string_view whole = number.substr(0, number.find('.'));
  const bool has_point = whole.size() < number.size();
  const std::string_view fraction = has_point ? number.substr(whole.size() + 1) : std::string_view();
  if (!exponent || whole.empty() || (has_point && fraction.empty())) return std::nullopt;
  if (!is_digits(whole) || !is_digits(fraction) || number.size() > 400) return std::nullopt;

  // As a whole number of millionths: all digits, the point moved, what lies behind it rounded.
  std::string digits(whole);
  digits.append(fraction);
  const int shift = *exponent - static_cast<int>(fraction.size()) + kDecimals;
  bool round_up = false;
  if (shift >= 0) {
    digits.append(static_cast<std::size_t>(shift), '0');
  } else {
    const std::size_t cut = std::min(digits.size(), static_cast<std::size_t>(-shift));
    round_up = cut == static_cast<std::size_t>(-shift) && digits[digits.size() - cut] >= '5';
    digits.resize(digits.size() - cut);
  }
  digits.erase(0, digits.find_first_not_of('0'));
  std::int64_t micros = 0;
  if (digits.size() > 18) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), micros);
  micros += round_up ? 1 : 0;
  return Decimal::from_micros(negative ? -micros : micros);
}

}  // namespace harvestd

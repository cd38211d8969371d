// Exact money: a whole number of millionths of a currency unit. There is no way in from a double; where rounding
// happens, the function's name says in which direction.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"

namespace harvestd {

/// ISO 4217. The currencies of Amazon's Sponsored Products marketplaces.
enum class Currency : std::uint8_t {
  kUSD = 1,
  kCAD,
  kMXN,
  kBRL,
  kGBP,
  kEUR,
  kSEK,
  kPLN,
  kTRY,
  kEGP,
  kSAR,
  kAED,
  kZAR,
  kINR,
  kJPY,
  kAUD,
  kSGD
};

std::string_view to_string(Currency currency);
Result<Currency> parse_currency(std::string_view code);

/// Digits after the point of the smallest unit: 0 for JPY, 2 for all others.
int minor_digits(Currency currency);

/// An exact decimal with at most six digits after the point, |value| < 9.2e12: ACOS, rates, multipliers, money.
class Decimal {
 public:
  constexpr Decimal() = default;
  static constexpr Decimal from_micros(std::int64_t micros) { return Decimal(micros); }
  /// Plain decimal notation: an optional sign, digits, perhaps a point and digits; no exponent, no bare point. Errors:
  /// anything else, more than six decimals (zeros at the end do not count), overflow.
  static Result<Decimal> parse(std::string_view text);
  constexpr std::int64_t micros() const { return micros_; }
  /// Only for statistics and for words, never on the way to an amount.
  constexpr double to_double() const { return static_cast<double>(micros_) / 1e6; }
  /// The shortest exact form: 0.3, 12, 24.9
  std::string to_string() const;
  friend constexpr auto operator<=>(Decimal, Decimal) = default;

 private:
  explicit constexpr Decimal(std::int64_t micros) : micros_(micros) {}
  std::int64_t micros_ = 0;
};

class Money {
 public:
  constexpr Money(Currency currency, Decimal amount) : amount_(amount), currency_(currency) {}
  constexpr Currency currency() const { return currency_; }
  constexpr Decimal amount() const { return amount_; }
  constexpr std::int64_t micros() const { return amount_.micros(); }
  /// True when the amount is a whole number of the currency's smallest unit.
  bool is_representable() const;
  /// The next amount towards minus infinity that is representable.
  Money round_down() const;
  /// With exactly the currency's digits when representable (0.75, 1.00, 12 for JPY), else the shortest exact form.
  std::string to_string() const;
  /// Both sides must have the same currency (checked).
  friend std::strong_ordering operator<=>(const Money& a, const Money& b);
  friend bool operator==(const Money&, const Money&) = default;

 private:
  Decimal amount_;
  Currency currency_;
};

}  // namespace harvestd

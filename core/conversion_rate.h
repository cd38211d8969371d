// The conversion rate that a rule judges: k of n as it is, or the rate that one may be confident of. Pure.
#pragma once

#include <optional>
#include <string>

#include "core/money.h"
#include "core/recommendation.h"

namespace harvestd {

/// k = min(conversions, clicks), n = clicks. Without a confidence the rate is k/n (0 when n is 0) and compares exactly.
/// With one it is the one-sided lower quantile of Beta(1+k, 1+n-k): the rate that the true one exceeds with this
/// probability, when nothing was known before. `confidence` is above 0 and below 1 (checked).
class ConversionRate {
 public:
  ConversionRate(const Evidence& evidence, std::optional<Decimal> confidence);

  double value() const { return value_; }
  bool is_below(Decimal threshold) const;
  bool is_above(Decimal threshold) const;

  /// "3.2 % (80 % confident, from 2 of 31)" or "6.5 % (2 of 31)"; one decimal, two below 1 %. Rounded away from the
  /// threshold it is told against, so that "7.9 %, needs at least 8 %" never reads "8 %, needs at least 8 %".
  std::string rounded_down() const { return words(false); }
  std::string rounded_up() const { return words(true); }

 private:
  int compare(Decimal threshold) const;
  std::string words(bool up) const;

  std::uint64_t conversions_;
  std::uint64_t clicks_;
  std::optional<Decimal> confidence_;
  double value_;
};

/// 0.08 is "8 %".
std::string percent(Decimal ratio);

}  // namespace harvestd

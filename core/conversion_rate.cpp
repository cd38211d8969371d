#include "core/conversion_rate.h"

#include <fmt/format.h>

#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "core/check.h"
#include "core/rules.h"
#include "core/wide.h"

namespace harvestd {
namespace {

// Above this many clicks the quantile and k/n agree to six digits, and the iteration would take a tenth of a second.
constexpr std::uint64_t kManyClicks = 1'000'000'000'000'000;

double lower_quantile(std::uint64_t conversions, std::uint64_t clicks, double confidence) {
  namespace policies = boost::math::policies;
  using Quiet = policies::policy<policies::promote_double<false>, policies::overflow_error<policies::ignore_error>,
                                 policies::evaluation_error<policies::ignore_error>>;
  const auto k = static_cast<double>(conversions);
  const auto n = static_cast<double>(clicks);
  if (clicks > kManyClicks) return k / n;
  return boost::math::ibeta_inv(1 + k, 1 + n - k, 1 - confidence, Quiet());
}

}  // namespace

ConversionRate::ConversionRate(const Evidence& evidence, std::optional<Decimal> confidence)
    : conversions_(evidence.rated_conversions()), clicks_(evidence.clicks), confidence_(confidence), value_(0) {
  if (confidence_) {
    HARVESTD_CHECK(confidence_->micros() > 0 && confidence_->micros() < 1'000'000);
    value_ = lower_quantile(conversions_, clicks_, confidence_->to_double());
  } else if (clicks_ > 0) {
    value_ = static_cast<double>(conversions_) / static_cast<double>(clicks_);
  }
}

int ConversionRate::compare(Decimal threshold) const {
  if (confidence_) {
    const double asked = threshold.to_double();
    return value_ < asked ? -1 : value_ > asked ? 1 : 0;
  }
  const Int128 seen = Int128{conversions_} * 1'000'000;
  const Int128 asked = Int128{threshold.micros()} * Int128{clicks_ == 0 ? 1 : clicks_};
  return seen < asked ? -1 : seen > asked ? 1 : 0;
}

bool ConversionRate::is_below(Decimal threshold) const {
  return compare(threshold) < 0;
}

bool ConversionRate::is_above(Decimal threshold) const {
  return compare(threshold) > 0;
}

std::string ConversionRate::words(bool up) const {
  const std::int64_t steps = value_ < 0.01 ? 10'000 : 1'000;  // of a whole: hundredths or tenths of a percent
  std::int64_t shown = 0;
  if (confidence_) {
    const double exact = value_ * static_cast<double>(steps);
    shown = static_cast<std::int64_t>(up ? std::ceil(exact) : std::floor(exact));
  } else if (clicks_ > 0) {
    const Int128 scaled = Int128{conversions_} * steps;
    const Int128 clicks{clicks_};
    shown = static_cast<std::int64_t>(up ? (scaled + clicks - 1) / clicks : scaled / clicks);
  }
  const std::string rate = percent(Decimal::from_micros(shown * (1'000'000 / steps)));
  if (!confidence_) return fmt::format("{} ({} of {})", rate, conversions_, clicks_);
  return fmt::format("{} ({} confident, from {} of {})", rate, percent(*confidence_), conversions_, clicks_);
}

std::string percent(Decimal ratio) {
  return Decimal::from_micros(ratio.micros() * 100).to_string() + " %";
}

double conversion_rate(const Evidence& evidence, std::optional<Decimal> confidence) {
  return ConversionRate(evidence, confidence).value();
}

}  // namespace harvestd

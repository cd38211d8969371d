// What a condition asks, what was seen, and both in words.
#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "core/conversion_rate.h"
#include "core/rules.h"
#include "core/text.h"

namespace harvestd {
namespace {

using Words = std::vector<std::string>;

/// What of a condition failed, and what held.
struct Findings {
  Words failed;
  Words held;
};

Findings examine(const Condition& condition, const PooledTarget& target);

std::string joined(const Words& words) {
  return words.empty() ? "it asks for nothing" : fmt::format("{}", fmt::join(words, "; "));
}

void examine_count(std::string_view name, const std::optional<CountRange>& range, std::uint64_t seen, Findings& out) {
  if (!range) return;
  if (range->min) {
    if (seen < *range->min) {
      out.failed.push_back(fmt::format("{} {}, needs at least {}", name, seen, *range->min));
    } else {
      out.held.push_back(fmt::format("{} {} is at least {}", name, seen, *range->min));
    }
  }
  if (range->max) {
    if (seen > *range->max) {
      out.failed.push_back(fmt::format("{} {}, at most {} allowed", name, seen, *range->max));
    } else {
      out.held.push_back(fmt::format("{} {} is at most {}", name, seen, *range->max));
    }
  }
}

void examine_rate(const std::optional<RateRange>& range, const Evidence& evidence, Findings& out) {
  if (!range) return;
  const ConversionRate rate(evidence, range->confidence);
  if (range->min) {
    if (rate.is_below(*range->min)) {
      out.failed.push_back(
          fmt::format("conversion rate {}, needs at least {}", rate.rounded_down(), percent(*range->min)));
    } else {
      out.held.push_back(fmt::format("conversion rate {} is at least {}", rate.rounded_up(), percent(*range->min)));
    }
  }
  if (range->max) {
    if (rate.is_above(*range->max)) {
      out.failed.push_back(
          fmt::format("conversion rate {}, at most {} allowed", rate.rounded_up(), percent(*range->max)));
    } else {
      out.held.push_back(fmt::format("conversion rate {} is at most {}", rate.rounded_down(), percent(*range->max)));
    }
  }
}

void examine_text(const Condition& condition, const PooledTarget& target, Findings& out) {
  if (condition.text_matches) {
    const std::string& source = condition.text_matches->source();
    if (condition.text_matches->found_in(target)) {
      out.held.push_back(fmt::format("text matches /{}/", source));
    } else {
      out.failed.push_back(fmt::format("text does not match /{}/", source));
    }
  }
  if (condition.text_not_matches) {
    const std::string& source = condition.text_not_matches->source();
    if (condition.text_not_matches->found_in(target)) {
      out.failed.push_back(fmt::format("text matches /{}/, and must not", source));
    } else {
      out.held.push_back(fmt::format("text does not match /{}/", source));
    }
  }
}

void examine_any(const std::vector<Condition>& alternatives, const PooledTarget& target, Findings& out) {
  if (alternatives.empty()) return;
  std::size_t nearest = 0;
  Words nearest_failed;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    Findings found = examine(alternatives[i], target);
    if (found.failed.empty()) {
      out.held.push_back(
          fmt::format("alternative {} of {} holds ({})", i + 1, alternatives.size(), joined(found.held)));
      return;
    }
    if (i == 0 || found.failed.size() < nearest_failed.size()) {
      nearest = i;
      nearest_failed = std::move(found.failed);
    }
  }
  const std::string which =
      alternatives.size() == 1
          ? "the only alternative does not hold"
          : fmt::format("none of {} alternatives holds, the nearest is number {}", alternatives.size(), nearest + 1);
  out.failed.push_back(fmt::format("{} ({})", which, joined(nearest_failed)));
}

void examine_not(const std::vector<Condition>& none, const PooledTarget& target, Findings& out) {
  for (const Condition& condition : none) {
    const Findings found = examine(condition, target);
    if (found.failed.empty()) {
      out.failed.push_back(fmt::format("must not hold, but does ({})", joined(found.held)));
    } else {
      out.held.push_back(fmt::format("does not hold ({})", joined(found.failed)));
    }
  }
}

Findings examine(const Condition& condition, const PooledTarget& target) {
  Findings out;
  if (condition.kind) {
    if (*condition.kind == target.kind) {
      out.held.push_back(fmt::format("kind is {}", to_string(target.kind)));
    } else {
      out.failed.push_back(fmt::format("kind is {}, needs {}", to_string(target.kind), to_string(*condition.kind)));
    }
  }
  examine_count("clicks", condition.clicks, target.evidence->clicks, out);
  examine_count("conversions", condition.conversions, target.evidence->conversions, out);
  examine_rate(condition.conversion_rate, *target.evidence, out);
  examine_count("words", condition.words, count_words(target.text), out);
  examine_text(condition, target, out);
  for (const Condition& part : condition.all) {
    Findings found = examine(part, target);
    std::move(found.failed.begin(), found.failed.end(), std::back_inserter(out.failed));
    std::move(found.held.begin(), found.held.end(), std::back_inserter(out.held));
  }
  examine_any(condition.any, target, out);
  examine_not(condition.none, target, out);
  return out;
}

}  // namespace

std::vector<Failure> failures_of(const Condition& condition, const PooledTarget& target) {
  HARVESTD_CHECK(target.evidence.has_value());
  std::vector<Failure> failures;
  for (std::string& words : examine(condition, target).failed) failures.push_back({.words = std::move(words)});
  return failures;
}

}  // namespace harvestd

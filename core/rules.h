// The rule language: conditions on evidence and text, tried in file order. Pure; thread-safe once built.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bid.h"
#include "core/error.h"
#include "core/recommendation.h"

namespace harvestd {

/// A user's regular expression (RE2: linear time), case-insensitive, searched anywhere in the normalised text.
class Pattern {
 public:
  /// Errors: RE2's own words on what is wrong; an empty pattern, which would be found everywhere.
  static Result<Pattern> compile(std::string source);
  bool found_in(std::string_view text) const;
  /// In its identity or in its text as sent: case folding rewrites letters (ß is ss in the identity), and a pattern
  /// holds for the spelling that a person sees.
  bool found_in(const PooledTarget& target) const;
  const std::string& source() const { return source_; }

 private:
  struct Compiled;
  Pattern(std::string source, std::shared_ptr<const Compiled> compiled);

  std::string source_;
  std::shared_ptr<const Compiled> compiled_;
};

struct CountRange {  // inclusive
  std::optional<std::uint64_t> min;
  std::optional<std::uint64_t> max;
};

struct RateRange {  // inclusive, 0..1
  std::optional<Decimal> min;
  std::optional<Decimal> max;
  /// With it the value judged is the one-sided lower quantile of Beta(1+k, 1+n-k); without it k/n (0 when n is 0).
  std::optional<Decimal> confidence;  // above 0, below 1
};

/// Everything set must hold (AND); nothing set always holds.
struct Condition {
  std::optional<Kind> kind;
  std::optional<CountRange> clicks;
  std::optional<CountRange> conversions;
  std::optional<RateRange> conversion_rate;
  std::optional<CountRange> words;
  std::optional<Pattern> text_matches;
  std::optional<Pattern> text_not_matches;
  std::vector<Condition> any;  // when not empty: at least one holds
  std::vector<Condition> all;
  std::vector<Condition> none;  // `not`: it does not hold (at most one element)
};

struct Promote {
  MatchType match = MatchType::kExact;
  BidFormula bid;
};

struct Rule {
  std::string name;
  Condition when;
  std::vector<Promote> promote;  // at least one; match types differ
};

/// One condition that did not hold: what was asked, what was seen.
struct Failure {
  std::string words;  // "clicks 7, needs at least 10"
};

struct RuleMatch {
  const Rule* rule = nullptr;     // the first that holds, or null
  const Rule* nearest = nullptr;  // when none holds: the one with the fewest failed conditions (earlier wins a tie)
  std::vector<Failure> failures;  // of `nearest`
};

/// All failures of `condition` on `target`, empty when it holds. `target.evidence` must be present.
std::vector<Failure> failures_of(const Condition& condition, const PooledTarget& target);

/// Whether the rule can hold on some target of this kind.
bool speaks_of(const Rule& rule, Kind kind);

/// Tries the rules in order. A rule of the other kind is nearest only when no rule speaks of this kind.
RuleMatch match_rules(const std::vector<const Rule*>& rules, const PooledTarget& target);

/// The rate that RateRange speaks of: k/n or the Beta quantile, with k = min(conversions, clicks).
double conversion_rate(const Evidence& evidence, std::optional<Decimal> confidence);

}  // namespace harvestd

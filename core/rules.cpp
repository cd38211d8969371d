#include "core/rules.h"

#include <algorithm>

namespace harvestd {
namespace {

/// Whether a condition can hold on some target of this kind; whether it holds on every one.
bool may_hold(const Condition& condition, Kind kind);

bool always_holds(const Condition& condition, Kind kind) {
  const auto always = [kind](const Condition& part) { return always_holds(part, kind); };
  const auto never = [kind](const Condition& part) { return !may_hold(part, kind); };
  const bool asks_more = condition.clicks || condition.conversions || condition.conversion_rate || condition.words ||
                         condition.text_matches || condition.text_not_matches;
  return !asks_more && condition.kind.value_or(kind) == kind &&
         (condition.any.empty() || std::any_of(condition.any.begin(), condition.any.end(), always)) &&
         std::all_of(condition.all.begin(), condition.all.end(), always) &&
         std::all_of(condition.none.begin(), condition.none.end(), never);
}

bool may_hold(const Condition& condition, Kind kind) {
  const auto may = [kind](const Condition& part) { return may_hold(part, kind); };
  const auto always = [kind](const Condition& part) { return always_holds(part, kind); };
  return condition.kind.value_or(kind) == kind &&
         (condition.any.empty() || std::any_of(condition.any.begin(), condition.any.end(), may)) &&
         std::all_of(condition.all.begin(), condition.all.end(), may) &&
         std::none_of(condition.none.begin(), condition.none.end(), always);
}

}  // namespace

bool speaks_of(const Rule& rule, Kind kind) {
  return may_hold(rule.when, kind);
}

RuleMatch match_rules(const std::vector<const Rule*>& rules, const PooledTarget& target) {
  RuleMatch match;
  bool nearest_speaks = false;
  for (const Rule* rule : rules) {
    std::vector<Failure> failures = failures_of(rule->when, target);
    if (failures.empty()) return {.rule = rule, .nearest = nullptr, .failures = {}};
    const bool speaks = speaks_of(*rule, target.kind);
    const bool is_nearer = speaks == nearest_speaks ? failures.size() < match.failures.size() : speaks;
    if (!match.nearest || is_nearer) {
      match.nearest = rule;
      match.failures = std::move(failures);
      nearest_speaks = speaks;
    }
  }
  return match;
}

}  // namespace harvestd

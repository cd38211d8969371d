#include "core/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "core/text.h"

namespace harvestd {
namespace {

std::optional<Judgement> excluded(const PooledTarget& target, const Exclusions& exclusions) {
  if (target.kind == Kind::kProduct) {
    if (std::find(exclusions.asins.begin(), exclusions.asins.end(), target.key) == exclusions.asins.end()) return {};
    return Judgement{Reason::kExcludedAsin, {}, fmt::format("{} is one of exclusions.asins", target.key)};
  }
  for (const Exclusions::Term& term : exclusions.terms) {
    if (contains_term(target.key, term.key)) {
      return Judgement{Reason::kExcludedTerm, {}, fmt::format("contains the excluded term \"{}\"", term.written)};
    }
  }
  for (const Pattern& pattern : exclusions.patterns) {
    if (pattern.found_in(target)) {
      return Judgement{
          Reason::kExcludedPattern, {}, fmt::format("matches the excluded pattern /{}/", pattern.source())};
    }
  }
  return {};
}

std::optional<Judgement> invalid(const PooledTarget& target) {
  if (target.kind == Kind::kProduct) {
    std::optional<std::string> problem = asin_problem(target.key);
    if (!problem) return {};
    return Judgement{Reason::kInvalidAsin, {}, std::move(*problem)};
  }
  std::optional<std::string> problem = keyword_problem(target.text);
  if (!problem) return {};
  return Judgement{Reason::kInvalidKeyword, {}, std::move(*problem)};
}

Judgement no_rule(const RuleMatch& match, Kind kind) {
  if (!match.nearest) return {Reason::kNoRule, {}, "the campaign has no rules"};
  std::string detail = speaks_of(*match.nearest, kind) ? "" : fmt::format("no rule is for {}s; ", to_string(kind));
  detail += fmt::format("nearest rule {}: ", match.nearest->name);
  for (std::size_t i = 0; i < match.failures.size(); ++i) detail += (i == 0 ? "" : "; ") + match.failures[i].words;
  return {Reason::kNoRule, match.nearest->name, std::move(detail)};
}

}  // namespace

std::variant<Judgement, const Rule*> judge_evidence(const PooledTarget& target, const Exclusions& exclusions,
                                                    const std::vector<const Rule*>& rules) {
  if (auto judgement = excluded(target, exclusions)) return std::move(*judgement);
  if (auto judgement = invalid(target)) return std::move(*judgement);
  if (!target.evidence) return Judgement{Reason::kNoMetrics, {}, "Amazon gave no clicks and conversions for it"};
  const RuleMatch match = match_rules(rules, target);
  if (match.rule) return match.rule;
  return no_rule(match, target.kind);
}

}  // namespace harvestd

#include "core/limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace harvestd {
namespace {

struct Used {
  std::int64_t cycle = 0;
  std::int64_t day = 0;
  std::map<AdGroupId, std::int64_t> keywords;
};

Judgement cut(Reason reason, std::string detail) {
  return {.reason = reason, .rule = {}, .detail = std::move(detail)};
}

std::string needs(const Contender& contender) {
  return contender.promotions == 1 ? "" : fmt::format(", this one needs {}", contender.promotions);
}

Judgement judge(const Contender& contender, const Allowance& allowance, const Used& used) {
  if (contender.kind == Kind::kKeyword) {
    const auto held = used.keywords.find(contender.destination);
    const std::int64_t keywords = held == used.keywords.end() ? 0 : held->second;
    if (keywords + contender.promotions > allowance.ad_group_limit) {
      return cut(Reason::kLimitAdGroup, fmt::format("ad group {} holds {} keywords, at most {} fit",
                                                    contender.destination.str(), keywords, allowance.ad_group_limit));
    }
  }
  if (used.cycle + contender.promotions > allowance.cycle_limit) {
    return cut(Reason::kLimitCycle, fmt::format("promotions_per_cycle is {}, better evidence took {}{}",
                                                allowance.cycle_limit, used.cycle, needs(contender)));
  }
  if (used.day + contender.promotions > allowance.day_limit) {
    return cut(Reason::kLimitDay, fmt::format("promotions_per_day is {}, {} are taken {}{}", allowance.day_limit,
                                              used.day, allowance.day, needs(contender)));
  }
  return {};
}

}  // namespace

std::vector<Judgement> apply_limits(const std::vector<Contender>& contenders, const Allowance& allowance) {
  std::vector<std::size_t> rank(contenders.size());
  std::iota(rank.begin(), rank.end(), std::size_t{0});
  std::sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) {
    const Evidence& x = contenders[a].evidence;
    const Evidence& y = contenders[b].evidence;
    return std::tuple(contenders[b].approved, y.conversions, x.clicks, a) <
           std::tuple(contenders[a].approved, x.conversions, y.clicks, b);
  });

  std::vector<Judgement> judgements(contenders.size());
  Used used{.cycle = 0, .day = allowance.sent_today, .keywords = allowance.keywords_held};
  for (const std::size_t i : rank) {
    const Contender& contender = contenders[i];
    judgements[i] = judge(contender, allowance, used);
    if (judgements[i].reason != Reason::kQualified) continue;
    used.cycle += contender.promotions;
    used.day += contender.promotions;
    if (contender.kind == Kind::kKeyword) used.keywords[contender.destination] += contender.promotions;
  }
  return judgements;
}

}  // namespace harvestd

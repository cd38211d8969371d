#include "core/group.h"

#include <algorithm>
#include <utility>

namespace harvestd {
namespace {

Coverage missing(Reason reason, std::string detail) {
  Coverage coverage;
  coverage.missing.reason = reason;
  coverage.missing.detail = std::move(detail);
  return coverage;
}

std::string ids_of(const std::vector<const PromotionGroup*>& groups) {
  std::string ids;
  for (const PromotionGroup* group : groups) ids += (ids.empty() ? "" : ", ") + group->id.str();
  return ids;
}

}  // namespace

const std::optional<AdGroupId>& PromotionGroup::destination(Kind kind) const {
  return kind == Kind::kKeyword ? keyword_ad_group : product_ad_group;
}

void sort_destinations(PromotionGroup& group, const AdGroupKinds& held) {
  std::vector<AdGroupId> keyword, product, unknown;
  for (const AdGroupId& ad_group : group.unclear_ad_groups) {
    const auto kinds = held.find(ad_group);
    if (kinds == held.end()) {
      unknown.push_back(ad_group);
      continue;
    }
    if (kinds->second.contains(Kind::kKeyword)) keyword.push_back(ad_group);
    if (kinds->second.contains(Kind::kProduct)) product.push_back(ad_group);
  }
  if (group.unclear_ad_groups.size() == 2 && unknown.size() == 1 && keyword.size() + product.size() == 1) {
    (keyword.empty() ? keyword : product).push_back(unknown.front());
    unknown.clear();
  }
  if (!unknown.empty()) return;
  group.unclear_ad_groups.clear();
  for (auto [destination, ad_groups] :
       {std::pair(&group.keyword_ad_group, &keyword), std::pair(&group.product_ad_group, &product)}) {
    if (ad_groups->size() == 1) {
      *destination = ad_groups->front();
    } else {
      group.unclear_ad_groups.insert(group.unclear_ad_groups.end(), ad_groups->begin(), ad_groups->end());
    }
  }
}

CoverageOf::CoverageOf(const AdGroupId& source_ad_group, const std::vector<PromotionGroup>& groups,
                       const std::optional<GroupId>& wanted)
    : wanted_(wanted) {
  for (const PromotionGroup& group : groups) {
    if (group.source_ad_group == source_ad_group && (!wanted || group.id == *wanted)) groups_.push_back(&group);
  }
}

const Coverage& CoverageOf::of(const AdId& ad) {
  const auto known = by_ad_.find(ad);
  if (known != by_ad_.end()) return *known->second;
  Coverage coverage = find(ad);
  const std::string key = coverage.group ? coverage.group->id.str() : coverage.missing.detail;
  const Coverage& shared = distinct_.try_emplace(key, std::move(coverage)).first->second;
  by_ad_.emplace(ad, &shared);
  return shared;
}

Coverage CoverageOf::find(const AdId& ad) const {
  std::vector<const PromotionGroup*> enabled, disabled;
  for (const PromotionGroup* group : groups_) {
    const bool covers = group->ads.empty() || std::find(group->ads.begin(), group->ads.end(), ad) != group->ads.end();
    if (covers) (group->enabled ? enabled : disabled).push_back(group);
  }
  if (enabled.size() == 1) return Coverage{.group = enabled.front(), .missing = {}};
  if (enabled.size() > 1) {
    return missing(Reason::kAmbiguousGroup, "promotion groups " + ids_of(enabled) +
                                                " all cover this ad; name one under the campaign's group.id");
  }
  if (!disabled.empty()) {
    return missing(Reason::kGroupNotEnabled, "promotion group " + ids_of(disabled) + " is not enabled at Amazon");
  }
  if (wanted_) {
    return missing(Reason::kNoGroup, "promotion group " + wanted_->str() + " does not cover this ad");
  }
  return missing(Reason::kNoGroup, "no promotion group covers this ad; create one at Amazon");
}

}  // namespace harvestd

// Target promotion groups: which one covers an ad, and where its targets go. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/judge.h"

namespace harvestd {

struct PromotionGroup {
  GroupId id;
  std::string name;
  bool enabled = true;  // no state given counts as enabled
  AdGroupId source_ad_group;
  std::vector<AdId> ads;  // empty: all of the source ad group
  std::optional<AdGroupId> keyword_ad_group;
  std::optional<AdGroupId> product_ad_group;
  /// Destinations of which nothing tells yet whether keywords or products go there; empty where Amazon says so itself.
  std::vector<AdGroupId> unclear_ad_groups;

  const std::optional<AdGroupId>& destination(Kind kind) const;
};

/// The kinds of target that ad groups hold.
using AdGroupKinds = std::map<AdGroupId, std::set<Kind>>;

/// Makes destinations of the unclear ad groups, by what they hold. A group has one for each kind at most: of two the
/// other takes the other kind; where more hold the same kind, or one of more than two is not known, they stay unclear.
void sort_destinations(PromotionGroup& group, const AdGroupKinds& held);

/// What covers one ad: a group, or the reason why none does (no_group, ambiguous_group, group_not_enabled).
struct Coverage {
  const PromotionGroup* group = nullptr;
  Judgement missing;  // when group is null
};

/// Answers for the ads of one source ad group. The groups must outlive it.
class CoverageOf {
 public:
  /// `wanted`: the group that the configuration names; others are then not considered.
  CoverageOf(const AdGroupId& source_ad_group, const std::vector<PromotionGroup>& groups,
             const std::optional<GroupId>& wanted);
  /// Two ads with the same coverage share one object: its address tells them apart.
  const Coverage& of(const AdId& ad);

 private:
  Coverage find(const AdId& ad) const;

  std::vector<const PromotionGroup*> groups_;
  std::optional<GroupId> wanted_;
  std::map<std::string, Coverage> distinct_;  // by group id or reason
  std::map<AdId, const Coverage*> by_ad_;
};

}  // namespace harvestd

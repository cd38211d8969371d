// Promotion groups, their targets, and which of a group's ad groups takes what.
#include <algorithm>

#include "daemon/amazon/ads_api_call.h"
#include "daemon/amazon/codec.h"

namespace harvestd {
namespace {

/// The ad groups that decide nothing yet, and the promotion groups they keep waiting.
struct Waiting {
  std::vector<std::string> groups;
  std::vector<std::string> ad_groups;
};

Waiting sort(std::vector<PromotionGroup>& groups, const AdGroupKinds& held) {
  Waiting waiting;
  for (PromotionGroup& group : groups) {
    sort_destinations(group, held);
    std::size_t unknown = 0;
    for (const AdGroupId& ad_group : group.unclear_ad_groups) {
      if (held.contains(ad_group)) continue;
      waiting.ad_groups.push_back(ad_group.str());
      ++unknown;
    }
    if (unknown > 0) waiting.groups.push_back(group.id.str());
  }
  std::sort(waiting.ad_groups.begin(), waiting.ad_groups.end());
  waiting.ad_groups.erase(std::unique(waiting.ad_groups.begin(), waiting.ad_groups.end()), waiting.ad_groups.end());
  return waiting;
}

/// Amazon knows the question no more: what is unclear stays so.
bool is_unknown_there(const ApiError& error) {
  return error.status == 404 || error.status == 406 || error.status == 415 || error.status == 501;
}

}  // namespace

AdsApi::Call AdsApi::group_targets_call(ProfileId profile) const {
  return {"list_targets", "POST", "/sp/targetPromotionGroups/targets/list", codec_.target_type, std::move(profile), {}};
}

Task<ApiResult<void>> AdsApi::list_group_targets(ProfileId profile, GroupId group, Visitor<ExistingTarget> visit) {
  const std::vector<IdFilter> filters{{"targetPromotionGroupIdFilter", {group.str()}, kManyIds}};
  return pages<ExistingTarget>(group_targets_call(std::move(profile)), filter_members(filters, {}),
                               decode_group_targets, std::move(visit));
}

Task<ApiResult<std::vector<PromotionGroup>>> AdsApi::groups_of(const PromotionCodec& codec, ProfileId profile,
                                                               const char* filter, std::vector<std::string> ids) {
  Call call{"list_groups", "POST", "/sp/targetPromotionGroups/list", codec.group_type, std::move(profile), {}};
  const std::vector<IdFilter> filters{{filter, std::move(ids), kManyIds}};
  return all_rows<PromotionGroup>(std::move(call), filter_members(filters, {}), decode_groups);
}

Task<ApiResult<std::vector<PromotionGroup>>> AdsApi::list_groups(ProfileId profile,
                                                                 std::vector<AdGroupId> source_ad_groups) {
  std::vector<std::string> ids = texts(source_ad_groups);
  ApiResult<std::vector<PromotionGroup>> groups =
      co_await groups_of(codec_, profile, codec_.source_filter, std::move(ids));
  if (!groups) co_return groups;
  ApiResult<void> sorted = co_await sort_destinations(std::move(profile), *groups);
  if (!sorted) co_return sorted.error();
  co_return groups;
}

Task<ApiResult<void>> AdsApi::sort_destinations(ProfileId profile, std::vector<PromotionGroup>& groups) {
  const AdGroupKinds& learned = learned_[profile];  // never erased
  Waiting waiting = sort(groups, learned);
  for (int step = 1; step <= 4 && !waiting.groups.empty(); ++step) {
    ApiResult<void> read;
    if (step == 1) {
      read = co_await learn_from_group_targets(profile, std::move(waiting.groups));
    } else if (step == 2) {
      read = co_await learn_from_ad_groups(Kind::kKeyword, profile, std::move(waiting.ad_groups));
    } else if (step == 3) {
      read = co_await learn_from_ad_groups(Kind::kProduct, profile, std::move(waiting.ad_groups));
    } else {
      read = co_await learn_from_version_1(profile, std::move(waiting.groups));
    }
    if (!read) co_return read;
    waiting = sort(groups, learned);
  }
  co_return ApiResult<void>();
}

Task<ApiResult<void>> AdsApi::learn_from_group_targets(ProfileId profile, std::vector<std::string> groups) {
  AdGroupKinds& learned = learned_[profile];
  Visitor<ExistingTarget> note = [&learned](const std::vector<ExistingTarget>& page) {
    for (const ExistingTarget& target : page) {
      if (!target.ad_group.empty()) learned[target.ad_group].insert(target.kind);
    }
  };
  const std::vector<IdFilter> filters{{"targetPromotionGroupIdFilter", std::move(groups), kManyIds}};
  std::vector<std::string> members = filter_members(filters, {});
  Call call = group_targets_call(std::move(profile));
  ApiResult<void> read =
      co_await pages<ExistingTarget>(std::move(call), std::move(members), decode_group_targets, std::move(note));
  co_return read;
}

Task<ApiResult<void>> AdsApi::learn_from_ad_groups(Kind kind, ProfileId profile, std::vector<std::string> ad_groups) {
  AdGroupKinds& learned = learned_[profile];
  Visitor<AdGroupId> note = [&learned, kind](const std::vector<AdGroupId>& page) {
    for (const AdGroupId& ad_group : page) learned[ad_group].insert(kind);
  };
  Call call{"list_keywords", "POST", "/sp/keywords/list", "application/vnd.spKeyword.v3+json", std::move(profile), {}};
  if (kind == Kind::kProduct) {
    call.operation = "list_product_targets";
    call.path = "/sp/targets/list";
    call.media_type = "application/vnd.spTargetingClause.v3+json";
  }
  const std::vector<IdFilter> filters{{"adGroupIdFilter", std::move(ad_groups), kFewIds}};
  std::vector<std::string> members = filter_members(filters, kAnyState);
  const DecodePage<AdGroupId> decode = kind == Kind::kKeyword ? decode_keyword_places : decode_product_target_places;
  ApiResult<void> read = co_await pages<AdGroupId>(std::move(call), std::move(members), decode, std::move(note));
  co_return read;
}

Task<ApiResult<void>> AdsApi::learn_from_version_1(ProfileId profile, std::vector<std::string> groups) {
  const PromotionCodec& codec = promotion_codec(1);
  ApiResult<std::vector<PromotionGroup>> listed =
      co_await groups_of(codec, profile, "targetPromotionGroupIdFilter", std::move(groups));
  if (!listed && is_unknown_there(listed.error())) co_return ApiResult<void>();
  if (!listed) co_return listed.error();
  AdGroupKinds& learned = learned_[profile];
  for (const PromotionGroup& group : *listed) {
    if (group.keyword_ad_group) learned[*group.keyword_ad_group].insert(Kind::kKeyword);
    if (group.product_ad_group) learned[*group.product_ad_group].insert(Kind::kProduct);
  }
  co_return ApiResult<void>();
}

}  // namespace harvestd

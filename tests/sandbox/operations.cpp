#include "tests/sandbox/operations.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace harvestd::sandbox {
namespace {

constexpr std::array kOperations = {
    Operation{"token", "POST", "/auth/o2/token", "", nullptr},
    Operation{"profiles", "GET", "/v2/profiles", "", list_profiles},
    Operation{"recommendations", "POST", "/sp/targetPromotionGroups/recommendations",
              "application/vnd.spTargetPromotionGroupsRecommendations.v1+json", list_recommendations},
    Operation{"list_groups", "POST", "/sp/targetPromotionGroups/list", "application/vnd.sptargetpromotiongroup.v1+json",
              list_groups, "application/vnd.sptargetpromotiongroup.v2+json"},
    Operation{"create_targets", "POST", "/sp/targetPromotionGroups/targets",
              "application/vnd.sptargetpromotiongrouptarget.v1+json", create_targets,
              "application/vnd.sptargetpromotiongrouptarget.v2+json"},
    Operation{"list_targets", "POST", "/sp/targetPromotionGroups/targets/list",
              "application/vnd.sptargetpromotiongrouptarget.v1+json", list_group_targets,
              "application/vnd.sptargetpromotiongrouptarget.v2+json"},
    Operation{"list_keywords", "POST", "/sp/keywords/list", "application/vnd.spKeyword.v3+json", list_keywords},
    Operation{"list_product_targets", "POST", "/sp/targets/list", "application/vnd.spTargetingClause.v3+json",
              list_product_targets},
    Operation{"list_ad_groups", "POST", "/sp/adGroups/list", "application/vnd.spAdGroup.v3+json", list_ad_groups},
    Operation{"list_campaigns", "POST", "/sp/campaigns/list", "application/vnd.spCampaign.v3+json", list_campaigns},
    Operation{"list_product_ads", "POST", "/sp/productAds/list", "application/vnd.spProductAd.v3+json",
              list_product_ads},
};

}  // namespace

std::span<const Operation> all_operations() {
  return kOperations;
}

const Operation* find_operation(std::string_view method, std::string_view path) {
  const auto* found = std::ranges::find_if(
      kOperations, [&](const Operation& operation) { return operation.path == path && operation.method == method; });
  return found == kOperations.end() ? nullptr : found;
}

bool is_operation(std::string_view name) {
  return std::ranges::find(kOperations, name, &Operation::name) != kOperations.end();
}

int version_of(const Operation& operation, const Request& request) {
  if (same_media_type(request.content_type, operation.media_type)) return 1;
  const bool second = !operation.media_type_2.empty() && same_media_type(request.content_type, operation.media_type_2);
  return second ? 2 : 0;
}

std::string_view media_type_of(const Operation& operation, int version) {
  return version == 2 ? operation.media_type_2 : operation.media_type;
}

bool same_media_type(std::string_view field, std::string_view media_type) {
  field = field.substr(0, field.find(';'));
  while (field.starts_with(' ')) field.remove_prefix(1);
  while (field.ends_with(' ')) field.remove_suffix(1);
  return std::ranges::equal(field, media_type,
                            [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace harvestd::sandbox

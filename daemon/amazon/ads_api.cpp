#include "daemon/amazon/ads_api.h"

#include <functional>
#include <set>

#include "daemon/amazon/ads_api_call.h"
#include "daemon/amazon/api_error.h"
#include "daemon/amazon/codec.h"

namespace harvestd {
namespace {

constexpr int kMaxPages = 10'000;
constexpr std::string_view kLive = R"("ENABLED","PAUSED")";

ApiError endless(const char* operation, const char* what) {
  return call_error(operation, {Errc::kBadAnswer, what});
}

}  // namespace

template <class Row>
Task<ApiResult<void>> AdsApi::pages(Call call, std::vector<std::string> filters, DecodePage<Row> decode,
                                    Visitor<Row> visit) {
  for (const std::string& members : filters) {
    std::set<std::size_t> tokens_seen;  // hashes
    Page<Row> page;
    const Decode take = [&](const HttpResponse& response) -> Result<std::size_t> {
      Result<Page<Row>> decoded = decode(response.body);
      if (!decoded) return decoded.error();
      page = std::move(*decoded);
      return page.received;
    };
    for (int count = 1;; ++count) {
      call.body = page_body(members, page.next_token);
      ApiResult<void> read_one = co_await read(call, take);
      if (!read_one) co_return read_one;
      const bool last = page.next_token.empty();
      if (!last && !tokens_seen.insert(std::hash<std::string>{}(page.next_token)).second) {
        co_return endless(call.operation, "the pages have no end: a nextToken came twice");
      }
      visit(std::move(page.rows));
      if (last) break;
      if (count == kMaxPages) co_return endless(call.operation, "the pages have no end: 10000 were read");
    }
  }
  co_return ApiResult<void>();
}

template <class Row>
Task<ApiResult<std::vector<Row>>> AdsApi::all_rows(Call call, std::vector<std::string> filters,
                                                   DecodePage<Row> decode) {
  std::vector<Row> rows;
  Visitor<Row> visit = [&rows](std::vector<Row> page) {
    rows.insert(rows.end(), std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
  };
  ApiResult<void> read_all = co_await pages<Row>(std::move(call), std::move(filters), decode, std::move(visit));
  if (!read_all) co_return read_all.error();
  co_return std::move(rows);
}

// What ads_api_groups.cpp reads.
template Task<ApiResult<void>> AdsApi::pages(Call, std::vector<std::string>, DecodePage<AdGroupId>, Visitor<AdGroupId>);
template Task<ApiResult<void>> AdsApi::pages(Call, std::vector<std::string>, DecodePage<ExistingTarget>,
                                             Visitor<ExistingTarget>);
template Task<ApiResult<std::vector<PromotionGroup>>> AdsApi::all_rows(Call, std::vector<std::string>,
                                                                       DecodePage<PromotionGroup>);

Task<ApiResult<void>> AdsApi::recommendations(ProfileId profile, RecommendationFilter filter,
                                              Visitor<Recommendation> visit) {
  Call call{"recommendations",
            "POST",
            "/sp/targetPromotionGroups/recommendations",
            "application/vnd.spTargetPromotionGroupsRecommendations.v1+json",
            std::move(profile),
            {}};
  const std::vector<IdFilter> filters{{"campaignIdFilter", texts(filter.campaigns), kManyIds},
                                      {"adGroupIdFilter", texts(filter.ad_groups), kManyIds},
                                      {"adIdFilter", texts(filter.ads), kManyIds}};
  return pages<Recommendation>(std::move(call), filter_members(filters, {}), decode_recommendations, std::move(visit));
}

Task<ApiResult<void>> AdsApi::list_keywords(ProfileId profile, std::vector<AdGroupId> ad_groups,
                                            Visitor<ExistingTarget> visit) {
  Call call{"list_keywords", "POST", "/sp/keywords/list", "application/vnd.spKeyword.v3+json", std::move(profile), {}};
  const std::vector<IdFilter> filters{{"adGroupIdFilter", texts(ad_groups), kFewIds}};
  return pages<ExistingTarget>(std::move(call), filter_members(filters, kLive), decode_keywords, std::move(visit));
}

Task<ApiResult<void>> AdsApi::list_product_targets(ProfileId profile, std::vector<AdGroupId> ad_groups,
                                                   Visitor<ExistingTarget> visit) {
  Call call{"list_product_targets", "POST", "/sp/targets/list", "application/vnd.spTargetingClause.v3+json",
            std::move(profile),     {}};
  const std::vector<IdFilter> filters{{"adGroupIdFilter", texts(ad_groups), kFewIds}};
  return pages<ExistingTarget>(std::move(call), filter_members(filters, kLive), decode_product_targets,
                               std::move(visit));
}

Task<ApiResult<std::vector<AdGroup>>> AdsApi::list_ad_groups(ProfileId profile, std::vector<CampaignId> campaigns,
                                                             std::vector<AdGroupId> ad_groups) {
  Call call{"list_ad_groups", "POST", "/sp/adGroups/list", "application/vnd.spAdGroup.v3+json", std::move(profile), {}};
  const std::vector<IdFilter> filters{{"campaignIdFilter", texts(campaigns), kFewIds},
                                      {"adGroupIdFilter", texts(ad_groups), kManyIds}};
  return all_rows<AdGroup>(std::move(call), filter_members(filters, kLive), decode_ad_groups);
}

Task<ApiResult<std::vector<Campaign>>> AdsApi::list_campaigns(ProfileId profile, std::vector<CampaignId> campaigns) {
  Call call{"list_campaigns",   "POST", "/sp/campaigns/list", "application/vnd.spCampaign.v3+json",
            std::move(profile), {}};
  const std::vector<IdFilter> filters{{"campaignIdFilter", texts(campaigns), kManyIds}};
  return all_rows<Campaign>(std::move(call), filter_members(filters, kAnyState), decode_campaigns);
}

Task<ApiResult<std::vector<Profile>>> AdsApi::list_profiles() {
  const Call call{"profiles", "GET", "/v2/profiles", "", ProfileId(), {}};
  std::vector<Profile> profiles;
  const Decode take = [&profiles](const HttpResponse& response) -> Result<std::size_t> {
    Result<Page<Profile>> decoded = decode_profiles(response.body);
    if (!decoded) return decoded.error();
    profiles = std::move(decoded->rows);
    return decoded->received;
  };
  ApiResult<void> read_all = co_await read(call, take);
  if (!read_all) co_return read_all.error();
  co_return std::move(profiles);
}

}  // namespace harvestd

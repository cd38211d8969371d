// GET /v2/profiles, POST /sp/campaigns/list, /sp/adGroups/list and /sp/productAds/list
#include <fmt/format.h>

#include <boost/json/object.hpp>

#include "tests/sandbox/marketplace.h"
#include "tests/sandbox/operations.h"
#include "tests/sandbox/page.h"

namespace harvestd::sandbox {
namespace {

void write_campaign(const Campaign& campaign, JsonWriter& out) {
  out.begin_object().field("campaignId", campaign.id).field("name", campaign.name);
  out.field("targetingType", campaign.targeting).field("state", campaign.state).field("startDate", "2026-01-15");
  out.key("budget").begin_object().field("budgetType", "DAILY").key("budget").raw(campaign.budget).end_object();
  out.key("dynamicBidding").begin_object().field("strategy", "AUTO_FOR_SALES").end_object().end_object();
}

void write_ad_group(const AdGroup& ad_group, JsonWriter& out) {
  out.begin_object().field("adGroupId", ad_group.id).field("campaignId", ad_group.campaign_id);
  out.field("name", ad_group.name).field("state", ad_group.state);
  out.key("defaultBid").raw(ad_group.default_bid).end_object();
}

void write_ad(const Ad& ad, JsonWriter& out) {
  out.begin_object().field("adId", ad.id).field("adGroupId", ad.ad_group_id).field("campaignId", ad.campaign_id);
  out.field("asin", ad.asin).field("sku", "SKU-" + ad.asin).field("state", ad.state).end_object();
}

}  // namespace

Response list_profiles(Call& call) {
  JsonWriter out;
  out.begin_array();
  for (const Profile& profile : call.account.profiles()) {
    if (!profile.authorized) continue;
    const Marketplace& marketplace = *find_marketplace(profile.marketplace);
    out.begin_object().key("profileId").raw(profile.id).field("countryCode", marketplace.code);
    out.field("currencyCode", marketplace.currency).field("timezone", marketplace.timezone);
    out.key("accountInfo").begin_object().field("marketplaceStringId", marketplace.string_id);
    out.field("id", "A" + profile.id.substr(0, 13)).field("type", "seller").field("name", profile.name);
    out.key("validPaymentMethod").raw("true").end_object().end_object();
    ++call.items;
  }
  out.end_array();
  Response response;
  response.body = out.take();
  return response;
}

Response list_campaigns(Call& call) {
  const auto body = body_object(
      call.request.body, {"campaignIdFilter", "includeExtendedDataFields", "maxResults", "nextToken", "stateFilter"});
  const IdFilter ids = id_filter(body, "campaignIdFilter", 1000);
  const IdFilter states = state_filter(body);
  const auto& campaigns = call.profile->campaigns;
  PageSource source;
  source.rows_key = "campaigns";
  source.size = campaigns.size();
  source.matches = [&](std::size_t i) { return passes(ids, campaigns[i].id) && passes(states, campaigns[i].state); };
  source.write = [&](std::size_t i, JsonWriter& out) { write_campaign(campaigns[i], out); };
  return answer_page(call, body, source);
}

Response list_ad_groups(Call& call) {
  const auto body =
      body_object(call.request.body, {"adGroupIdFilter", "campaignIdFilter", "campaignTargetingTypeFilter",
                                      "includeExtendedDataFields", "maxResults", "nextToken", "stateFilter"});
  const IdFilter ids = id_filter(body, "adGroupIdFilter", 1000);
  const IdFilter campaigns = id_filter(body, "campaignIdFilter", 100);
  const IdFilter states = state_filter(body);
  const boost::json::value* targeting = body.if_contains("campaignTargetingTypeFilter");
  if (targeting != nullptr && *targeting != "AUTO" && *targeting != "MANUAL") {
    invalid("campaignTargetingTypeFilter must be AUTO or MANUAL");
  }
  const Profile& profile = *call.profile;
  PageSource source;
  source.rows_key = "adGroups";
  source.size = profile.ad_groups.size();
  source.matches = [&](std::size_t i) {
    const AdGroup& ad_group = profile.ad_groups[i];
    return passes(ids, ad_group.id) && passes(campaigns, ad_group.campaign_id) && passes(states, ad_group.state) &&
           (targeting == nullptr ||
            targeting->as_string() == std::string_view(profile.campaign(ad_group.campaign_id)->targeting));
  };
  source.write = [&](std::size_t i, JsonWriter& out) { write_ad_group(profile.ad_groups[i], out); };
  return answer_page(call, body, source);
}

Response list_product_ads(Call& call) {
  const auto body =
      body_object(call.request.body, {"adGroupIdFilter", "adIdFilter", "campaignIdFilter", "includeExtendedDataFields",
                                      "maxResults", "nextToken", "stateFilter"});
  const IdFilter ids = id_filter(body, "adIdFilter", 1000);
  const IdFilter ad_groups = id_filter(body, "adGroupIdFilter", 100);
  const IdFilter campaigns = id_filter(body, "campaignIdFilter", 100);
  const IdFilter states = state_filter(body);
  const auto& ads = call.profile->ads;
  PageSource source;
  source.rows_key = "productAds";
  source.size = ads.size();
  source.matches = [&](std::size_t i) {
    return passes(ids, ads[i].id) && passes(ad_groups, ads[i].ad_group_id) && passes(campaigns, ads[i].campaign_id) &&
           passes(states, ads[i].state);
  };
  source.write = [&](std::size_t i, JsonWriter& out) { write_ad(ads[i], out); };
  return answer_page(call, body, source);
}

}  // namespace harvestd::sandbox

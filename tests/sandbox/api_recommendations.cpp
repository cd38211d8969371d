// POST /sp/targetPromotionGroups/recommendations
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <cctype>
#include <vector>

#include "tests/sandbox/operations.h"
#include "tests/sandbox/page.h"

namespace harvestd::sandbox {
namespace {

std::vector<bool> chosen_ads(const Profile& profile, const boost::json::object& body) {
  const IdFilter campaigns = id_filter(body, "campaignIdFilter", 1000);
  const IdFilter ad_groups = id_filter(body, "adGroupIdFilter", 1000);
  const IdFilter ads = id_filter(body, "adIdFilter", 1000);
  std::vector<bool> chosen;
  chosen.reserve(profile.ads.size());
  for (const Ad& ad : profile.ads) {
    chosen.push_back(passes(campaigns, ad.campaign_id) && passes(ad_groups, ad.ad_group_id) && passes(ads, ad.id));
  }
  return chosen;
}

void write_metrics(const Metrics& metrics, const Forms& forms, JsonWriter& out) {
  const std::string_view quote = forms.data_number_strings ? "\"" : "";
  const std::string data =
      fmt::format("{{\"CLICKS\":{0}{1}{0},\"CONVERSIONS\":{0}{2}{0}}}", quote, metrics.clicks, metrics.conversions);
  if (forms.data_object) {
    out.key("data").raw(data);
  } else {
    out.field("data", data);
  }
}

void write_reasons(const Recommendation& recommendation, const Forms& forms, JsonWriter& out) {
  out.key("recommendationReasons").begin_array();
  if (recommendation.other_reason) out.begin_object().field("reason", "SIMILAR_PRODUCTS").end_object();
  if (recommendation.metrics) {
    out.begin_object().field("reason", "HISTORICAL_PERF");
    write_metrics(*recommendation.metrics, forms, out);
    out.end_object();
  }
  out.end_array();
}

void write_recommendation(const Profile& profile, const Recommendation& recommendation, const Forms& forms,
                          JsonWriter& out) {
  const Ad& ad = profile.ads[recommendation.ad];
  const bool product = recommendation.kind == Kind::kProduct;
  std::string target = recommendation.target;
  if (product && forms.lowercase_asins) {
    std::ranges::transform(target, target.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
  out.begin_object().field("campaignId", ad.campaign_id).field("adGroupId", ad.ad_group_id).field("adId", ad.id);
  out.field("adAsin", ad.asin).field("recommendedTarget", target);
  out.field("targetType", product ? (forms.type_product ? "PRODUCT" : "ASIN") : "KEYWORD");
  write_reasons(recommendation, forms, out);
  out.end_object();
}

}  // namespace

Response list_recommendations(Call& call) {
  const auto body =
      body_object(call.request.body, {"adGroupIdFilter", "adIdFilter", "campaignIdFilter", "maxResults", "nextToken"});
  const Profile& profile = *call.profile;
  const std::vector<bool> chosen = chosen_ads(profile, body);
  PageSource source;
  source.rows_key = "targets";
  source.size = profile.recommendations.size();
  source.matches = [&](std::size_t i) { return chosen[profile.recommendations[i].ad]; };
  source.write = [&](std::size_t i, JsonWriter& out) {
    write_recommendation(profile, profile.recommendations[i], call.options.forms, out);
  };
  return answer_page(call, body, source);
}

}  // namespace harvestd::sandbox

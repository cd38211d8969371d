// POST /sp/targetPromotionGroups/list
#include <algorithm>
#include <boost/json/object.hpp>
#include <functional>

#include "tests/sandbox/operations.h"
#include "tests/sandbox/page.h"

namespace harvestd::sandbox {
namespace {

void write_destination(std::string_view name, const std::string& ad_group_id, JsonWriter& out) {
  if (!ad_group_id.empty()) out.key(name).begin_array().string(ad_group_id).end_array();
}

void write_ids(std::string_view name, const std::vector<std::string>& ids, JsonWriter& out) {
  out.key(name).begin_array();
  for (const std::string& id : ids) out.string(id);
  out.end_array();
}

void write_members_v1(const Group& group, JsonWriter& out) {
  out.field("autoTargetingCampaignAdGroupId", group.source_ad_group_id);
  write_ids("autoTargetingCampaignAdIds", group.ad_ids, out);
  write_destination("keywordCampaignAdGroupIds", group.keyword_ad_group_id, out);
  write_destination("productCampaignAdGroupIds", group.product_ad_group_id, out);
}

/// Which destination takes what is not said; the order does not tell either.
void write_members_v2(const Profile& profile, const Group& group, JsonWriter& out) {
  const AdGroup* source = profile.ad_group(group.source_ad_group_id);
  out.field("sourceAdGroupId", group.source_ad_group_id);
  if (source != nullptr) out.field("sourceCampaignId", source->campaign_id);
  write_ids("adIds", group.ad_ids, out);
  out.key("destinationAdGroups").begin_array();
  std::vector<std::string> destinations{group.keyword_ad_group_id, group.product_ad_group_id};
  std::ranges::sort(destinations, std::greater<>());
  for (const std::string& id : destinations) {
    if (!id.empty()) out.begin_object().field("adGroupId", id).end_object();
  }
  out.end_array();
}

void write_group(const Call& call, const Group& group, JsonWriter& out) {
  const Forms& forms = call.options.forms;
  if (forms.groups_wrapped) out.begin_object().key("targetPromotionGroup");
  out.begin_object().field("targetPromotionGroupId", group.id).field("targetPromotionGroupName", group.name);
  out.field("state", group.state);
  if (call.version == 2) {
    write_members_v2(*call.profile, group, out);
  } else {
    write_members_v1(group, out);
  }
  out.end_object();
  if (forms.groups_wrapped) out.end_object();
}

}  // namespace

Response list_groups(Call& call) {
  const bool second = call.version == 2;
  const auto body = second ? body_object(call.request.body, {"sourceAdGroupIdFilter", "destinationAdGroupIdFilter",
                                                             "targetPromotionGroupIdFilter", "maxResults", "nextToken"})
                           : body_object(call.request.body, {"adGroupIdFilter", "targetPromotionGroupIdFilter",
                                                             "maxResults", "nextToken"});
  const IdFilter groups = id_filter(body, "targetPromotionGroupIdFilter", 1000);
  const IdFilter any = id_filter(body, "adGroupIdFilter", 1000);
  const IdFilter sources = id_filter(body, "sourceAdGroupIdFilter", 1000);
  const IdFilter destinations = id_filter(body, "destinationAdGroupIdFilter", 1000);
  const Profile& profile = *call.profile;
  PageSource source;
  source.rows_key = "targetPromotionGroups";
  source.size = profile.groups.size();
  source.matches = [&](std::size_t i) {
    const Group& group = profile.groups[i];
    const auto leads_to = [&](const IdFilter& filter) {
      return passes(filter, group.keyword_ad_group_id) || passes(filter, group.product_ad_group_id);
    };
    return passes(groups, group.id) && (passes(any, group.source_ad_group_id) || leads_to(any)) &&
           passes(sources, group.source_ad_group_id) && leads_to(destinations);
  };
  source.write = [&](std::size_t i, JsonWriter& out) { write_group(call, profile.groups[i], out); };
  return answer_page(call, body, source);
}

}  // namespace harvestd::sandbox

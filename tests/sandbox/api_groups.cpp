// POST /sp/targetPromotionGroups/list
#include <boost/json/object.hpp>

#include "tests/sandbox/operations.h"
#include "tests/sandbox/page.h"

namespace harvestd::sandbox {
namespace {

void write_destination(std::string_view name, const std::string& ad_group_id, JsonWriter& out) {
  if (!ad_group_id.empty()) out.key(name).begin_array().string(ad_group_id).end_array();
}

void write_group(const Group& group, const Forms& forms, JsonWriter& out) {
  if (forms.groups_wrapped) out.begin_object().key("targetPromotionGroup");
  out.begin_object().field("targetPromotionGroupId", group.id).field("targetPromotionGroupName", group.name);
  out.field("state", group.state).field("autoTargetingCampaignAdGroupId", group.source_ad_group_id);
  out.key("autoTargetingCampaignAdIds").begin_array();
  for (const std::string& id : group.ad_ids) out.string(id);
  out.end_array();
  write_destination("keywordCampaignAdGroupIds", group.keyword_ad_group_id, out);
  write_destination("productCampaignAdGroupIds", group.product_ad_group_id, out);
  out.end_object();
  if (forms.groups_wrapped) out.end_object();
}

}  // namespace

Response list_groups(Call& call) {
  const auto body =
      body_object(call.request.body, {"adGroupIdFilter", "targetPromotionGroupIdFilter", "maxResults", "nextToken"});
  const IdFilter groups = id_filter(body, "targetPromotionGroupIdFilter", 1000);
  const IdFilter ad_groups = id_filter(body, "adGroupIdFilter", 1000);
  const Profile& profile = *call.profile;
  PageSource source;
  source.rows_key = "targetPromotionGroups";
  source.size = profile.groups.size();
  source.matches = [&](std::size_t i) {
    const Group& group = profile.groups[i];
    return passes(groups, group.id) &&
           (passes(ad_groups, group.source_ad_group_id) || passes(ad_groups, group.keyword_ad_group_id) ||
            passes(ad_groups, group.product_ad_group_id));
  };
  source.write = [&](std::size_t i, JsonWriter& out) { write_group(profile.groups[i], call.options.forms, out); };
  return answer_page(call, body, source);
}

}  // namespace harvestd::sandbox

// POST /sp/targetPromotionGroups/targets/list, /sp/keywords/list and /sp/targets/list: three views of the same targets.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/sandbox/expression.h"
#include "tests/sandbox/operations.h"
#include "tests/sandbox/page.h"

namespace harvestd::sandbox {
namespace {

namespace json = boost::json;

IdFilter string_array(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) invalid(std::string(name) + " must be an array");
  IdFilter names(std::in_place);
  for (const json::value& element : value->as_array()) {
    if (!element.is_string()) invalid(std::string(name) + " takes strings");
    names->emplace(element.as_string());
  }
  return names;
}

void check_extended_data(const json::object& body) {
  const json::value* wanted = body.if_contains("includeExtendedDataFields");
  if (wanted != nullptr && !wanted->is_bool()) invalid("includeExtendedDataFields must be true or false");
}

/// Lists of targets lag behind creates by a number of lists started or by time, where a fault or an option says so.
class Moment {
 public:
  Moment(Call& call, const json::object& body) {
    if (starts_list(body)) ++call.profile->list_calls;
    lists_ = call.profile->list_calls;
  }
  bool shows(const Target& target) const { return target.visible_from <= lists_ && target.visible_at <= now_; }

 private:
  std::uint64_t lists_;
  std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
};

void write_group_target_v2(const Target& target, JsonWriter& out) {
  const bool keyword = target.kind == Kind::kKeyword;
  out.begin_object().key(keyword ? "keywordTargetDetailsV2" : "productTargetDetailsV2").begin_object();
  out.field("targetPromotionGroupId", target.group_id).field("destinationAdGroupId", target.ad_group_id);
  out.field(keyword ? "keywordId" : "targetId", target.id).field(keyword ? "keywordText" : "target", target.text);
  out.field(keyword ? "matchType" : "expressionType", match_name_v2(target.kind, target.match));
  out.end_object().end_object();
}

void write_group_target(const Target& target, const Forms& forms, JsonWriter& out) {
  out.begin_object().field("targetPromotionGroupId", target.group_id).field("targetId", target.id);
  out.field("target", target.text).field("manualTargetingAdGroupId", target.ad_group_id);
  out.field("expressionType", forms.list_keyword_style ? list_name(target.kind, target.match)
                                                       : expression_name(target.kind, target.match));
  if (forms.list_bids) out.key("bid").raw(target.bid);
  out.end_object();
}

void write_keyword(const Target& target, JsonWriter& out) {
  out.begin_object().field("keywordId", target.id).field("keywordText", target.text);
  out.field("matchType", match_name(target.match)).field("state", target.state);
  out.field("campaignId", target.campaign_id).field("adGroupId", target.ad_group_id);
  out.key("bid").raw(target.bid).end_object();
}

void write_expression(const Target& target, JsonWriter& out) {
  out.begin_array().begin_object().field("type", expression_name(target.kind, target.match));
  out.field("value", target.text).end_object().end_array();
}

void write_product_target(const Target& target, JsonWriter& out) {
  out.begin_object().field("targetId", target.id).field("state", target.state).field("expressionType", "MANUAL");
  out.field("campaignId", target.campaign_id).field("adGroupId", target.ad_group_id);
  write_expression(target, out.key("expression"));
  write_expression(target, out.key("resolvedExpression"));
  out.key("bid").raw(target.bid).end_object();
}

}  // namespace

Response list_group_targets(Call& call) {
  const auto body =
      body_object(call.request.body, {"adGroupIdFilter", "targetPromotionGroupIdFilter", "maxResults", "nextToken"});
  const IdFilter groups = id_filter(body, "targetPromotionGroupIdFilter", 1000);
  const IdFilter ad_groups = id_filter(body, "adGroupIdFilter", 1000);
  const Moment now(call, body);
  const auto& targets = call.profile->targets;
  PageSource source;
  source.rows_key = "targets";
  source.size = targets.size();
  source.matches = [&](std::size_t i) {
    const Target& target = targets[i];
    return !target.group_id.empty() && now.shows(target) && passes(groups, target.group_id) &&
           passes(ad_groups, target.ad_group_id);
  };
  source.write = [&](std::size_t i, JsonWriter& out) {
    if (call.version == 2) {
      write_group_target_v2(targets[i], out);
    } else {
      write_group_target(targets[i], call.options.forms, out);
    }
  };
  return answer_page(call, body, source);
}

Response list_keywords(Call& call) {
  const auto body =
      body_object(call.request.body, {"adGroupIdFilter", "campaignIdFilter", "includeExtendedDataFields",
                                      "keywordIdFilter", "matchTypeFilter", "maxResults", "nextToken", "stateFilter"});
  check_extended_data(body);
  const IdFilter ad_groups = id_filter(body, "adGroupIdFilter", 100);
  const IdFilter campaigns = id_filter(body, "campaignIdFilter", 100);
  const IdFilter ids = id_filter(body, "keywordIdFilter", 1000);
  const IdFilter matches = string_array(body, "matchTypeFilter");
  const IdFilter states = state_filter(body);
  const Moment now(call, body);
  const auto& targets = call.profile->targets;
  PageSource source;
  source.rows_key = "keywords";
  source.size = targets.size();
  source.matches = [&](std::size_t i) {
    const Target& target = targets[i];
    return target.kind == Kind::kKeyword && now.shows(target) && passes(ad_groups, target.ad_group_id) &&
           passes(campaigns, target.campaign_id) && passes(ids, target.id) && passes(states, target.state) &&
           passes(matches, std::string(match_name(target.match)));
  };
  source.write = [&](std::size_t i, JsonWriter& out) { write_keyword(targets[i], out); };
  return answer_page(call, body, source);
}

Response list_product_targets(Call& call) {
  const auto body = body_object(
      call.request.body, {"adGroupIdFilter", "campaignIdFilter", "includeExtendedDataFields", "expressionTypeFilter",
                          "targetIdFilter", "maxResults", "nextToken", "stateFilter"});
  check_extended_data(body);
  const IdFilter ad_groups = id_filter(body, "adGroupIdFilter", 100);
  const IdFilter campaigns = id_filter(body, "campaignIdFilter", 100);
  const IdFilter ids = id_filter(body, "targetIdFilter", 1000);
  const IdFilter types = id_filter(body, "expressionTypeFilter", 2);
  const IdFilter states = state_filter(body);
  const Moment now(call, body);
  const auto& targets = call.profile->targets;
  PageSource source;
  source.rows_key = "targetingClauses";
  source.size = targets.size();
  source.matches = [&](std::size_t i) {
    const Target& target = targets[i];
    return target.kind == Kind::kProduct && now.shows(target) && passes(ad_groups, target.ad_group_id) &&
           passes(campaigns, target.campaign_id) && passes(ids, target.id) && passes(states, target.state) &&
           passes(types, "MANUAL");
  };
  source.write = [&](std::size_t i, JsonWriter& out) { write_product_target(targets[i], out); };
  return answer_page(call, body, source);
}

}  // namespace harvestd::sandbox

// POST /sp/targetPromotionGroups/targets
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <functional>

#include "tests/sandbox/create_item.h"
#include "tests/sandbox/create_log.h"
#include "tests/sandbox/expression.h"
#include "tests/sandbox/number_text.h"
#include "tests/sandbox/operations.h"
#include "tests/sandbox/text_rules.h"

namespace harvestd::sandbox {
namespace {

Outcome failed(std::string_view type, std::string_view reason, const Item& item, std::string_view field,
               const std::function<void(JsonWriter&)>& more = {}) {
  const std::string message = fmt::format("{} for {}", reason, field);
  JsonWriter out;
  out.begin_object().key(type).begin_object().field("reason", reason).field("message", message);
  out.key("cause").begin_object().field("location", fmt::format("$.targets[{}].{}", item.index, field));
  out.field("trigger", field == "bid" ? item.bid : item.target).end_object();
  if (more) more(out);
  out.end_object().end_object();
  return Outcome{{}, {}, type, out.take(), std::string(reason), message};
}

std::optional<Outcome> text_error(const Item& item, Kind kind) {
  if (kind == Kind::kKeyword) {
    const auto problem = keyword_problem(item.target);
    if (problem) return failed("malformedValueError", *problem, item, "target");
  } else if (!is_asin(item.target)) {
    return failed("malformedValueError", "PATTERN_NOT_MATCHED", item, "target");
  }
  return std::nullopt;
}

std::optional<Outcome> bid_error(const Item& item, const Marketplace& marketplace) {
  if (item.bid.empty()) return std::nullopt;
  const auto problem = bid_problem(item.bid, marketplace);
  if (!problem) return std::nullopt;
  if (*problem == BidProblem::kMalformed) return failed("malformedValueError", "PATTERN_NOT_MATCHED", item, "bid");
  return failed("biddingError", "BID_OUT_OF_MARKET_PLACE_RANGE", item, "bid", [&](JsonWriter& out) {
    out.field("lowerLimit", marketplace.min_bid).field("upperLimit", marketplace.max_bid);
    out.field("marketplace", marketplace.code);
  });
}

std::optional<Outcome> parent_error(const Call& call, const Item& item, const std::string& ad_group_id) {
  const AdGroup* ad_group = call.profile->ad_group(ad_group_id);
  if (ad_group == nullptr) {
    return failed("entityNotFoundError", "ENTITY_NOT_FOUND", item, "target",
                  [&](JsonWriter& out) { out.field("entityType", "AD_GROUP").field("entityId", ad_group_id); });
  }
  const Campaign* campaign = call.profile->campaign(ad_group->campaign_id);
  if (ad_group->state == "ARCHIVED" || campaign->state == "ARCHIVED") {
    return failed("parentEntityError", "PARENT_ENTITY_ARCHIVED", item, "target");
  }
  return std::nullopt;
}

std::optional<Outcome> place_error(const Call& call, const Item& item, Expression expression,
                                   const std::string& ad_group_id) {
  const Profile& profile = *call.profile;
  if (call.options.deduplicate && profile.holds(ad_group_id, expression.kind, expression.match, item.target)) {
    return failed("duplicateValueError", "DUPLICATE_VALUE", item, "target");
  }
  if (expression.kind == Kind::kKeyword && profile.keywords_in(ad_group_id) >= call.options.keywords_per_ad_group) {
    return failed("entityQuotaError", "QUOTA_EXCEEDED", item, "target", [&](JsonWriter& out) {
      out.field("entityType", "KEYWORD").field("quotaScope", "PARENT_ENTITY");
      out.field("quota", std::to_string(call.options.keywords_per_ad_group));
    });
  }
  return std::nullopt;
}

/// When lists begin to show it.
void lag(const Call& call, Target& target) {
  std::chrono::milliseconds after = call.options.list_lag;
  if (call.fault_is(FaultKind::kStaleList)) {
    after = call.fault->after;
    if (after.count() == 0) target.visible_from = call.profile->list_calls + call.fault->count + 1;
  }
  if (after.count() > 0) target.visible_at = std::chrono::steady_clock::now() + after;
}

Outcome accept(Call& call, const Group& group, const Item& item, Expression expression,
               const std::string& ad_group_id) {
  Target target;
  target.kind = expression.kind;
  target.match = expression.match;
  target.ad_group_id = ad_group_id;
  target.text = item.target;
  target.bid = item.bid;
  target.group_id = group.id;
  lag(call, target);
  Outcome outcome;
  outcome.target_id = call.account.add_target(*call.profile, std::move(target));
  outcome.ad_group_id = ad_group_id;
  call.created.record({call.profile->id, group.id, ad_group_id, outcome.target_id, expression.kind, expression.match,
                       item.target, item.bid});
  return outcome;
}

Outcome create_one(Call& call, const Group& group, const Item& item) {
  if (item.index < (call.fault ? call.fault->count : 0)) {
    if (call.fault_is(FaultKind::kItemThrottled)) return failed("throttledError", "THROTTLED", item, "target");
    if (call.fault_is(FaultKind::kItemStrange)) return failed("novelError", "NEVER_HEARD_OF", item, "target");
    if (call.fault_is(FaultKind::kItemInternal) && !call.fault->applied) {
      return failed("internalServerError", "INTERNAL_ERROR", item, "target");
    }
  }
  const auto expression = expression_of(item.expression_type);
  if (!expression) return failed("expressionTypeError", "UNSUPPORTED_EXPRESSION_TYPE", item, "expressionType");
  const std::string& destination =
      expression->kind == Kind::kKeyword ? group.keyword_ad_group_id : group.product_ad_group_id;
  if (auto error = text_error(item, expression->kind)) return *error;
  if (auto error = bid_error(item, *find_marketplace(call.profile->marketplace))) return *error;
  if (group.state != "ENABLED") return failed("parentEntityError", "PARENT_ENTITY_ARCHIVED", item, "target");
  if (auto error = parent_error(call, item, destination)) return *error;
  if (auto error = place_error(call, item, *expression, destination)) return *error;
  Outcome outcome = accept(call, group, item, *expression, destination);
  if (call.fault_is(FaultKind::kItemInternal) && item.index < call.fault->count) {
    return failed("internalServerError", "INTERNAL_ERROR", item, "target");
  }
  return outcome;
}

}  // namespace

Response create_targets(Call& call) {
  body_object(call.request.body, {"targetPromotionGroupId", "targets"});
  const auto body = body_object(mark_numbers(call.request.body), {"targetPromotionGroupId", "targets"});
  const std::string group_id = required_string(body, "targetPromotionGroupId");
  const std::vector<Item> items = read_items(body, call.version);
  call.items = items.size();
  const Group* group = call.profile->group(group_id);
  if (group == nullptr) throw Refusal{404, "NOT_FOUND", "There is no target promotion group " + group_id};
  std::vector<Outcome> outcomes;
  outcomes.reserve(items.size());
  for (const Item& item : items) outcomes.push_back(create_one(call, *group, item));
  Response response;
  response.status = 207;
  response.body = create_answer(call, *group, items, outcomes);
  return response;
}

}  // namespace harvestd::sandbox

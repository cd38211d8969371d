// POST /sp/targetPromotionGroups/targets
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <functional>

#include "tests/sandbox/create_log.h"
#include "tests/sandbox/expression.h"
#include "tests/sandbox/number_text.h"
#include "tests/sandbox/operations.h"
#include "tests/sandbox/page.h"
#include "tests/sandbox/text_rules.h"

namespace harvestd::sandbox {
namespace {

namespace json = boost::json;

struct Item {
  std::string target;
  std::string expression_type;
  std::string bid;  // empty: none sent
  std::size_t index = 0;
};

/// An item's outcome: a target id and the ad group it went to, or the fields of one error.
struct Outcome {
  std::string target_id;
  std::string ad_group_id;
  std::string_view error_type;  // empty: created
  std::string error_value;      // a JSON object
};

Outcome failed(std::string_view type, std::string_view reason, const Item& item, std::string_view field,
               const std::function<void(JsonWriter&)>& more = {}) {
  JsonWriter out;
  out.begin_object().key(type).begin_object().field("reason", reason);
  out.field("message", fmt::format("{} for {}", reason, field));
  out.key("cause").begin_object().field("location", fmt::format("$.targets[{}].{}", item.index, field));
  out.field("trigger", field == "bid" ? item.bid : item.target).end_object();
  if (more) more(out);
  out.end_object().end_object();
  return Outcome{{}, {}, type, out.take()};
}

std::string required_string(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string() || number_text(*value)) {
    invalid(fmt::format("{} is required and must be a string", name));
  }
  return std::string(value->as_string());
}

Item read_item(const json::value& value, std::size_t index) {
  if (!value.is_object()) invalid("targets must be an array of objects");
  const json::object& object = value.as_object();
  for (const auto& member : object) {
    const std::string_view key = member.key();
    if (key != "target" && key != "expressionType" && key != "bid") invalid(fmt::format("Unknown member {}", key));
  }
  Item item;
  item.index = index;
  item.target = required_string(object, "target");
  item.expression_type = required_string(object, "expressionType");
  if (const json::value* bid = object.if_contains("bid")) {
    const auto text = number_text(*bid);
    if (!text) invalid("bid must be a number");
    if (text->starts_with('-')) invalid("bid must be at least 0");
    item.bid = *text;
  }
  return item;
}

std::vector<Item> read_items(const json::object& body) {
  std::vector<Item> items;
  const json::value* targets = body.if_contains("targets");
  if (targets == nullptr) return items;
  if (!targets->is_array()) invalid("targets must be an array");
  if (targets->as_array().size() > 1000) invalid("targets takes at most 1000 items");
  for (const json::value& value : targets->as_array()) items.push_back(read_item(value, items.size()));
  return items;
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

void write_success(const Group& group, const Item& item, const Outcome& outcome, const Forms& forms, bool malformed,
                   JsonWriter& out) {
  out.begin_object().field("target", item.target);
  if (!forms.success_without_type) out.field("expressionType", item.expression_type);
  if (malformed) {
    out.end_object();
    return;
  }
  out.key("targetDetails").begin_object().field("targetPromotionGroupId", group.id);
  out.field("targetId", outcome.target_id).field("manualTargetingAdGroupId", outcome.ad_group_id);
  out.end_object().end_object();
}

void write_error(const Item& item, const Outcome& outcome, JsonWriter& out) {
  out.begin_object().field("target", item.target).field("expressionType", item.expression_type);
  out.key("errors").begin_array().begin_object().field("errorType", outcome.error_type);
  out.key("errorValue").raw(outcome.error_value).end_object().end_array().end_object();
}

/// How often the answer names an item: once, unless a fault says otherwise.
int mentions(const Call& call, std::size_t index) {
  if (!call.fault || index >= call.fault->count) return 1;
  if (call.fault->kind == FaultKind::kItemsMissing) return 0;
  return call.fault->kind == FaultKind::kItemsRepeated ? 2 : 1;
}

std::string answer_text(const Call& call, const Group& group, const std::vector<Item>& items,
                        const std::vector<Outcome>& outcomes) {
  const Forms& forms = call.options.forms;
  JsonWriter success;
  JsonWriter errors;
  bool failures = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (int mention = mentions(call, i); mention > 0; --mention) {
      if (outcomes[i].error_type.empty()) {
        const bool malformed = call.fault_is(FaultKind::kItemsMalformed) && i < call.fault->count;
        write_success(group, items[i], outcomes[i], forms, malformed, success);
      } else {
        write_error(items[i], outcomes[i], errors);
        failures = true;
      }
    }
  }
  if (call.fault_is(FaultKind::kItemsUnknown)) {
    for (std::size_t i = 0; i < call.fault->count; ++i) {
      const Item stranger{fmt::format("never sent {}", i), "QUERY_EXACT_MATCHES", "", 0};
      write_success(group, stranger, Outcome{"999999999999999999", group.keyword_ad_group_id, {}, {}}, forms, false,
                    success);
    }
  }
  if (!failures && forms.errors_empty_object) errors.begin_object().end_object();
  return fmt::format("{{\"success\":[{}],\"errors\":[{}]}}", success.take(), errors.take());
}

/// As it stands; empty when it is no string.
std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

std::vector<CreatedTarget> received_items(const Request& request) {
  std::vector<CreatedTarget> received;
  json::error_code failed;
  const json::value body = json::parse(mark_numbers(request.body), failed);
  if (failed || !body.is_object()) return received;
  const json::value* targets = body.as_object().if_contains("targets");
  if (targets == nullptr || !targets->is_array()) return received;
  for (const json::value& value : targets->as_array()) {
    if (!value.is_object()) continue;
    const json::object& object = value.as_object();
    const auto expression = expression_of(text_member(object, "expressionType"));
    if (!expression) continue;
    CreatedTarget item{request.scope,
                       text_member(body.as_object(), "targetPromotionGroupId"),
                       {},
                       {},
                       expression->kind,
                       expression->match,
                       text_member(object, "target"),
                       {}};
    const json::value* bid = object.if_contains("bid");
    if (bid != nullptr) item.bid = number_text(*bid).value_or("");
    received.push_back(std::move(item));
  }
  return received;
}

Response create_targets(Call& call) {
  body_object(call.request.body, {"targetPromotionGroupId", "targets"});
  const auto body = body_object(mark_numbers(call.request.body), {"targetPromotionGroupId", "targets"});
  const std::string group_id = required_string(body, "targetPromotionGroupId");
  const std::vector<Item> items = read_items(body);
  call.items = items.size();
  const Group* group = call.profile->group(group_id);
  if (group == nullptr) throw Refusal{404, "NOT_FOUND", "There is no target promotion group " + group_id};
  std::vector<Outcome> outcomes;
  outcomes.reserve(items.size());
  for (const Item& item : items) outcomes.push_back(create_one(call, *group, item));
  Response response;
  response.status = 207;
  response.body = answer_text(call, *group, items, outcomes);
  return response;
}

}  // namespace harvestd::sandbox

// Reads the body of a create, of either generation.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <initializer_list>

#include "tests/sandbox/create_item.h"
#include "tests/sandbox/create_log.h"
#include "tests/sandbox/expression.h"
#include "tests/sandbox/number_text.h"
#include "tests/sandbox/operations.h"

namespace harvestd::sandbox {
namespace {

namespace json = boost::json;

void check_members(const json::object& object, std::initializer_list<std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view key = member.key();
    if (std::find(known.begin(), known.end(), key) == known.end()) invalid(fmt::format("Unknown member {}", key));
  }
}

std::string bid_of(const json::object& object) {
  const json::value* bid = object.if_contains("bid");
  if (bid == nullptr) return {};
  const auto text = number_text(*bid);
  if (!text) invalid("bid must be a number");
  if (text->starts_with('-')) invalid("bid must be at least 0");
  return *text;
}

Item read_item_v1(const json::object& object) {
  check_members(object, {"target", "expressionType", "bid"});
  Item item;
  item.target = required_string(object, "target");
  item.expression_type = required_string(object, "expressionType");
  item.bid = bid_of(object);
  return item;
}

Item read_item_v2(const json::object& object) {
  if (object.size() != 1) invalid("a target is one keywordTarget or one productTarget");
  check_members(object, {"keywordTarget", "productTarget"});
  const bool keyword = object.contains("keywordTarget");
  const json::value& value = object.begin()->value();
  if (!value.is_object()) invalid(fmt::format("{} must be an object", std::string_view(object.begin()->key())));
  const json::object& target = value.as_object();
  const std::string_view text = keyword ? "keyword" : "target";
  check_members(target, {text, "matchType", "bid"});
  Item item;
  item.target = required_string(target, text);
  const std::string match = required_string(target, "matchType");
  const auto expression = expression_of_v2(keyword ? Kind::kKeyword : Kind::kProduct, match);
  if (!expression) invalid(fmt::format("matchType {} does not exist", match));
  item.expression_type = expression_name(expression->kind, expression->match);
  item.bid = bid_of(target);
  return item;
}

/// As it stands; empty when it is no string.
std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// What a person would see in it, right or not.
Item glance(const json::object& object, int version) {
  Item item;
  const json::object* target = &object;
  if (version == 2) {
    for (const auto kind : {Kind::kKeyword, Kind::kProduct}) {
      const bool keyword = kind == Kind::kKeyword;
      const json::value* inner = object.if_contains(keyword ? "keywordTarget" : "productTarget");
      if (inner == nullptr || !inner->is_object()) continue;
      target = &inner->as_object();
      item.target = text_member(*target, keyword ? "keyword" : "target");
      const auto expression = expression_of_v2(kind, text_member(*target, "matchType"));
      if (expression) item.expression_type = expression_name(expression->kind, expression->match);
    }
  } else {
    item.target = text_member(object, "target");
    item.expression_type = text_member(object, "expressionType");
  }
  const json::value* bid = target->if_contains("bid");
  if (bid != nullptr) item.bid = number_text(*bid).value_or("");
  return item;
}

}  // namespace

std::string required_string(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string() || number_text(*value)) {
    invalid(fmt::format("{} is required and must be a string", name));
  }
  return std::string(value->as_string());
}

std::vector<Item> read_items(const json::object& body, int version) {
  std::vector<Item> items;
  const json::value* targets = body.if_contains("targets");
  if (targets == nullptr) return items;
  if (!targets->is_array()) invalid("targets must be an array");
  if (targets->as_array().size() > 1000) invalid("targets takes at most 1000 items");
  for (const json::value& value : targets->as_array()) {
    if (!value.is_object()) invalid("targets must be an array of objects");
    Item item = version == 2 ? read_item_v2(value.as_object()) : read_item_v1(value.as_object());
    item.index = items.size();
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<CreatedTarget> received_items(const Request& request, int version) {
  std::vector<CreatedTarget> received;
  json::error_code failed;
  const json::value body = json::parse(mark_numbers(request.body), failed);
  if (failed || !body.is_object()) return received;
  const json::value* targets = body.as_object().if_contains("targets");
  if (targets == nullptr || !targets->is_array()) return received;
  for (const json::value& value : targets->as_array()) {
    if (!value.is_object()) continue;
    const Item item = glance(value.as_object(), version);
    const auto expression = expression_of(item.expression_type);
    if (!expression) continue;
    received.push_back({request.scope,
                        text_member(body.as_object(), "targetPromotionGroupId"),
                        {},
                        {},
                        expression->kind,
                        expression->match,
                        item.target,
                        item.bid});
  }
  return received;
}

}  // namespace harvestd::sandbox

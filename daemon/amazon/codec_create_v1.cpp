// Creating targets in media type version 1: items are told apart by their text, errors have a type and a value.
#include <unordered_map>

#include "daemon/amazon/codec_create.h"
#include "daemon/amazon/create_answer.h"
#include "daemon/amazon/expression.h"
#include "daemon/amazon/json_writer.h"

namespace harvestd::v1 {
namespace {

ItemProblem problem_of(const Json& error) {
  const Json& value = error["errorValue"];
  const bool has_selector = value.is_object() && value.size() == 1;
  const std::string_view selector = has_selector ? value.key_at(0) : std::string_view();
  ItemError type = parse_item_error(error["errorType"].text());
  const ItemError selected = parse_item_error(selector);
  if (type == ItemError::kUnknown) {
    type = selected;
  } else if (has_selector && selected != type) {
    type = ItemError::kUnknown;  // the type says one thing, the value another
  }
  std::string words(selector.empty() ? error["errorType"].text() : selector);
  return problem(type, std::move(words), has_selector ? value.at(0) : value,
                 {"reason", "message", "lowerLimit", "upperLimit"});
}

ItemAnswer success(const Json& entry) {
  const Json& details = entry["targetDetails"];
  return made(details["targetId"], details["manualTargetingAdGroupId"]);
}

class CreateDecoder {
 public:
  explicit CreateDecoder(const std::vector<CreateItem>& items) : items_(items), answers_(items.size()) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      by_key_.emplace(create_key(items[i].kind, items[i].target), i);
    }
  }

  void read(const Json& list, ItemAnswer (*decode)(const Json&)) {
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) note(list.at(i), decode(list.at(i)));
  }

  std::vector<ItemAnswer> finish() { return answers_.finish(); }

 private:
  void note(const Json& entry, ItemAnswer answer) {
    const Json& type = entry["expressionType"];
    const std::optional<Expression> expression = parse_expression(type.text());
    std::vector<std::size_t> named;
    for (const Kind kind : {Kind::kKeyword, Kind::kProduct}) {
      if (expression && expression->kind != kind) continue;
      const auto found = by_key_.find(create_key(kind, entry["target"].text()));
      if (found != by_key_.end()) named.push_back(found->second);
    }
    for (const std::size_t i : named) {
      if (named.size() > 1) {
        answers_.note(i, lost("the answer does not say whether it means the keyword or the product"));
      } else if (!type.is_null() && (!expression || expression->match != items_[i].match)) {
        answers_.note(i, lost("the answer names it with another match type"));
      } else {
        answers_.note(i, answer);
      }
    }
  }

  const std::vector<CreateItem>& items_;
  std::unordered_map<std::string, std::size_t> by_key_;
  ItemAnswers answers_;
};

}  // namespace

std::string encode_create(const GroupId& group, const std::vector<CreateItem>& items) {
  check_distinct(items);
  JsonWriter out;
  out.begin_object().key("targetPromotionGroupId").string(group.str()).key("targets").begin_array();
  for (const CreateItem& item : items) {
    out.begin_object().key("target").string(item.target);
    out.key("expressionType").string(expression_name(item.kind, item.match));
    out.key("bid").number(item.bid).end_object();
  }
  out.end_array().end_object();
  return out.take();
}

Result<std::vector<ItemAnswer>> decode_create(std::string_view body, const std::vector<CreateItem>& items) {
  Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return document.error();
  const Json& root = document->root();
  const bool has_one = root["success"].is_array() || root["errors"].is_array();
  if (!has_one || !is_list_or_missing(root["success"]) || !is_list_or_missing(root["errors"])) {
    return Error{Errc::kBadAnswer, "neither success nor errors is a list"};
  }
  CreateDecoder decoder(items);
  decoder.read(root["success"], success);
  decoder.read(root["errors"], [](const Json& entry) { return refusal(entry["errors"], problem_of); });
  return decoder.finish();
}

}  // namespace harvestd::v1

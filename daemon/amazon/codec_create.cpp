// Creating targets: what is sent, and what the 207 says about each of them.
#include <unordered_map>
#include <unordered_set>

#include "core/check.h"
#include "core/text.h"
#include "daemon/amazon/api_error.h"
#include "daemon/amazon/codec.h"
#include "daemon/amazon/expression.h"
#include "daemon/amazon/json.h"
#include "daemon/amazon/json_writer.h"
#include "daemon/amazon/row_reader.h"

namespace harvestd {
namespace {

ItemAnswer lost(std::string error) {
  ItemAnswer answer;
  answer.error = std::move(error);
  return answer;
}

std::string key(Kind kind, std::string_view text) {
  return kind == Kind::kKeyword ? "k" + keyword_key(text) : "p" + asin_key(text);
}

/// Amazon's type, reason and message of one error of an item, and what it means.
struct ItemProblem {
  PromotionEvent event = PromotionEvent::kLoseTrack;
  bool curable = false;
  std::string words;
};

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
  if (words.empty()) words = "an error without a type";
  const Json& details = has_selector ? value.at(0) : value;
  for (const char* name : {"reason", "message", "lowerLimit", "upperLimit"}) {
    const std::string_view text = details[name].text();
    if (!text.empty()) words.append(", ").append(name).append(" ").append(text);
  }
  return {event_of(type), is_curable(type), safe_words(words)};
}

/// All errors of one item together: certain only when they agree.
ItemAnswer refusal(const Json& errors) {
  if (!errors.is_array() || errors.size() == 0) return lost("Amazon lists it among the errors without an error");
  const ItemProblem first = problem_of(errors.at(0));
  ItemAnswer answer = lost(first.words);
  answer.event = first.event;
  answer.curable = first.curable;
  for (std::size_t i = 1; i < errors.size(); ++i) {
    ItemProblem next = problem_of(errors.at(i));
    if (next.event != answer.event) answer.event = PromotionEvent::kLoseTrack;
    answer.curable = answer.curable && next.curable;
    if (i < 3) answer.error += "; " + next.words;
  }
  return answer;
}

ItemAnswer success(const Json& entry) {
  const Json& details = entry["targetDetails"];
  const Json& ad_group = details["manualTargetingAdGroupId"];
  if (!is_id(details["targetId"])) return lost("Amazon says it was created but gives no id");
  ItemAnswer answer;
  answer.event = PromotionEvent::kCreated;
  answer.target = TargetId(std::string(details["targetId"].text()));
  if (is_id(ad_group)) answer.ad_group = AdGroupId(std::string(ad_group.text()));
  return answer;
}

class CreateDecoder {
 public:
  explicit CreateDecoder(const std::vector<CreateItem>& items) : items_(items) {
    answers_.resize(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      by_key_.emplace(key(items[i].kind, items[i].target), i);
    }
  }

  void read(const Json& list, ItemAnswer (*decode)(const Json&)) {
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) note(list.at(i), decode(list.at(i)));
  }

  std::vector<ItemAnswer> finish() {
    std::vector<ItemAnswer> result;
    for (std::optional<ItemAnswer>& answer : answers_) {
      result.push_back(answer ? std::move(*answer) : lost("the answer leaves it out"));
    }
    return result;
  }

 private:
  void note(const Json& entry, ItemAnswer answer) {
    const Json& type = entry["expressionType"];
    const std::optional<Expression> expression = parse_expression(type.text());
    std::vector<std::size_t> named;
    for (const Kind kind : {Kind::kKeyword, Kind::kProduct}) {
      if (expression && expression->kind != kind) continue;
      const auto found = by_key_.find(key(kind, entry["target"].text()));
      if (found != by_key_.end()) named.push_back(found->second);
    }
    for (const std::size_t i : named) {
      if (answers_[i]) {
        answers_[i] = lost("the answer names it twice");
      } else if (named.size() > 1) {
        answers_[i] = lost("the answer does not say whether it means the keyword or the product");
      } else if (!type.is_null() && (!expression || expression->match != items_[i].match)) {
        answers_[i] = lost("the answer names it with another match type");
      } else {
        answers_[i] = answer;
      }
    }
  }

  const std::vector<CreateItem>& items_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::vector<std::optional<ItemAnswer>> answers_;
};

bool is_list_or_missing(const Json& value) {
  return value.is_array() || value.is_null();
}

}  // namespace

std::string encode_create(const GroupId& group, const std::vector<CreateItem>& items) {
  std::unordered_set<std::string> distinct;
  JsonWriter out;
  out.begin_object().key("targetPromotionGroupId").string(group.str()).key("targets").begin_array();
  for (const CreateItem& item : items) {
    const bool inserted = distinct.insert(key(item.kind, item.target)).second;
    HARVESTD_CHECK(inserted);
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
  decoder.read(root["errors"], [](const Json& entry) { return refusal(entry["errors"]); });
  return decoder.finish();
}

}  // namespace harvestd

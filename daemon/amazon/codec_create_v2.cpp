// Creating targets in media type version 2: keywords and products apart, answers by the item's number in the request.
#include <charconv>

#include "daemon/amazon/codec_create.h"
#include "daemon/amazon/create_answer.h"
#include "daemon/amazon/expression.h"
#include "daemon/amazon/item_code.h"
#include "daemon/amazon/json_writer.h"

namespace harvestd::v2 {
namespace {

ItemProblem problem_of(const Json& error) {
  const std::string_view code = error["errorCode"].text();
  return problem(item_error_of_code(code), std::string(code), error, {"errorMessage"});
}

std::optional<std::size_t> number_in(const Json& index) {
  const std::string_view text = index.text();
  std::size_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stopped != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The target an entry is about, as far as it says.
struct Details {
  Kind kind;
  const Json& id;
  const Json& text;
  const Json& match;
  const Json& ad_group;
};

std::optional<Details> details_of(const Json& entry) {
  const Json& both = entry["targetDetails"];
  const Json& keyword = both["keywordTargetDetailsV2"];
  const Json& product = both["productTargetDetailsV2"];
  if (keyword.is_object() == product.is_object()) return std::nullopt;
  if (keyword.is_object()) {
    return Details{Kind::kKeyword, keyword["keywordId"], keyword["keywordText"], keyword["matchType"],
                   keyword["destinationAdGroupId"]};
  }
  return Details{Kind::kProduct, product["targetId"], product["target"], product["expressionType"],
                 product["destinationAdGroupId"]};
}

bool is_said_of(const Details& details, const CreateItem& item) {
  const auto key = [&](std::string_view text) { return create_key(item.kind, text); };
  const std::optional<Expression> expression = parse_expression(details.match.text());
  const bool same_text = details.text.is_null() || key(details.text.text()) == key(item.target);
  const bool same_match = details.match.is_null() || (expression && expression->match == item.match);
  return details.kind == item.kind && same_text && same_match;
}

ItemAnswer success(const Json& entry, const CreateItem& item, bool number_in_doubt) {
  const std::optional<Details> details = details_of(entry);
  if (!details) return lost("Amazon says it was created but gives no id");
  if (!is_said_of(*details, item)) return lost("the answer gives its number to another target");
  if (number_in_doubt && details->text.is_null()) return lost("the answer numbers items that were not sent");
  return made(details->id, details->ad_group);
}

class CreateDecoder {
 public:
  CreateDecoder(const std::vector<CreateItem>& items, std::initializer_list<const Json*> lists)
      : items_(items), answers_(items.size()) {
    for (const Json* list : lists) {
      for (std::size_t i = 0; list->is_array() && i < list->size(); ++i) {
        const Json& index = list->at(i)["index"];
        in_doubt_ = in_doubt_ || (!index.is_null() && !item_of(index));
      }
    }
  }

  void read_success(const Json& list) {
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
      const Json& entry = list.at(i);
      const std::optional<std::size_t> item = item_of(entry["index"]);
      if (item) answers_.note(*item, success(entry, items_[*item], in_doubt_));
    }
  }

  void read_errors(const Json& list) {
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
      const Json& entry = list.at(i);
      const std::optional<std::size_t> item = item_of(entry["index"]);
      if (!item) continue;
      ItemAnswer answer = refusal(entry["subErrors"], problem_of);
      if (in_doubt_) answer = lost(answer.error + "; the answer numbers items that were not sent");
      answers_.note(*item, std::move(answer));
    }
  }

  std::vector<ItemAnswer> finish() { return answers_.finish(); }

 private:
  std::optional<std::size_t> item_of(const Json& index) const {
    const std::optional<std::size_t> number = number_in(index);
    return number && *number < items_.size() ? number : std::nullopt;
  }

  const std::vector<CreateItem>& items_;
  ItemAnswers answers_;
  bool in_doubt_ = false;  // a number is none of the request's: perhaps they are counted in another way
};

}  // namespace

std::string encode_create(const GroupId& group, const std::vector<CreateItem>& items) {
  check_distinct(items);
  JsonWriter out;
  out.begin_object().key("targetPromotionGroupId").string(group.str()).key("targets").begin_array();
  for (const CreateItem& item : items) {
    const bool keyword = item.kind == Kind::kKeyword;
    out.begin_object().key(keyword ? "keywordTarget" : "productTarget").begin_object();
    out.key(keyword ? "keyword" : "target").string(item.target);
    out.key("matchType").string(match_type_name(item.kind, item.match));
    out.key("bid").number(item.bid).end_object().end_object();
  }
  out.end_array().end_object();
  return out.take();
}

Result<std::vector<ItemAnswer>> decode_create(std::string_view body, const std::vector<CreateItem>& items) {
  Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return document.error();
  const Json& successes = document->root()["success"];
  const Json& error = document->root()["error"];
  const Json& errors = document->root()["errors"];  // as version 1 calls it
  const bool has_one = successes.is_array() || error.is_array() || errors.is_array();
  if (!has_one || !is_list_or_missing(successes) || !is_list_or_missing(error) || !is_list_or_missing(errors)) {
    return Error{Errc::kBadAnswer, "neither success nor error is a list"};
  }
  CreateDecoder decoder(items, {&successes, &error, &errors});
  decoder.read_success(successes);
  decoder.read_errors(error);
  decoder.read_errors(errors);
  return decoder.finish();
}

}  // namespace harvestd::v2

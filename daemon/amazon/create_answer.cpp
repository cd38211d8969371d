#include "daemon/amazon/create_answer.h"

#include <unordered_set>

#include "core/check.h"
#include "core/text.h"
#include "daemon/amazon/api_error.h"
#include "daemon/amazon/row_reader.h"

namespace harvestd {

std::string create_key(Kind kind, std::string_view text) {
  return kind == Kind::kKeyword ? "k" + keyword_key(text) : "p" + asin_key(text);
}

void check_distinct(const std::vector<CreateItem>& items) {
  std::unordered_set<std::string> distinct;
  for (const CreateItem& item : items) {
    const bool inserted = distinct.insert(create_key(item.kind, item.target)).second;
    HARVESTD_CHECK(inserted);
  }
}

ItemAnswer lost(std::string error) {
  ItemAnswer answer;
  answer.error = std::move(error);
  return answer;
}

ItemAnswer made(const Json& target_id, const Json& ad_group_id) {
  if (!is_id(target_id)) return lost("Amazon says it was created but gives no id");
  ItemAnswer answer;
  answer.event = PromotionEvent::kCreated;
  answer.target = TargetId(std::string(target_id.text()));
  if (is_id(ad_group_id)) answer.ad_group = AdGroupId(std::string(ad_group_id.text()));
  return answer;
}

ItemProblem problem(ItemError type, std::string words, const Json& details, std::initializer_list<const char*> names) {
  if (words.empty()) words = "an error without a type";
  for (const char* name : names) {
    const std::string_view text = details[name].text();
    if (!text.empty()) words.append(", ").append(name).append(" ").append(text);
  }
  return {event_of(type), is_curable(type), safe_words(words)};
}

ItemAnswer refusal(const Json& errors, ItemProblem (*read)(const Json& error)) {
  if (!errors.is_array() || errors.size() == 0) return lost("Amazon lists it among the errors without an error");
  const ItemProblem first = read(errors.at(0));
  ItemAnswer answer = lost(first.words);
  answer.event = first.event;
  answer.curable = first.curable;
  for (std::size_t i = 1; i < errors.size(); ++i) {
    ItemProblem next = read(errors.at(i));
    if (next.event != answer.event) answer.event = PromotionEvent::kLoseTrack;
    answer.curable = answer.curable && next.curable;
    if (i < 3) answer.error += "; " + next.words;
  }
  return answer;
}

void ItemAnswers::note(std::size_t item, ItemAnswer answer) {
  std::optional<ItemAnswer>& place = answers_.at(item);
  place = place ? lost("the answer names it twice") : std::move(answer);
}

std::vector<ItemAnswer> ItemAnswers::finish() {
  std::vector<ItemAnswer> result;
  for (std::optional<ItemAnswer>& answer : answers_) {
    result.push_back(answer ? std::move(*answer) : lost("the answer leaves it out"));
  }
  return result;
}

bool is_list_or_missing(const Json& value) {
  return value.is_array() || value.is_null();
}

}  // namespace harvestd

// The 207 of a create, in both generations. Input: one line an item ("keyword exact hose"), an empty line, the body.
#include <algorithm>
#include <set>

#include "core/check.h"
#include "core/text.h"
#include "daemon/amazon/codec.h"
#include "daemon/amazon/json.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
namespace {

constexpr std::size_t kMostItems = 8;

std::optional<CreateItem> item_of(std::string_view line) {
  CreateItem item;
  const std::size_t first = line.find(' ');
  if (first == line.npos) return std::nullopt;
  const std::size_t second = line.find(' ', first + 1);
  if (second == line.npos) return std::nullopt;
  item.kind = line.starts_with('p') ? Kind::kProduct : Kind::kKeyword;
  const char match = line[first + 1];
  const bool expanded = match == 'b' && item.kind == Kind::kProduct;
  item.match = expanded                                      ? MatchType::kExpanded
               : item.kind == Kind::kKeyword && match == 'p' ? MatchType::kPhrase
               : item.kind == Kind::kKeyword && match == 'b' ? MatchType::kBroad
                                                             : MatchType::kExact;
  item.target = std::string(line.substr(second + 1));
  item.bid = Decimal::from_micros(750'000);
  return item;
}

/// As a caller may bring them: no two with the same kind and normalised text.
std::vector<CreateItem> items_of(Input& input) {
  std::vector<CreateItem> items;
  std::set<std::pair<Kind, std::string>> seen;
  for (std::string_view line = input.line(); !line.empty(); line = input.line()) {
    std::optional<CreateItem> item = item_of(line);
    if (!item || items.size() == kMostItems) continue;
    const std::string key = item->kind == Kind::kKeyword ? keyword_key(item->target) : asin_key(item->target);
    if (seen.emplace(item->kind, key).second) items.push_back(std::move(*item));
  }
  return items;
}

void check_answer(const ItemAnswer& answer) {
  const bool created = answer.event == PromotionEvent::kCreated;
  HARVESTD_CHECK(created || answer.event == PromotionEvent::kExists || answer.event == PromotionEvent::kRefuse ||
                 answer.event == PromotionEvent::kLoseTrack);
  HARVESTD_CHECK(created == !answer.target.empty());
  HARVESTD_CHECK(created == answer.error.empty());
  HARVESTD_CHECK(is_plain(answer.error) && is_plain(answer.target.str()) && is_plain(answer.ad_group.str()));
  HARVESTD_CHECK(answer.error.size() < 8192);
}

void check(const PromotionCodec& codec, const std::vector<CreateItem>& items, std::string_view text) {
  const std::string sent = codec.encode_create(GroupId("41"), items);
  const Result<JsonDocument> request = JsonDocument::parse(sent);
  HARVESTD_CHECK(request && request->root()["targets"].size() == items.size());

  const Result<std::vector<ItemAnswer>> answers = codec.decode_create(text, items);
  if (!answers) {
    HARVESTD_CHECK(answers.error().code == Errc::kBadAnswer && !answers.error().message.empty());
    return;
  }
  HARVESTD_CHECK(answers->size() == items.size());
  for (const ItemAnswer& answer : *answers) check_answer(answer);
  const Result<JsonDocument> body = JsonDocument::parse(text);
  const auto created = std::count_if(answers->begin(), answers->end(),
                                     [](const ItemAnswer& answer) { return answer.event == PromotionEvent::kCreated; });
  HARVESTD_CHECK(static_cast<std::size_t>(created) <= body->root()["success"].size());
}

}  // namespace

void create_answer(std::string_view bytes) {
  Input input(bytes);
  const std::vector<CreateItem> items = items_of(input);
  for (const int version : {1, 2}) check(promotion_codec(version), items, input.rest());
}

}  // namespace harvestd::fuzz

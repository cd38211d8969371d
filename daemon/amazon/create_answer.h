// What the answers to creates of both generations have in common: one answer an item, certain only when nothing in the
// body speaks against it.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/amazon/ads_api.h"
#include "daemon/amazon/json.h"

namespace harvestd {

/// What must not travel twice in one call: the kind and the normalised text.
std::string create_key(Kind kind, std::string_view text);

/// Checks that no two items have the same create_key.
void check_distinct(const std::vector<CreateItem>& items);

/// kLoseTrack, and why.
ItemAnswer lost(std::string error);

/// kCreated with this id, or lost when it is none; what is no ad group's id is passed over.
ItemAnswer made(const Json& target_id, const Json& ad_group_id);

/// One error of an item, and what it means.
struct ItemProblem {
  PromotionEvent event = PromotionEvent::kLoseTrack;
  bool curable = false;
  std::string words;
};
/// `words` and the members of `details` that are named and not empty, safe to log.
ItemProblem problem(ItemError type, std::string words, const Json& details, std::initializer_list<const char*> names);

/// All errors of one item together: certain only when they agree.
ItemAnswer refusal(const Json& errors, ItemProblem (*read)(const Json& error));

/// The answers as they come in. What is said twice of an item is lost.
class ItemAnswers {
 public:
  explicit ItemAnswers(std::size_t items) : answers_(items) {}
  void note(std::size_t item, ItemAnswer answer);
  /// One an item, in their order; nothing else may be asked afterwards.
  std::vector<ItemAnswer> finish();

 private:
  std::vector<std::optional<ItemAnswer>> answers_;
};

/// Is it a list, or not there at all?
bool is_list_or_missing(const Json& value);

}  // namespace harvestd

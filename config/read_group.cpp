#include <fmt/format.h>

#include <algorithm>

#include "config/grammar.h"
#include "config/scalars.h"
#include "core/text.h"

namespace harvestd {
namespace {

// Amazon calls group ids strings and promises no digits.
std::optional<std::string> read_group_id(const Value& value) {
  if (value.node().kind == Node::Kind::kScalar && !value.node().quoted) return read_id(value);
  return read_name(value);
}

std::optional<std::string> read_date(const Value& value) {
  std::optional<std::string> text = read_text(value, 32);
  if (!text) return std::nullopt;
  if (text->size() == 10 && parse_iso8601(*text).has_value()) return text;
  value.error(fmt::format("expected a date such as 2027-01-31, found `{}`", excerpt(*text)));
  return std::nullopt;
}

void read_bidding(const Value& value) {
  Section section(value);
  if (const std::optional<Value> strategy = section.required("strategy")) {
    read_choice_index(*strategy, {"LEGACY_FOR_SALES", "AUTO_FOR_SALES", "MANUAL", "RULE_BASED"});
  }
  const std::optional<Value> placements = section.optional("placements");
  if (!placements) return;
  std::set<std::size_t> seen;
  for (const Value& item : placements->items("placements")) {
    Section placement(item);
    const std::optional<Value> where = placement.required("placement");
    const std::optional<std::size_t> index =
        where ? read_choice_index(*where, {"PLACEMENT_TOP", "PLACEMENT_PRODUCT_PAGE", "PLACEMENT_REST_OF_SEARCH"})
              : std::nullopt;
    if (index && !seen.insert(*index).second) where->error("this placement stands in the list twice");
    if (const std::optional<Value> percentage = placement.required("percentage")) read_whole(*percentage, 0, 900);
  }
}

void read_new_campaigns(const Value& value, const Marketplace* marketplace) {
  Section section(value);
  if (const std::optional<Value> prefix = section.required("name_prefix")) read_text(*prefix, 100);
  if (const std::optional<Value> budget = section.required("daily_budget")) read_positive(*budget);
  std::optional<Decimal> bid;
  const std::optional<Value> default_bid = section.required("default_bid");
  set(bid, default_bid, [](const Value& v) { return read_positive(v); });
  if (bid && marketplace != nullptr) check_amount(*default_bid, *bid, *marketplace);
  std::optional<std::string> start;
  std::optional<std::string> end;
  const std::optional<Value> end_date = section.optional("end_date");
  set(start, section.optional("start_date"), read_date);
  set(end, end_date, read_date);
  if (start && end && *end < *start) end_date->error(fmt::format("{} is before start_date {}", *end, *start));
  if (const std::optional<Value> bidding = section.optional("bidding")) read_bidding(*bidding);
  if (const std::optional<Value> tags = section.optional("tags")) {
    for (const Value& tag : tags->members("tags")) read_text(tag, 256);
  }
}

void read_existing_ad_groups(const Value& value) {
  Section section(value);
  std::optional<std::string> keyword;
  std::optional<std::string> product;
  set(keyword, section.optional("keyword"), read_id);
  set(product, section.optional("product"), read_id);
  if (section.is_mapping() && !section.has("keyword") && !section.has("product")) {
    value.error_at_key("needs `keyword`, `product` or both");
  }
  if (keyword && keyword == product) value.error_at_key("keywords and products need an ad group each");
}

}  // namespace

std::optional<GroupId> read_group(const Value& value, std::size_t ad_groups, const ApiConfig& api,
                                  const Marketplace* marketplace) {
  Section section(value);
  std::optional<std::string> id;
  set(id, section.optional("id"), read_group_id);
  const std::optional<Value> name = section.optional("name");
  const std::optional<Value> new_campaigns = section.optional("new_campaigns");
  const std::optional<Value> existing = section.optional("existing_ad_groups");
  section.exactly_one_of({"id", "new_campaigns", "existing_ad_groups"});
  if (section.is_mapping() && ad_groups != 1) {
    value.error_at_key("needs exactly one source ad group: name it in `ad_groups` of the campaign");
  }
  if (name) {
    read_text(*name, 128);
    if (api.media_type_version == 1)
      name->error_at_key("needs api.media_type_version 2; in version 1 Amazon names the group");
  } else if (api.media_type_version == 2 && (new_campaigns || existing)) {
    value.error_at_key("`name` is missing: media type version 2 needs one to create a group");
  }
  if (new_campaigns) read_new_campaigns(*new_campaigns, marketplace);
  if (existing) read_existing_ad_groups(*existing);
  if (!id) return std::nullopt;
  return GroupId(*id);
}

}  // namespace harvestd

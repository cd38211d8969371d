// Bodies of lists: every decoder gets every body. A list is read whole or refused.
#include "core/check.h"
#include "daemon/amazon/codec.h"
#include "daemon/amazon/json.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
using test::is_utf8;
namespace {

template <class Tag>
bool is_id(const Id<Tag>& id) {
  return !id.empty() && id.str().size() <= 128 && id.str().find(' ') == std::string::npos && is_plain(id.str());
}

template <class Row>
void check_page(const Result<Page<Row>>& page, bool may_leave_out, bool (*is_good)(const Row&)) {
  if (!page) {
    HARVESTD_CHECK(page.error().code == Errc::kBadAnswer && !page.error().message.empty());
    return;
  }
  HARVESTD_CHECK(may_leave_out ? page->rows.size() <= page->received : page->rows.size() == page->received);
  for (const Row& row : page->rows) HARVESTD_CHECK(is_good(row));
}

bool is_target(const ExistingTarget& row) {
  const bool product_match = row.match == MatchType::kExact || row.match == MatchType::kExpanded;
  return is_id(row.id) && (row.kind == Kind::kProduct ? product_match : row.match != MatchType::kExpanded) &&
         is_utf8(row.text);
}

bool is_group(const PromotionGroup& row) {
  const bool destinations = (!row.keyword_ad_group || is_id(*row.keyword_ad_group)) &&
                            (!row.product_ad_group || is_id(*row.product_ad_group));
  for (const AdId& ad : row.ads) {
    if (!is_id(ad)) return false;
  }
  for (const AdGroupId& ad_group : row.unclear_ad_groups) {
    if (!is_id(ad_group)) return false;
  }
  return is_id(row.id) && destinations && (row.unclear_ad_groups.empty() || !row.keyword_ad_group);
}

bool is_number(const Json& value) {
  const std::optional<std::uint64_t> whole = value.whole();
  const std::optional<Decimal> decimal = value.decimal();
  if (!whole) return true;
  return decimal && decimal->micros() >= 0 && static_cast<std::uint64_t>(decimal->micros()) == *whole * 1'000'000;
}

void walk(const Json& value, std::size_t depth) {
  HARVESTD_CHECK(depth <= JsonDocument::kMaxDepth && is_number(value) && is_utf8(value.text()));
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.is_object()) HARVESTD_CHECK(!value[value.key_at(i)].is_null() || value.size() > 0);
    walk(value.at(i), depth + 1);
  }
}

}  // namespace

void json_bodies(std::string_view input) {
  if (const Result<JsonDocument> document = JsonDocument::parse(input)) walk(document->root(), 0);
  check_page<Recommendation>(decode_recommendations(input), false, [](const Recommendation& row) {
    return is_id(row.ad) && is_utf8(row.target) && (row.campaign.empty() || is_id(row.campaign));
  });
  check_page<PromotionGroup>(decode_groups(input), false, is_group);
  check_page<ExistingTarget>(decode_group_targets(input), false, is_target);
  check_page<ExistingTarget>(decode_keywords(input), true, is_target);
  check_page<ExistingTarget>(decode_product_targets(input), true, is_target);
  for (const auto decode : {decode_keyword_places, decode_product_target_places}) {
    check_page<AdGroupId>(decode(input), false, [](const AdGroupId& row) { return is_id(row); });
  }
  check_page<AdGroup>(decode_ad_groups(input), false,
                      [](const AdGroup& row) { return is_id(row.id) && is_id(row.campaign); });
  check_page<Campaign>(decode_campaigns(input), false, [](const Campaign& row) { return is_id(row.id); });
  check_page<Profile>(decode_profiles(input), false, [](const Profile& row) { return is_id(row.id); });
}

}  // namespace harvestd::fuzz

// Keywords, product targets, ad groups, campaigns and profiles.
#include "daemon/amazon/codec.h"
#include "daemon/amazon/expression.h"
#include "daemon/amazon/row_reader.h"

namespace harvestd {
namespace {

std::optional<ExistingTarget> keyword(RowReader& row) {
  ExistingTarget result;
  result.id = TargetId(row.id("keywordId"));
  result.ad_group = AdGroupId(row.id("adGroupId"));
  result.campaign = CampaignId(row.id("campaignId"));
  result.text = row.text("keywordText");
  result.state = row.text("state");
  result.bid = row.row()["bid"].decimal();
  const std::optional<Expression> expression = parse_expression(row.text("matchType"));
  if (!expression || expression->kind != Kind::kKeyword) return std::nullopt;
  result.match = expression->match;
  return result;
}

/// The one predicate of a product target's expression, or null.
const Json& only_predicate(const Json& row) {
  const Json& expression = row["expression"];
  if (expression.is_array() && expression.size() == 1) return expression.at(0);
  return row["no such member"];
}

std::optional<ExistingTarget> product_target(RowReader& row) {
  ExistingTarget result;
  result.id = TargetId(row.id("targetId"));
  result.ad_group = AdGroupId(row.id("adGroupId"));
  result.campaign = CampaignId(row.id("campaignId"));
  result.state = row.text("state");
  result.bid = row.row()["bid"].decimal();
  result.kind = Kind::kProduct;
  if (!row.row()["expression"].is_array()) row.fail("expression", "is not a list");
  const Json& predicate = only_predicate(row.row());
  const std::optional<Expression> expression = parse_expression(predicate["type"].text());
  if (!expression || expression->kind != Kind::kProduct) return std::nullopt;
  result.match = expression->match;
  result.text = std::string(predicate["value"].text());
  if (result.text.empty()) row.fail("expression", "names no ASIN");
  return result;
}

std::optional<AdGroup> ad_group(RowReader& row) {
  AdGroup result;
  result.id = AdGroupId(row.id("adGroupId"));
  result.campaign = CampaignId(row.id("campaignId"));
  result.name = row.optional_text("name");
  result.state = row.optional_text("state");
  result.default_bid = row.row()["defaultBid"].decimal();
  return result;
}

std::optional<Campaign> campaign(RowReader& row) {
  Campaign result;
  result.id = CampaignId(row.id("campaignId"));
  result.name = row.optional_text("name");
  result.state = row.optional_text("state");
  result.targeting_type = row.optional_text("targetingType");
  return result;
}

std::optional<Profile> profile(RowReader& row) {
  Profile result;
  result.id = ProfileId(row.id("profileId"));
  result.country_code = row.optional_text("countryCode");
  result.currency_code = row.optional_text("currencyCode");
  result.account_name = std::string(row.row()["accountInfo"]["name"].text());
  return result;
}

std::optional<AdGroupId> place(RowReader& row) {
  return AdGroupId(row.id("adGroupId"));
}

}  // namespace

Result<Page<ExistingTarget>> decode_keywords(std::string_view body) {
  return decode_page<ExistingTarget>(body, "keywords", keyword);
}

Result<Page<ExistingTarget>> decode_product_targets(std::string_view body) {
  return decode_page<ExistingTarget>(body, "targetingClauses", product_target);
}

Result<Page<AdGroupId>> decode_keyword_places(std::string_view body) {
  return decode_page<AdGroupId>(body, "keywords", place);
}

Result<Page<AdGroupId>> decode_product_target_places(std::string_view body) {
  return decode_page<AdGroupId>(body, "targetingClauses", place);
}

Result<Page<AdGroup>> decode_ad_groups(std::string_view body) {
  return decode_page<AdGroup>(body, "adGroups", ad_group);
}

Result<Page<Campaign>> decode_campaigns(std::string_view body) {
  return decode_page<Campaign>(body, "campaigns", campaign);
}

Result<Page<Profile>> decode_profiles(std::string_view body) {
  Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return document.error();
  return decode_rows<Profile>(document->root(), "profiles", profile);
}

}  // namespace harvestd

// Recommendations, promotion groups and the targets of a group.
#include "daemon/amazon/codec.h"
#include "daemon/amazon/expression.h"
#include "daemon/amazon/row_reader.h"

namespace harvestd {
namespace {

std::optional<Evidence> numbers_in(const Json& data) {
  const std::optional<std::uint64_t> clicks = data["CLICKS"].whole();
  const std::optional<std::uint64_t> conversions = data["CONVERSIONS"].whole();
  if (!clicks || !conversions) return std::nullopt;
  return Evidence{.clicks = *clicks, .conversions = *conversions};
}

std::optional<Evidence> evidence_of(const Json& reasons) {
  for (std::size_t i = 0; reasons.is_array() && i < reasons.size(); ++i) {
    const Json& reason = reasons.at(i);
    if (reason["reason"].text() != "HISTORICAL_PERF") continue;
    const Json& data = reason["data"];
    std::optional<Evidence> evidence;
    if (data.is_string()) {
      Result<JsonDocument> inner = JsonDocument::parse(data.text());
      if (inner) evidence = numbers_in(inner->root());
    } else {
      evidence = numbers_in(data);
    }
    if (evidence) return evidence;
  }
  return std::nullopt;
}

std::optional<Recommendation> recommendation(RowReader& row) {
  Recommendation result;
  result.campaign = CampaignId(row.optional_id("campaignId"));
  result.ad_group = AdGroupId(row.optional_id("adGroupId"));
  result.ad = AdId(row.id("adId"));
  result.ad_asin = row.optional_text("adAsin");
  result.target = row.text("recommendedTarget");
  const std::string type = row.text("targetType");
  if (type == "PRODUCT" || type == "ASIN") {
    result.kind = Kind::kProduct;
  } else if (type != "KEYWORD") {
    row.fail("targetType", "is neither KEYWORD nor PRODUCT nor ASIN");
  }
  result.evidence = evidence_of(row.row()["recommendationReasons"]);
  return result;
}

std::optional<PromotionGroup> group(RowReader& outer) {
  const Json& wrapped = outer.row()["targetPromotionGroup"];
  RowReader row(wrapped.is_object() ? wrapped : outer.row(), "group");
  PromotionGroup result;
  result.id = GroupId(row.id("targetPromotionGroupId"));
  result.name = row.optional_text("targetPromotionGroupName");
  const std::string state = row.optional_text("state");
  result.enabled = state.empty() || state == "ENABLED";
  result.source_ad_group = AdGroupId(row.optional_id("autoTargetingCampaignAdGroupId"));
  for (std::string& ad : row.ids("autoTargetingCampaignAdIds")) result.ads.emplace_back(std::move(ad));
  if (auto id = row.only_id("keywordCampaignAdGroupIds")) result.keyword_ad_group.emplace(std::move(*id));
  if (auto id = row.only_id("productCampaignAdGroupIds")) result.product_ad_group.emplace(std::move(*id));
  if (!row.problem().empty()) outer.fail("targetPromotionGroup", row.problem());
  return result;
}

std::optional<ExistingTarget> group_target(RowReader& row) {
  ExistingTarget result;
  result.id = TargetId(row.id("targetId"));
  result.ad_group = AdGroupId(row.optional_id("manualTargetingAdGroupId"));
  result.text = row.text("target");
  const std::optional<Expression> expression = parse_expression(row.text("expressionType"));
  if (!expression) {
    row.fail("expressionType", "is not one that harvestd knows");
    return std::nullopt;
  }
  result.kind = expression->kind;
  result.match = expression->match;
  result.bid = row.row()["bid"].decimal();
  return result;
}

}  // namespace

Result<Page<Recommendation>> decode_recommendations(std::string_view body) {
  return decode_page<Recommendation>(body, "targets", recommendation);
}

Result<Page<PromotionGroup>> decode_groups(std::string_view body) {
  return decode_page<PromotionGroup>(body, "targetPromotionGroups", group);
}

Result<Page<ExistingTarget>> decode_group_targets(std::string_view body) {
  return decode_page<ExistingTarget>(body, "targets", group_target);
}

}  // namespace harvestd

// Recommendations, promotion groups and the targets of a group, in either generation's forms.
#include "core/check.h"
#include "daemon/amazon/codec.h"
#include "daemon/amazon/codec_create.h"
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

void read_destinations_v1(RowReader& row, PromotionGroup& result) {
  if (auto id = row.only_id("keywordCampaignAdGroupIds")) result.keyword_ad_group.emplace(std::move(*id));
  if (auto id = row.only_id("productCampaignAdGroupIds")) result.product_ad_group.emplace(std::move(*id));
}

void read_destinations_v2(RowReader& row, PromotionGroup& result) {
  const Json& list = row.row()["destinationAdGroups"];
  if (!list.is_null() && !list.is_array()) row.fail("destinationAdGroups", "is not a list");
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    RowReader destination(list.at(i), fmt::format("destinationAdGroups[{}]", i));
    result.unclear_ad_groups.emplace_back(destination.id("adGroupId"));
    row.fail_with(destination);
  }
}

std::optional<PromotionGroup> group(RowReader& outer) {
  const Json& wrapped = outer.row()["targetPromotionGroup"];
  RowReader row(wrapped.is_object() ? wrapped : outer.row(), "group");
  PromotionGroup result;
  result.id = GroupId(row.id("targetPromotionGroupId"));
  result.name = row.optional_text("targetPromotionGroupName");
  const std::string state = row.optional_text("state");
  result.enabled = state.empty() || state == "ENABLED";
  const bool is_v2 = !row.row()["sourceAdGroupId"].is_null() || !row.row()["destinationAdGroups"].is_null();
  result.source_ad_group = AdGroupId(row.optional_id(is_v2 ? "sourceAdGroupId" : "autoTargetingCampaignAdGroupId"));
  for (std::string& ad : row.ids(is_v2 ? "adIds" : "autoTargetingCampaignAdIds")) {
    result.ads.emplace_back(std::move(ad));
  }
  if (is_v2) {
    read_destinations_v2(row, result);
  } else {
    read_destinations_v1(row, result);
  }
  if (!row.problem().empty()) outer.fail("targetPromotionGroup", row.problem());
  return result;
}

/// The names of a group target's members: version 1, and the two kinds of version 2.
struct TargetNames {
  const char* id;
  const char* ad_group;
  const char* text;
  const char* match;
};
constexpr TargetNames kFlat{"targetId", "manualTargetingAdGroupId", "target", "expressionType"};
constexpr TargetNames kKeyword{"keywordId", "destinationAdGroupId", "keywordText", "matchType"};
constexpr TargetNames kProduct{"targetId", "destinationAdGroupId", "target", "expressionType"};

ExistingTarget target_with(const TargetNames& names, std::optional<Kind> kind, RowReader& row) {
  ExistingTarget result;
  result.id = TargetId(row.id(names.id));
  result.ad_group = AdGroupId(row.optional_id(names.ad_group));
  result.text = row.text(names.text);
  const std::optional<Expression> expression = parse_expression(row.text(names.match));
  if (!expression || (kind && expression->kind != *kind)) {
    row.fail(names.match, "is not one that harvestd knows");
    return result;
  }
  result.kind = expression->kind;
  result.match = expression->match;
  result.bid = row.row()["bid"].decimal();
  return result;
}

std::optional<ExistingTarget> group_target(RowReader& outer) {
  for (const auto& [member, names, kind] : {std::tuple("keywordTargetDetailsV2", &kKeyword, Kind::kKeyword),
                                            std::tuple("productTargetDetailsV2", &kProduct, Kind::kProduct)}) {
    const Json& details = outer.row()[member];
    if (!details.is_object()) continue;
    RowReader row(details, member);
    ExistingTarget result = target_with(*names, kind, row);
    outer.fail_with(row);
    return result;
  }
  return target_with(kFlat, std::nullopt, outer);
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

const PromotionCodec& promotion_codec(int version) {
  static constexpr PromotionCodec kVersion1{.version = 1,
                                            .group_type = "application/vnd.sptargetpromotiongroup.v1+json",
                                            .target_type = "application/vnd.sptargetpromotiongrouptarget.v1+json",
                                            .source_filter = "adGroupIdFilter",
                                            .encode_create = v1::encode_create,
                                            .decode_create = v1::decode_create};
  static constexpr PromotionCodec kVersion2{.version = 2,
                                            .group_type = "application/vnd.sptargetpromotiongroup.v2+json",
                                            .target_type = "application/vnd.sptargetpromotiongrouptarget.v2+json",
                                            .source_filter = "sourceAdGroupIdFilter",
                                            .encode_create = v2::encode_create,
                                            .decode_create = v2::decode_create};
  HARVESTD_CHECK(version == 1 || version == 2);
  return version == 1 ? kVersion1 : kVersion2;
}

}  // namespace harvestd

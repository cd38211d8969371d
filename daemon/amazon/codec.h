// From the bodies of Amazon's answers to harvestd's types. Pure. Every form that Amazon's guide and its OpenAPI
// document show is read. Errors (kBadAnswer) say where in the body; what is left out on purpose is said here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/amazon/ads_api.h"

namespace harvestd {

template <class Row>
struct Page {
  std::vector<Row> rows;
  std::size_t received = 0;  // rows of the answer, with those left out
  std::string next_token;    // empty: this was the last page
};

/// targetType PRODUCT and ASIN mean the same; data is an object or a string that holds one; numbers may be strings.
/// Reasons other than HISTORICAL_PERF, and data without two whole numbers, are no evidence. An unknown targetType is an
/// error: leaving the row out would leave it unaccounted for.
Result<Page<Recommendation>> decode_recommendations(std::string_view body);

/// Of either generation, bare, wrapped in {"targetPromotionGroup": {}}, or the guide's second form, which names
/// campaigns but no ad groups: such a group has neither source nor destinations. A row of version 2 does not say which
/// of its ad groups takes keywords and which products: they are its `unclear_ad_groups`.
Result<Page<PromotionGroup>> decode_groups(std::string_view body);

/// Of either generation.
Result<Page<ExistingTarget>> decode_group_targets(std::string_view body);
/// Keywords of a match type besides exact, phrase and broad are left out.
Result<Page<ExistingTarget>> decode_keywords(std::string_view body);
/// Left out: automatic targets, and whatever is not one ASIN (categories, refinements).
Result<Page<ExistingTarget>> decode_product_targets(std::string_view body);
Result<Page<AdGroup>> decode_ad_groups(std::string_view body);
Result<Page<Campaign>> decode_campaigns(std::string_view body);
/// One array, no pages.
Result<Page<Profile>> decode_profiles(std::string_view body);

/// The ad group of each row of a keyword or product target list, of whatever kind the row is.
Result<Page<AdGroupId>> decode_keyword_places(std::string_view body);
Result<Page<AdGroupId>> decode_product_target_places(std::string_view body);

/// One generation of the promotion-group media types: what is sent, exactly, and what the answer to a create means.
struct PromotionCodec {
  int version;
  const char* group_type;  // media types
  const char* target_type;
  const char* source_filter;  // of the group list
  /// No two items with the same kind and normalised text (checked).
  std::string (*encode_create)(const GroupId& group, const std::vector<CreateItem>& items);
  /// One answer per item, in the order of `items`: created, there already, refused; kLoseTrack when the answer leaves
  /// it out, names it twice, contradicts itself, or gives an error that says nothing certain. Version 1 names items by
  /// their text, matched after normalisation, and expressionType may be missing. Version 2 numbers them; once a number
  /// is none of the request's, only entries are believed that repeat the target's text. Error: the body as a whole
  /// cannot be understood.
  Result<std::vector<ItemAnswer>> (*decode_create)(std::string_view body, const std::vector<CreateItem>& items);
};

/// `version`: 1 or 2 (checked).
const PromotionCodec& promotion_codec(int version);

}  // namespace harvestd

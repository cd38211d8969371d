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

/// Bare, wrapped in {"targetPromotionGroup": {}}, or the guide's second form, which names campaigns but no ad groups:
/// such a group has neither source nor destinations.
Result<Page<PromotionGroup>> decode_groups(std::string_view body);

Result<Page<ExistingTarget>> decode_group_targets(std::string_view body);
/// Keywords of a match type besides exact, phrase and broad are left out.
Result<Page<ExistingTarget>> decode_keywords(std::string_view body);
/// Left out: automatic targets, and whatever is not one ASIN (categories, refinements).
Result<Page<ExistingTarget>> decode_product_targets(std::string_view body);
Result<Page<AdGroup>> decode_ad_groups(std::string_view body);
Result<Page<Campaign>> decode_campaigns(std::string_view body);
/// One array, no pages.
Result<Page<Profile>> decode_profiles(std::string_view body);

std::string encode_create(const GroupId& group, const std::vector<CreateItem>& items);

/// One answer per item, in the order of `items` (no two with the same kind and normalised text): created, there
/// already, refused; kLoseTrack when the answer leaves it out, names it twice, contradicts itself, or gives an error
/// that says nothing certain. Echoed text is matched after normalisation, expressionType may be missing. Error: the
/// body as a whole cannot be understood.
Result<std::vector<ItemAnswer>> decode_create(std::string_view body, const std::vector<CreateItem>& items);

}  // namespace harvestd

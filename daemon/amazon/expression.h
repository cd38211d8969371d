// Amazon's many names for kind and match type of a target. Sources: target promotion guide, OpenAPI document (v1, v2).
#pragma once

#include <optional>
#include <string_view>

#include "core/recommendation.h"

namespace harvestd {

struct Expression {
  Kind kind;
  MatchType match;
  friend bool operator==(const Expression&, const Expression&) = default;
};

/// Any of Amazon's names, upper or lower case, with or without underscores: QUERY_EXACT_MATCHES, KEYWORD_EXACT, EXACT;
/// ASIN_SAME_AS, PRODUCT_EXACT; ASIN_EXPANDED_FROM, PRODUCT_SIMILAR; phrase and broad likewise.
std::optional<Expression> parse_expression(std::string_view name);

/// The names that creates use: expressionType of media type version 1, matchType of version 2. The pair must be one
/// that exists (checked).
std::string_view expression_name(Kind kind, MatchType match);
std::string_view match_type_name(Kind kind, MatchType match);

}  // namespace harvestd

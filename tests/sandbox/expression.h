// The names of match types on the wire: both generations of the promotion-group media types, and the entity lists.
#pragma once

#include <optional>
#include <string_view>

#include "tests/sandbox/account.h"

namespace harvestd::sandbox {

struct Expression {
  Kind kind;
  Match match;
};

/// QUERY_BROAD_MATCHES, ASIN_SAME_AS, ... ; none for a name that no create accepts.
std::optional<Expression> expression_of(std::string_view name);

/// EXACT, PHRASE, BROAD of a keyword; PRODUCT_EXACT, PRODUCT_SIMILAR of a product.
std::optional<Expression> expression_of_v2(Kind kind, std::string_view name);
std::string_view match_name_v2(Kind kind, Match match);

std::string_view kind_name(Kind kind);                     // keyword, product
std::string_view expression_name(Kind kind, Match match);  // QUERY_BROAD_MATCHES, ASIN_SAME_AS
std::string_view list_name(Kind kind, Match match);        // KEYWORD_BROAD, ASIN_SAME_AS: the guide's lists
std::string_view match_name(Match match);                  // EXACT, PHRASE, BROAD, EXPANDED

}  // namespace harvestd::sandbox

#include "tests/sandbox/expression.h"

#include <algorithm>
#include <array>

namespace harvestd::sandbox {
namespace {

struct Names {
  Expression expression;
  std::string_view create, list, match, second;
};

constexpr std::array kNames = {
    Names{{Kind::kKeyword, Match::kExact}, "QUERY_EXACT_MATCHES", "KEYWORD_EXACT", "EXACT", "EXACT"},
    Names{{Kind::kKeyword, Match::kPhrase}, "QUERY_PHRASE_MATCHES", "KEYWORD_PHRASE", "PHRASE", "PHRASE"},
    Names{{Kind::kKeyword, Match::kBroad}, "QUERY_BROAD_MATCHES", "KEYWORD_BROAD", "BROAD", "BROAD"},
    Names{{Kind::kProduct, Match::kExact}, "ASIN_SAME_AS", "ASIN_SAME_AS", "EXACT", "PRODUCT_EXACT"},
    Names{
        {Kind::kProduct, Match::kExpanded}, "ASIN_EXPANDED_FROM", "ASIN_EXPANDED_FROM", "EXPANDED", "PRODUCT_SIMILAR"},
};

const Names& names_of(Kind kind, Match match) {
  return *std::ranges::find_if(
      kNames, [&](const Names& names) { return names.expression.kind == kind && names.expression.match == match; });
}

}  // namespace

std::optional<Expression> expression_of(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name, &Names::create);
  if (found == kNames.end()) return std::nullopt;
  return found->expression;
}

std::optional<Expression> expression_of_v2(Kind kind, std::string_view name) {
  const auto* found = std::ranges::find_if(
      kNames, [&](const Names& names) { return names.expression.kind == kind && names.second == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->expression;
}

std::string_view match_name_v2(Kind kind, Match match) {
  return names_of(kind, match).second;
}

std::string_view kind_name(Kind kind) {
  return kind == Kind::kKeyword ? "keyword" : "product";
}

std::string_view expression_name(Kind kind, Match match) {
  return names_of(kind, match).create;
}
std::string_view list_name(Kind kind, Match match) {
  return names_of(kind, match).list;
}

std::string_view match_name(Match match) {
  return std::ranges::find(kNames, match, [](const Names& names) { return names.expression.match; })->match;
}

}  // namespace harvestd::sandbox

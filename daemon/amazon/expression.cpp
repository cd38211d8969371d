#include "daemon/amazon/expression.h"

#include <array>
#include <string>

#include "core/check.h"

namespace harvestd {
namespace {

struct Name {
  std::string_view name;
  Expression expression;
};

constexpr Expression kExact{Kind::kKeyword, MatchType::kExact};
constexpr Expression kPhrase{Kind::kKeyword, MatchType::kPhrase};
constexpr Expression kBroad{Kind::kKeyword, MatchType::kBroad};
constexpr Expression kProductExact{Kind::kProduct, MatchType::kExact};
constexpr Expression kProductExpanded{Kind::kProduct, MatchType::kExpanded};

constexpr std::array kNames{Name{"QUERYEXACTMATCHES", kExact},
                            Name{"QUERYPHRASEMATCHES", kPhrase},
                            Name{"QUERYBROADMATCHES", kBroad},
                            Name{"KEYWORDEXACT", kExact},
                            Name{"KEYWORDPHRASE", kPhrase},
                            Name{"KEYWORDBROAD", kBroad},
                            Name{"EXACT", kExact},
                            Name{"PHRASE", kPhrase},
                            Name{"BROAD", kBroad},
                            Name{"ASINSAMEAS", kProductExact},
                            Name{"PRODUCTEXACT", kProductExact},
                            Name{"ASINEXPANDEDFROM", kProductExpanded},
                            Name{"PRODUCTSIMILAR", kProductExpanded}};

}  // namespace

std::optional<Expression> parse_expression(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '_') plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  for (const Name& known : kNames) {
    if (known.name == plain) return known.expression;
  }
  return std::nullopt;
}

std::string_view expression_name(Kind kind, MatchType match) {
  const bool keyword = kind == Kind::kKeyword;
  HARVESTD_CHECK(keyword ? match != MatchType::kExpanded : match == MatchType::kExact || match == MatchType::kExpanded);
  switch (match) {
    case MatchType::kExact:
      return keyword ? "QUERY_EXACT_MATCHES" : "ASIN_SAME_AS";
    case MatchType::kPhrase:
      return "QUERY_PHRASE_MATCHES";
    case MatchType::kBroad:
      return "QUERY_BROAD_MATCHES";
    case MatchType::kExpanded:
      break;
  }
  return "ASIN_EXPANDED_FROM";
}

}  // namespace harvestd

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

namespace {

/// By match type. Exact is the only one that both kinds have.
struct CreateNames {
  std::string_view keyword_exact, phrase, broad, product_exact, expanded;
};
constexpr CreateNames kVersion1{"QUERY_EXACT_MATCHES", "QUERY_PHRASE_MATCHES", "QUERY_BROAD_MATCHES", "ASIN_SAME_AS",
                                "ASIN_EXPANDED_FROM"};
constexpr CreateNames kVersion2{"EXACT", "PHRASE", "BROAD", "PRODUCT_EXACT", "PRODUCT_SIMILAR"};

std::string_view name_in(const CreateNames& names, Kind kind, MatchType match) {
  const bool keyword = kind == Kind::kKeyword;
  HARVESTD_CHECK(keyword ? match != MatchType::kExpanded : match == MatchType::kExact || match == MatchType::kExpanded);
  switch (match) {
    case MatchType::kExact:
      return keyword ? names.keyword_exact : names.product_exact;
    case MatchType::kPhrase:
      return names.phrase;
    case MatchType::kBroad:
      return names.broad;
    case MatchType::kExpanded:
      break;
  }
  return names.expanded;
}

}  // namespace

std::string_view expression_name(Kind kind, MatchType match) {
  return name_in(kVersion1, kind, match);
}

std::string_view match_type_name(Kind kind, MatchType match) {
  return name_in(kVersion2, kind, match);
}

}  // namespace harvestd

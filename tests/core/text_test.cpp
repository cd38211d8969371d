#include "core/text.h"

#include <gtest/gtest.h>

#include <random>

namespace harvestd {
namespace {

TEST(KeywordText, CollapsesWhiteSpaceAndTrims) {
  EXPECT_EQ(keyword_text("  running \t\n shoes  "), "running shoes");
  EXPECT_EQ(keyword_text(""), "");
  EXPECT_EQ(keyword_text(" \t "), "");
  EXPECT_EQ(keyword_text("Running Shoes"), "Running Shoes");
  EXPECT_EQ(keyword_text("\u00A0caf\u00E9\u3000\u2003noir\u0085"), "caf\u00E9 noir");
}

TEST(KeywordText, ComposesCharacters) {
  EXPECT_EQ(keyword_text("cafe\u0301"), "caf\u00E9");
  EXPECT_EQ(keyword_text("\u304B\u3099"), "\u304C");
}

TEST(KeywordText, ReplacesInvalidUtf8) {
  EXPECT_EQ(keyword_text("a\xFF"
                         "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(keyword_text("\xC3"), "\uFFFD");
  EXPECT_TRUE(keyword_problem(keyword_text("\xED\xA0\x80")).has_value());
}

TEST(KeywordText, KeepsNulBytesForTheValidityCheckToRefuse) {
  const std::string text = keyword_text(std::string_view("a\0b", 3));
  EXPECT_EQ(text.size(), 3u);
  EXPECT_TRUE(keyword_problem(text).has_value());
}

TEST(KeywordKey, IsTheSameForEveryWayOfWritingOneKeyword) {
  EXPECT_EQ(keyword_key(" Running  SHOES"), "running shoes");
  EXPECT_EQ(keyword_key("STRASSE"), keyword_key("Stra\u00DFe"));
  EXPECT_EQ(keyword_key("CAFE\u0301"), keyword_key("caf\u00E9"));
  EXPECT_EQ(keyword_key("\u039F\u0394\u039F\u03A3"), keyword_key("\u03BF\u03B4\u03BF\u03C2"));  // final sigma
  EXPECT_EQ(keyword_key("\u1E9E"), "ss");
}

TEST(KeywordKey, FoldsWithoutLocale) {
  EXPECT_EQ(keyword_key("I"), "i");
  EXPECT_EQ(keyword_key("\u0130"), "i\u0307");
  EXPECT_NE(keyword_key("\u0131"), "i");
}

TEST(KeywordKey, IsIdempotentOnEveryCharacter) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    if (c < 0x80) {
      text = {static_cast<char>(c)};
    } else if (c < 0x800) {
      text = {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      text = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 63)),
              static_cast<char>(0x80 | (c & 63))};
    } else {
      text = {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 63)),
              static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))};
    }
    const std::string key = keyword_key(text);
    ASSERT_EQ(keyword_key(key), key) << static_cast<std::uint32_t>(c);
  }
}

TEST(KeywordKey, IsIdempotentOnAnyBytes) {
  std::mt19937 random(3);
  constexpr std::string_view kPieces[] = {"A",      "\u00DF", "\u0345", "\u0301", "\u0308", "\u03B1",
                                          "\u0130", " ",      "\t",     "\u3000", "\u1E9E", "\xFF",
                                          "\u01F0", "-",      "\u30AB", "\u3099", "\u0E01"};
  for (int i = 0; i < 20'000; ++i) {
    std::string raw;
    for (auto n = random() % 9; n > 0; --n) raw += kPieces[random() % std::size(kPieces)];
    const std::string key = keyword_key(raw);
    EXPECT_EQ(keyword_key(key), key) << raw;
    EXPECT_EQ(keyword_key(keyword_text(raw)), key) << raw;
    EXPECT_EQ(keyword_text(keyword_text(raw)), keyword_text(raw)) << raw;
  }
}

TEST(AsinKey, TrimsAndIsUpperCase) {
  EXPECT_EQ(asin_key(" b0abc12345\n"), "B0ABC12345");
  EXPECT_EQ(asin_key("155404295x"), "155404295X");
  EXPECT_EQ(asin_key(""), "");
  EXPECT_EQ(asin_key("\u00A0b0abc12345"), "B0ABC12345");
  EXPECT_EQ(asin_key("b0\u00E9"), "B0\u00E9");
}

TEST(CountWords, CountsWhatSpacesSeparate) {
  EXPECT_EQ(count_words(""), 0u);
  EXPECT_EQ(count_words("shoes"), 1u);
  EXPECT_EQ(count_words("t-shirt for men"), 3u);
  EXPECT_EQ(count_words("  a  b "), 2u);
}

struct Hit {
  const char* key;
  const char* term;
};

TEST(ContainsTerm, FindsWholeWords) {
  const Hit hits[] = {
      {"acme", "acme"},
      {"acme shoes", "acme"},
      {"red acme shoes", "acme"},
      {"shoes acme", "acme"},
      {"the acme corp", "acme corp"},
      {"acme-shoes", "acme"},
      {"my-acme", "acme"},
      {"acmes acme", "acme"},
      {"caf\u00E9 noir", "caf\u00E9"},
      {"\u043A\u0440\u0430\u0441\u043D\u044B\u0439 acme", "acme"},
      {"acme + more", "acme"},
      {"\"acme\"", "acme"},
      {"acme & co", "&"},
      {"\uB098\uC774\uD0A4 \uC2E0\uBC1C", "\uB098\uC774\uD0A4"},
  };
  for (const Hit& hit : hits) EXPECT_TRUE(contains_term(hit.key, hit.term)) << hit.key << " / " << hit.term;
}

TEST(ContainsTerm, DoesNotFindPartsOfWords) {
  const Hit misses[] = {
      {"acmes", "acme"},
      {"pacme", "acme"},
      {"acme2", "acme"},
      {"", "acme"},
      {"acme", ""},
      {"shoes", "acme"},
      {"acme corporation", "acme corp"},
      {"acm\u00E9", "acm"},
      {"na\u00EFve", "na"},
      {"acme_x", "acme"},
      {"\uB098\uC774\uD0A4\uC2E0\uBC1C", "\uB098\uC774\uD0A4"},
  };
  for (const Hit& miss : misses) EXPECT_FALSE(contains_term(miss.key, miss.term)) << miss.key << " / " << miss.term;
}

TEST(ContainsTerm, MatchesAnywhereWhereAScriptHasNoSpaces) {
  const Hit hits[] = {
      {"\u904B\u52D5\u978B", "\u52D5"},                                      // Han
      {"\u3089\u3093\u306B\u3093\u3050", "\u306B\u3093"},                    // Hiragana
      {"\u30E9\u30F3\u30CB\u30F3\u30B0", "\u30CB\u30F3"},                    // Katakana
      {"\u30B9\u30FC\u30D1\u30FC", "\u30FC\u30D1"},                          // Katakana with the long sound mark
      {"\u0E23\u0E2D\u0E07\u0E40\u0E17\u0E49\u0E32", "\u0E40\u0E17\u0E49"},  // Thai
      {"\u0EAA\u0EB5\u0E94\u0EB3", "\u0EB5"},                                // Lao
      {"\u179F\u17D2\u1794\u17C2\u1780", "\u1794"},                          // Khmer
      {"\u1016\u102D\u1014\u1015\u103A", "\u1014"},                          // Myanmar
      {"acme\u978B", "acme"},
      {"acme\u0E23\u0E2D\u0E07", "acme"},
      {"\u30CA\u30A4\u30AD\u978B", "\u30CA\u30A4\u30AD"},
  };
  for (const Hit& hit : hits) EXPECT_TRUE(contains_term(hit.key, hit.term)) << hit.key << " / " << hit.term;
  EXPECT_FALSE(contains_term("acmes\u978B", "acme"));
}

TEST(ContainsTerm, FoundByKeysWhateverTheCase) {
  EXPECT_TRUE(contains_term(keyword_key("ACME Stra\u00DFe"), keyword_key("strasse")));
}

}  // namespace
}  // namespace harvestd

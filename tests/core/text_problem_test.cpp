#include <gtest/gtest.h>

#include "core/text.h"

namespace harvestd {
namespace {

std::string problem(std::string_view text) {
  return keyword_problem(text).value_or("");
}

std::string repeated(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(KeywordProblem, LetsPermittedKeywordsThrough) {
  const std::string_view permitted[] = {
      "a",
      "running shoes",
      "t-shirt",
      "3.5 mm jack",
      "c+c",
      "a-b-c",
      "a--b",
      "Men's \"big\" & [tall] back\\slash",
      "\"\"",
      "&",
      "[",
      "'",
      "0123456789 AZ az",
      "\u00AE",
      "\u00C0\u00C9\u00CA\u00CF",
      "\u00D1\u00D6",
      "\u00D9\u00DC",
      "\u00DF",
      "\u00E0\u00E9\u00EA\u00EF",
      "\u00F1\u00F6",
      "\u00F9\u00FC",
      "\u00FF",
      "\u0104\u0107",
      "\u0118\u0119",
      "\u0130\u0131",
      "\u0141\u0144",
      "\u0152\u0153",
      "\u015A\u015F",
      "\u0178",
      "\u0179\u017E",
      "\u3042\u309F",
      "\u30A2\u30FC\u30FF",
      "\u4E00\u9FFF",
      "\u0900\u0939\u097F",
      "\u0B85\u0BBE",
      "\u0627\u064B\u06FF",
  };
  for (const std::string_view text : permitted) EXPECT_EQ(keyword_problem(text), std::nullopt) << text;
}

TEST(KeywordProblem, RefusesCharactersJustOutsideTheRanges) {
  const std::string_view forbidden[] = {
      "\u00AD", "\u00AF", "\u00BF", "\u00D0", "\u00D7", "\u00D8", "\u00DD",     "\u00DE",     "\u00F0",
      "\u00F7", "\u00F8", "\u00FD", "\u00FE", "\u0100", "\u0103", "\u0108",     "\u0117",     "\u011A",
      "\u012F", "\u0132", "\u0140", "\u0145", "\u0151", "\u0154", "\u0159",     "\u0160",     "\u0177",
      "\u017F", "\u05FF", "\u0700", "\u08FF", "\u0980", "\u0B7F", "\u0C00",     "\u303F",     "\u3100",
      "\u4DFF", "\uA000", "\u0410", "\uAC00", "\u0E01", "\uFFFD", "\U0001F600", "\U00020000",
  };
  for (const std::string_view c : forbidden) EXPECT_NE(keyword_problem(c), std::nullopt) << c;
}

TEST(KeywordProblem, RefusesOtherAsciiSigns) {
  for (const char c : std::string_view("!#$%()*,/:;<=>?@^_`{|}~\t\n\x01\x7F")) {
    EXPECT_NE(keyword_problem(std::string("a") + c + "b"), std::nullopt) << c;
  }
}

TEST(KeywordProblem, NamesTheForbiddenCharacter) {
  EXPECT_EQ(problem("50% off"), "Amazon takes no '%' in a keyword");
  EXPECT_EQ(problem("so good \U0001F600"), "Amazon takes no U+1F600 in a keyword");
  EXPECT_EQ(problem("a\nb"), "Amazon takes no U+000A in a keyword");
  EXPECT_EQ(problem("bad \xFF"), "Amazon takes no U+FFFD in a keyword");
}

TEST(KeywordProblem, CountsCharactersNotBytes) {
  EXPECT_EQ(problem(repeated("a", 80)), "");
  EXPECT_EQ(problem(repeated("a", 81)), "81 characters, Amazon takes at most 80");
  EXPECT_EQ(problem(repeated("\u978B", 80)), "");
  EXPECT_EQ(problem(repeated("\u978B", 81)), "81 characters, Amazon takes at most 80");
}

TEST(KeywordProblem, CountsWords) {
  EXPECT_EQ(problem("a b c d e f g h i j"), "");
  EXPECT_EQ(problem("a b c d e f g h i j k"), "11 words, Amazon takes at most 10");
}

TEST(KeywordProblem, RefusesNothingAndOuterSpaces) {
  EXPECT_EQ(problem(""), "the keyword is empty");
  EXPECT_EQ(problem(" a"), "the keyword begins or ends with a space");
  EXPECT_EQ(problem("a "), "the keyword begins or ends with a space");
  EXPECT_EQ(problem(" "), "the keyword begins or ends with a space");
}

TEST(KeywordProblem, TakesSomeSignsOnlyInsideAWord) {
  for (const std::string sign : {".", "-", "+"}) {
    EXPECT_EQ(problem("a" + sign + "b"), "");
    for (const std::string& text :
         {sign, sign + "a", "a" + sign, "x " + sign + "a", "a" + sign + " x", "a " + sign + " b"}) {
      EXPECT_EQ(problem(text), "'" + sign + "' begins or ends a word, Amazon takes it only inside one") << text;
    }
  }
}

TEST(KeywordProblem, WantsQuotationMarksInPairs) {
  EXPECT_EQ(problem("\"big\" shoes"), "");
  EXPECT_EQ(problem("15\" laptop"), "a '\"' without its pair");
  EXPECT_EQ(problem("\"a\" \"b"), "a '\"' without its pair");
}

TEST(AsinProblem, LetsBothFormsThrough) {
  for (const char* key : {"B012345678", "B0ABCDEFGH", "B0Z9Y8X7W6", "0123456789", "155404295X"}) {
    EXPECT_EQ(asin_problem(key), std::nullopt) << key;
  }
}

TEST(AsinProblem, RefusesOthers) {
  for (const char* key :
       {"", "ASIN3", "B01234567", "B0123456789", "b012345678", "B1ABCDEFGH", "A0ABCDEFGH", "B0ABCDEFG-", "B0ABCD FGH",
        "15540X2951", "15540429XX", "155404295Y", "15540429", "155404295x", "B0ABCDEF\u00C9"}) {
    EXPECT_NE(asin_problem(key), std::nullopt) << key;
  }
}

}  // namespace
}  // namespace harvestd

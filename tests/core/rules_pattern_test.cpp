#include <gtest/gtest.h>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::keyword;
using testing::pattern;

TEST(RulesPattern, SearchesAnywhereInAnyCase) {
  EXPECT_TRUE(pattern("RUN").found_in(std::string_view("trail running shoes")));
  EXPECT_TRUE(pattern("^trail").found_in(std::string_view("Trail running")));
  EXPECT_FALSE(pattern("^run").found_in(std::string_view("trail running")));
  EXPECT_TRUE(pattern("ÄRMEL").found_in(std::string_view("ärmellos")));
  EXPECT_TRUE(pattern("^..$").found_in(std::string_view("靴下"))) << "a point is a character, not a byte";
}

TEST(RulesPattern, FindsTheSpellingThatAPersonSees) {
  const PooledTarget street = keyword("Straße", 1, 0);
  EXPECT_EQ(street.key, "strasse");
  EXPECT_TRUE(pattern("straße").found_in(street));
  EXPECT_TRUE(pattern("STRASSE").found_in(street));
  EXPECT_FALSE(pattern("gasse").found_in(street));
}

TEST(RulesPattern, ErrorsAreInTheWordsOfTheEngine) {
  const auto words = [](std::string source) { return Pattern::compile(std::move(source)).error().message; };
  EXPECT_EQ(words("(free"), "missing ): (free");
  EXPECT_EQ(words("*"), "no argument for repetition operator: *");
  EXPECT_EQ(words("(?=look)"), "invalid perl operator: (?=");
  EXPECT_EQ(words("\xff"), "invalid UTF-8");
  EXPECT_EQ(words(""), "an empty pattern is found in every text");
  EXPECT_EQ(words("((a{1000}){1000}){1000}"), "invalid repetition size: {1000}");
  EXPECT_EQ(words(R"((\pL{100}\pN{100}){9})"), "pattern too large - compile failed");
  EXPECT_EQ(Pattern::compile("(").error().code, Errc::kInvalidValue);
}

TEST(RulesPattern, APatternBuiltToExplodeIsOnlySlowToWrite) {
  const std::string text(80, 'a');
  EXPECT_FALSE(pattern("(a*)*(a*)*(a*)*b").found_in(std::string_view(text)));
}

}  // namespace
}  // namespace harvestd

#include "config/diagnostics.h"

#include <gtest/gtest.h>

#include <array>

namespace harvestd {
namespace {

Diagnostic diagnostic(int column, std::string source) {
  return {
      .file = "a.yaml", .line = 7, .column = column, .key = "mode", .message = "wrong", .source = std::move(source)};
}

TEST(Diagnostics, TheCaretStandsUnderTheColumn) {
  EXPECT_EQ(to_text(diagnostic(7, "mode: x")), "a.yaml:7:7: mode: wrong\n    7 | mode: x\n      |       ^\n");
  EXPECT_EQ(to_text(diagnostic(1, "mode: x")), "a.yaml:7:1: mode: wrong\n    7 | mode: x\n      | ^\n");
  EXPECT_EQ(to_text(diagnostic(8, "mode: x")), "a.yaml:7:8: mode: wrong\n    7 | mode: x\n      |        ^\n");
}

TEST(Diagnostics, TheCaretFollowsWhatIsShown) {
  EXPECT_EQ(to_text(diagnostic(4, "é\tß: x")), "a.yaml:7:4: mode: wrong\n    7 | é\\tß: x\n      |     ^\n");
  EXPECT_EQ(to_text(diagnostic(3, "靴: x")), "a.yaml:7:3: mode: wrong\n    7 | 靴: x\n      |    ^\n");
}

TEST(Diagnostics, ControlCharactersAreShownNotSent) {
  EXPECT_EQ(to_text(diagnostic(2, "\x1b[31mred")), "a.yaml:7:2: mode: wrong\n    7 | \\x1b[31mred\n      |     ^\n");
}

TEST(Diagnostics, AnExcerptIsCutBetweenCharacters) {
  EXPECT_EQ(excerpt("靴靴靴", 2), "靴靴...");
  EXPECT_EQ(excerpt("靴靴", 2), "靴靴");
  EXPECT_EQ(excerpt("a\u202eb", 2), "a\\u202e...");
}

TEST(Diagnostics, OneOnTheFileAsAWholeHasNoPlace) {
  EXPECT_EQ(to_text({.file = "a.yaml", .line = 0, .column = 0, .key = "", .message = "cannot read", .source = ""}),
            "a.yaml: cannot read\n");
}

TEST(Diagnostics, ComeInFileOrderWithTheirLines) {
  const std::string text = "one: 1\r\ntwo: 2\n";
  Diagnostics out(text, "a.yaml");
  out.add({2, 6}, "two", "late");
  out.add({1, 6}, "one", "early");
  EXPECT_TRUE(out.concerns("two"));
  EXPECT_FALSE(out.concerns("tw"));
  const std::vector<Diagnostic> found = out.take();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].source, "one: 1");
  EXPECT_EQ(found[1].source, "two: 2");
}

TEST(Diagnostics, TooManyAreCountedNotKept) {
  const std::string text = "x";
  Diagnostics out(text, "a.yaml");
  for (int i = 0; i < 1500; ++i) out.add({1, 1}, "x", "wrong");
  const std::vector<Diagnostic> found = out.take();
  ASSERT_EQ(found.size(), 1001u);
  EXPECT_EQ(found.back().message, "500 more errors are not shown");
}

TEST(Diagnostics, AnEndlessLineIsCut) {
  const std::string text(1 << 20, 'x');
  Diagnostics out(text, "a.yaml");
  out.add({1, 5000}, "x", "wrong");
  EXPECT_LT(out.take().at(0).source.size(), 300u);
}

TEST(Diagnostics, TheNearestWordIsOffered) {
  const std::array<std::string_view, 5> words = {"clicks", "conversions", "conversion_rate", "words", "any"};
  EXPECT_EQ(did_you_mean("click", words), "; did you mean `clicks`?");
  EXPECT_EQ(did_you_mean("cilcks", words), "; did you mean `clicks`?");
  EXPECT_EQ(did_you_mean("CLICKS", words), "; did you mean `clicks`?");
  EXPECT_EQ(did_you_mean("conversion", words), "; did you mean `conversions`?");
  EXPECT_EQ(did_you_mean("rate", words), "");
  EXPECT_EQ(did_you_mean("", words), "");
  EXPECT_EQ(did_you_mean(std::string(1 << 20, 'c'), words), "");
}

}  // namespace
}  // namespace harvestd

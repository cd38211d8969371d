#include "config/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "tests/config/parse.h"

namespace harvestd {
namespace {

using testing::HasSubstr;

std::string problems_of(const std::string& text) {
  Diagnostics out(text, "a.yaml");
  parse_document(text, out);
  std::string all;
  for (const Diagnostic& diagnostic : out.take()) all += to_text(diagnostic);
  return all;
}

TEST(Document, KnowsWhereEverythingStands) {
  const std::string text = "version: 1\nschlüssel: {wörter: [a, \"2\"]}\nnothing:\n";
  Diagnostics out(text, "a.yaml");
  const Node root = parse_document(text, out);
  ASSERT_TRUE(out.empty());
  const Node* inner = root.find("schlüssel");
  ASSERT_NE(inner, nullptr);
  const Node& second = inner->children.at(0).children.at(1);
  EXPECT_EQ(second.text, "2");
  EXPECT_TRUE(second.quoted);
  EXPECT_EQ(second.at.line, 2);
  EXPECT_EQ(second.at.column, 25);
  const Node* nothing = root.find("nothing");
  EXPECT_EQ(nothing->kind, Node::Kind::kNull);
  EXPECT_EQ(nothing->at.line, 3);
}

TEST(Document, OfTwoEqualKeysTheFirstCountsAndBothAreNamed) {
  const std::string text = "mode: auto\nx: 1\nmode: observe\n";
  Diagnostics out(text, "a.yaml");
  const Node root = parse_document(text, out);
  EXPECT_EQ(root.find("mode")->text, "auto");
  EXPECT_THAT(out.take().at(0).message, HasSubstr("twice, first on line 1"));
}

TEST(Document, IsBoundedInBytesDepthAndValues) {
  EXPECT_THAT(problems_of(std::string(kMaxDocumentBytes + 1, ' ')), HasSubstr("at most 4194304"));
  EXPECT_EQ(problems_of("a: " + std::string(63, '[') + "1" + std::string(63, ']')), "");
  EXPECT_THAT(problems_of("a: " + std::string(64, '[') + "1" + std::string(64, ']')), HasSubstr("64 levels"));
  EXPECT_THAT(problems_of(std::string(1 << 20, '[')), HasSubstr("64 levels"));
  std::string wide = "a: [";
  for (std::size_t i = 0; i < kMaxDocumentNodes; ++i) wide += "1,";
  EXPECT_THAT(problems_of(wide + "]"), HasSubstr("more than 500000 values"));
}

TEST(Document, AnAliasBombIsRefusedWithoutBeingExpanded) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + last + ", *a" + last + "]\n";
  }
  EXPECT_THAT(problems_of(bomb), HasSubstr("aliases (*name) are not accepted"));
  EXPECT_THAT(problems_of("a: &a [*a]\n"), HasSubstr("aliases (*name) are not accepted"));
}

std::string example() {
  std::ifstream file(TEST_DATA_DIR "/../../config/harvestd.example.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Damage, ACutConfigurationEitherLoadsOrIsExplained) {
  const std::string whole = example();
  ASSERT_GT(whole.size(), 1000u);
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    const auto result = parse_config(whole.substr(0, length), "a.yaml", {.check_secrets = false});
    if (const auto* found = std::get_if<std::vector<Diagnostic>>(&result)) {
      ASSERT_FALSE(found->empty()) << length;
      for (const Diagnostic& diagnostic : *found) ASSERT_FALSE(to_text(diagnostic).empty());
    }
  }
}

TEST(Damage, FlippedBytesEitherLoadOrAreExplained) {
  const std::string whole = example();
  std::mt19937 random(20270101);  // NOLINT: the same damage in every run
  const std::string interesting = "{}[]:,&*!|>'\"%@`#-?~ \n\t\r0a\x7f\xff";
  for (int round = 0; round < 3000; ++round) {
    std::string text = whole;
    const int flips = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < flips; ++i) {
      char& byte = text[random() % text.size()];
      byte = random() % 4 == 0 ? static_cast<char>(random() % 256) : interesting[random() % interesting.size()];
    }
    const auto result = parse_config(text, "a.yaml", {.check_secrets = false});
    const auto* found = std::get_if<std::vector<Diagnostic>>(&result);
    ASSERT_TRUE(found == nullptr || !found->empty()) << round;
  }
}

}  // namespace
}  // namespace harvestd

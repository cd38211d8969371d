// What the documents show as YAML is accepted by the loader.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/config/parse.h"

namespace harvestd {
namespace {

struct Block {
  int line = 0;  // of its first line
  std::string text;
};

/// The ```yaml blocks of a document in the repository.
std::vector<Block> yaml_blocks(const std::string& document) {
  std::ifstream file(std::string(TEST_DATA_DIR) + "/../../" + document);
  EXPECT_TRUE(file.is_open()) << document;
  std::vector<Block> blocks;
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line == "```yaml") {
      blocks.push_back({.line = number + 1, .text = {}});
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::string indented(const std::string& text) {
  std::string out = "    ";
  for (const char c : text) out += c == '\n' ? "\n    " : std::string(1, c);
  return out;
}

/// A whole configuration around a block that shows a part of one.
std::string framed(const std::string& block) {
  const std::string when = "    when: {kind: keyword, clicks: {min: 10}}\n";
  const std::string bid = "bid: {fixed: 0.60}";
  const std::string rules = "rules:\n  - name: proven\n" + when + "    promote: [{match: exact, " + bid + "}]\n";
  if (block.starts_with("version:")) return block;
  if (block.starts_with("rules:")) return with(kMinimal, {{rules, block}});
  if (block.starts_with("- name:")) return with(kMinimal, {{rules, "rules:\n" + block}});
  if (block.starts_with("when:")) return with(kMinimal, {{when, indented(block) + "\n"}});
  if (block.starts_with("bid:")) return with(kMinimal, {{bid, block.substr(0, block.find('\n'))}});
  return kMinimal + block;
}

void expect_blocks_load(const std::string& document, std::size_t least) {
  const std::vector<Block> blocks = yaml_blocks(document);
  EXPECT_GE(blocks.size(), least) << document;
  for (const Block& block : blocks) {
    EXPECT_EQ(problems(framed(block.text)), "") << document << ":" << block.line;
  }
}

TEST(Documents, TheExamplesOfTheRuleLanguageLoad) {
  expect_blocks_load("config/RULES.md", 10);
}

TEST(Documents, TheConfigurationOfTheReadmeLoads) {
  expect_blocks_load("README.md", 1);
}

}  // namespace
}  // namespace harvestd

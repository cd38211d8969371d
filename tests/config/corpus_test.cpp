// Every file of the corpus goes through the loader: good ones load, bad ones give exactly the diagnostics written
// beside them. HARVESTD_UPDATE_GOLDEN=1 writes those anew. tests/config/schema_corpus.py takes the same files to the
// schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "config/load.h"

namespace harvestd {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(TEST_DATA_DIR) / "corpus" / folder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

fs::path file_of(const std::string& folder, const std::string& name, const char* extension) {
  return fs::path(TEST_DATA_DIR) / "corpus" / folder / (name + extension);
}

std::variant<Config, std::vector<Diagnostic>> parse(const std::string& text) {
  return parse_config(text, "/etc/harvestd/harvestd.yaml", {.check_secrets = false});
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

class BadConfiguration : public testing::TestWithParam<std::string> {};

TEST_P(BadConfiguration, IsExplained) {
  const auto result = parse(read(file_of("bad", GetParam(), ".yaml")));
  ASSERT_TRUE(std::holds_alternative<std::vector<Diagnostic>>(result)) << "it loads";
  std::string shown;
  for (const Diagnostic& diagnostic : std::get<std::vector<Diagnostic>>(result)) {
    EXPECT_GT(diagnostic.line, 0) << diagnostic.message;
    shown += to_text(diagnostic);
  }
  const fs::path golden = file_of("bad", GetParam(), ".txt");
  if (std::getenv("HARVESTD_UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << shown;
  EXPECT_EQ(read(golden), shown);
  EXPECT_THAT(shown, testing::Not(testing::HasSubstr("canary")));
}

INSTANTIATE_TEST_SUITE_P(Corpus, BadConfiguration, testing::ValuesIn(files_in("bad")), test_name);

class GoodConfiguration : public testing::TestWithParam<std::string> {};

TEST_P(GoodConfiguration, Loads) {
  const auto result = parse(read(file_of("good", GetParam(), ".yaml")));
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&result)) {
    for (const Diagnostic& diagnostic : *diagnostics) ADD_FAILURE() << to_text(diagnostic);
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, GoodConfiguration, testing::ValuesIn(files_in("good")), test_name);

TEST(Corpus, HasSixtyDistinctErrors) {
  std::set<std::string> distinct;
  for (const std::string& name : files_in("bad")) distinct.insert(read(file_of("bad", name, ".txt")));
  EXPECT_GE(distinct.size(), 60u);
}

}  // namespace
}  // namespace harvestd

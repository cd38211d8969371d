// Every target over its seeds, whole and cut short: what fuzzing found once is found again by every test run.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/fuzz/targets.h"

namespace harvestd::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kTests = TESTS_DIR;

/// Folders of seeds by target, as targets.txt has them.
std::map<std::string, std::vector<fs::path>> seed_folders() {
  std::map<std::string, std::vector<fs::path>> folders;
  std::ifstream file(kTests / "fuzz" / "targets.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name, share, longest;
    if (line.starts_with('#') || !(words >> name >> share >> longest)) continue;
    folders[name].push_back(kTests / "fuzz" / "corpus" / name);
    for (std::string folder; words >> folder;) folders[name].push_back(kTests / folder);
  }
  return folders;
}

std::vector<std::string> seeds_in(const std::vector<fs::path>& folders) {
  std::vector<std::string> seeds;
  for (const fs::path& folder : folders) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      std::ostringstream bytes;
      bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      seeds.push_back(bytes.str());
    }
  }
  return seeds;
}

class FuzzCorpus : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, HoldsItsClaims) {
  const Target& target = GetParam();
  const std::vector<std::string> seeds = seeds_in(seed_folders().at(std::string(target.name)));
  EXPECT_GE(seeds.size(), 5U) << "a target without seeds begins from nothing";
  for (const std::string& seed : seeds) {
    target.run(seed);
    const std::size_t step = std::max<std::size_t>(1, seed.size() / 16);
    for (std::size_t size = 0; size < seed.size(); size += step) target.run(std::string_view(seed).substr(0, size));
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzCorpus, testing::ValuesIn(kTargets),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(FuzzTargets, AreThoseThatTheScriptRuns) {
  const auto folders = seed_folders();
  EXPECT_EQ(folders.size(), kTargets.size());
  for (const Target& target : kTargets) EXPECT_TRUE(folders.contains(std::string(target.name))) << target.name;
}

}  // namespace
}  // namespace harvestd::fuzz

#include "core/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace harvestd {
namespace {

using testing::ElementsAre;

TEST(Batches, NothingNeedsNoCall) {
  EXPECT_TRUE(pack_batches({}, 1000).empty());
}

TEST(Batches, DistinctKeysFillEachCallToTheBrim) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1500; ++i) keys.push_back(std::to_string(i));
  const auto batches = pack_batches(keys, 1000);
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].size(), 1000u);
  EXPECT_EQ(batches[1].size(), 500u);
}

TEST(Batches, OneKeyNeverTravelsTwiceInOneCall) {
  EXPECT_THAT(pack_batches({"a", "a", "b"}, 10), ElementsAre(ElementsAre(0, 2), ElementsAre(1)));
}

TEST(Batches, TwoMatchTypesOfManyKeysNeedNoMoreCallsThanTheirNumber) {
  std::vector<std::string> keys;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1500; ++i) keys.push_back(std::to_string(i));
  }
  EXPECT_EQ(pack_batches(keys, 1000).size(), 3u);
}

TEST(Batches, EveryIndexGoesOnceWhateverTheKeys) {
  std::mt19937 random(7);
  for (int run = 0; run < 200; ++run) {
    std::vector<std::string> keys(random() % 60);
    for (std::string& key : keys) key = std::to_string(random() % 20);
    const std::size_t most = 1 + random() % 9;
    std::set<std::size_t> seen;
    for (const auto& batch : pack_batches(keys, most)) {
      std::set<std::string> in_batch;
      EXPECT_LE(batch.size(), most);
      for (const std::size_t i : batch) {
        EXPECT_TRUE(seen.insert(i).second);
        EXPECT_TRUE(in_batch.insert(keys[i]).second);
      }
    }
    EXPECT_EQ(seen.size(), keys.size());
  }
}

}  // namespace
}  // namespace harvestd

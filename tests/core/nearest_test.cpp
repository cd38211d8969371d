#include "core/nearest.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace harvestd {
namespace {

constexpr std::array<std::string_view, 4> kNames{"promotions", "decisions", "calls", "cycles"};

TEST(Nearest, ATypingErrorFindsTheName) {
  EXPECT_EQ(nearest("promotoins", kNames), "promotions");
  EXPECT_EQ(nearest("decision", kNames), "decisions");
  EXPECT_EQ(nearest("call", kNames), "calls");
  EXPECT_EQ(nearest("CALLS", kNames), "calls");
}

TEST(Nearest, AnotherWordFindsNothing) {
  EXPECT_EQ(nearest("weather", kNames), std::nullopt);
  EXPECT_EQ(nearest("", kNames), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'x'), kNames), std::nullopt);
}

}  // namespace
}  // namespace harvestd

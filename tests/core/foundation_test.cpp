#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <unordered_set>

#include "core/check.h"
#include "core/error.h"
#include "core/ids.h"
#include "core/secret.h"

namespace harvestd {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(Streamable<std::string>);
static_assert(!Streamable<Secret>);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_convertible_v<std::string, Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<CampaignId, AdGroupId>);
static_assert(!std::is_constructible_v<AdGroupId, CampaignId>);
static_assert(!std::is_convertible_v<std::string, CampaignId>);

TEST(Secret, IsRevealedOnlyOnPurpose) {
  const Secret secret("not-a-real-token");
  EXPECT_EQ(secret.reveal(), "not-a-real-token");
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, CopiesAndCompares) {
  const Secret secret("not-a-real-token");
  Secret copy(secret);
  EXPECT_TRUE(copy == secret);
  copy = Secret("another");
  EXPECT_EQ(copy.reveal(), "another");
  EXPECT_FALSE(copy == secret);
  copy = secret;
  EXPECT_TRUE(copy == secret);
}

TEST(Secret, AMoveLeavesNothingBehind) {
  for (const std::size_t length : {5u, 15u, 16u, 4000u}) {
    Secret from(std::string(length, 'x'));
    const char* bytes = from.reveal().data();
    const Secret to(std::move(from));
    EXPECT_EQ(to.reveal(), std::string(length, 'x'));
    EXPECT_TRUE(from.empty());                                           // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(std::string(bytes, length).find('x'), std::string::npos);  // the buffer is still owned by `from`
  }
}

TEST(Secret, AssigningWipesWhatWasThere) {
  Secret secret(std::string(40, 'x'));
  const char* bytes = secret.reveal().data();
  secret = Secret("y");
  EXPECT_EQ(secret.reveal(), "y");
  EXPECT_EQ(std::string(bytes + 2, 38).find('x'), std::string::npos);
}

Result<int> half(int number) {
  if (number % 2 != 0) return Error{.code = Errc::kInvalidValue, .message = "odd"};
  return number / 2;
}

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_EQ(half(4).value(), 2);
  EXPECT_EQ(half(3).error().code, Errc::kInvalidValue);
  EXPECT_EQ(half(3).error().message, "odd");
}

TEST(ResultDeathTest, TakingTheValueOfAnErrorAbortsWithItsWords) {
  EXPECT_DEATH((void)half(3).value(), "holds an error odd");
}

TEST(CheckDeathTest, ABrokenInvariantNamesItselfAndAborts) {
  EXPECT_DEATH(HARVESTD_CHECK(1 + 1 == 3), "harvestd: invariant broken: 1 \\+ 1 == 3 .*foundation_test.cpp");
}

TEST(Check, AnInvariantThatHoldsCostsNothing) {
  HARVESTD_CHECK(1 + 1 == 2);
}

TEST(Ids, KeepEveryDigitAndCompareAsText) {
  const CampaignId id("18446744073709551617");
  EXPECT_EQ(id.str(), "18446744073709551617");
  EXPECT_FALSE(id.empty());
  EXPECT_TRUE(CampaignId().empty());
  EXPECT_EQ(id, CampaignId("18446744073709551617"));
  EXPECT_NE(id, CampaignId("18446744073709551616"));
  const std::unordered_set<CampaignId> ids{id, CampaignId("1"), id};
  EXPECT_EQ(ids.size(), 2u);
}

TEST(Ids, RowsOfTheLedgerAreNumbers) {
  EXPECT_EQ(to_int(CycleId{7}), 7);
  EXPECT_EQ(to_int(PromotionId{8}), 8);
}

}  // namespace
}  // namespace harvestd

// The words that the schema keeps for numbers are those of the program.
#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class Words : public ::testing::Test {
 protected:
  std::optional<std::string> word(const std::string& table, int number) {
    return reader_.database().text("SELECT name FROM " + table + " WHERE id = ?1", number);
  }
  std::int64_t size(const std::string& table) {
    return reader_.database().integer("SELECT count(*) FROM " + table).value_or(-1);
  }
  template <class Enum>
  void expect_same(const std::string& table, Enum last) {
    EXPECT_EQ(size(table), static_cast<int>(last)) << table;
    for (int i = 1; i <= static_cast<int>(last); ++i) EXPECT_EQ(word(table, i), to_string(static_cast<Enum>(i)));
  }
  LedgerReader reader_ = LedgerReader::empty();
};

TEST_F(Words, OfTheSchemaAreThoseOfTheProgram) {
  expect_same("kinds", Kind::kProduct);
  expect_same("match_types", MatchType::kExpanded);
  expect_same("cycle_statuses", CycleStatus::kAbandoned);
  expect_same("promotion_states", PromotionState::kUndone);
  expect_same("reasons", Reason::kQualified);
}

TEST_F(Words, AReasonCarriesTheVerdictOfTheProgram) {
  for (int i = 1; i <= static_cast<int>(Reason::kQualified); ++i) {
    EXPECT_EQ(reader_.database().text("SELECT verdict FROM reasons WHERE id = ?1", i),
              to_string(verdict_of(static_cast<Reason>(i))));
  }
}

TEST_F(Words, CurrenciesHaveTheirCodeAndDigits) {
  EXPECT_EQ(size("currencies"), static_cast<int>(Currency::kSGD));
  for (int i = 1; i <= static_cast<int>(Currency::kSGD); ++i) {
    const auto currency = static_cast<Currency>(i);
    EXPECT_EQ(reader_.database().text("SELECT code FROM currencies WHERE id = ?1", i), to_string(currency));
    EXPECT_EQ(reader_.database().integer("SELECT digits FROM currencies WHERE id = ?1", i), minor_digits(currency));
  }
}

}  // namespace
}  // namespace harvestd

#include "storage/sqlite.h"

#include <gmock/gmock.h>

#include "storage/migrations.h"
#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using sqlite::Database;
using sqlite::SqliteError;
using sqlite::Statement;
using sqlite::Transaction;

class Sqlite : public ::testing::Test {
 protected:
  Database database_{":memory:", Database::Mode::kMemory};
};

TEST_F(Sqlite, WhatIsBoundComesBack) {
  const std::vector<std::uint8_t> blob{0, 1, 255};
  const std::optional<std::string_view> none;
  Statement row =
      database_.statement("SELECT ?1, ?2, ?3, ?4, ?5, ?6, typeof(?7)", -5, std::string("a\0c", 3),
                          std::span<const std::uint8_t>(blob), nullptr, none, Kind::kProduct, std::string_view());
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.integer(0), -5);
  EXPECT_EQ(row.text(1), std::string("a\0c", 3));
  EXPECT_EQ(row.view(2), std::string_view("\0\1\xff", 3));
  EXPECT_TRUE(row.is_null(3));
  EXPECT_EQ(row.optional_integer(4), std::nullopt);
  EXPECT_EQ(row.integer(5), 2);
  EXPECT_EQ(row.text(6), "text") << "an empty text is not NULL";
  EXPECT_FALSE(row.step());
}

TEST_F(Sqlite, AStatementThatGoesResetsItself) {
  database_.execute("CREATE TABLE t (x)");
  for (int i = 0; i < 3; ++i) {
    Statement row = database_.statement("SELECT 1 UNION SELECT 2");
    EXPECT_TRUE(row.step());  // left in the middle
  }
  EXPECT_NO_THROW(database_.execute("DROP TABLE t")) << "nothing still reads";
}

TEST_F(Sqlite, TheSameStatementCanBeInUseTwice) {
  constexpr std::string_view kSql = "SELECT ?1";
  Statement first = database_.statement(kSql, 1);
  Statement second = database_.statement(kSql, 2);
  ASSERT_TRUE(first.step() && second.step());
  EXPECT_EQ(first.integer(0), 1);
  EXPECT_EQ(second.integer(0), 2);
}

TEST_F(Sqlite, BindingsDoNotLeakIntoTheNextUse) {
  EXPECT_EQ(database_.integer("SELECT ?1", 7), 7);
  EXPECT_EQ(database_.integer("SELECT ?1"), std::nullopt);
}

TEST_F(Sqlite, FailuresSpeakInSqlitesWords) {
  try {
    database_.execute("SELECT * FROM missing_table");
    FAIL();
  } catch (const SqliteError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("no such table: missing_table"));
    EXPECT_EQ(error.code(), SQLITE_ERROR);
  }
}

TEST_F(Sqlite, WhatAFullDiskMeansIsSaidOnce) {
  database_.execute("PRAGMA max_page_count=1");
  try {
    database_.execute("CREATE TABLE t (x); CREATE TABLE u (x)");
    FAIL();
  } catch (const SqliteError& error) {
    EXPECT_STREQ(error.what(), ":memory:: database or disk is full");
  }
}

TEST_F(Sqlite, ATransactionWithoutCommitLeavesNothing) {
  database_.execute("CREATE TABLE t (x)");
  {
    Transaction transaction(database_);
    database_.run("INSERT INTO t VALUES (1)");
  }
  EXPECT_EQ(database_.integer("SELECT count(*) FROM t"), 0);
  Transaction transaction(database_);
  database_.run("INSERT INTO t VALUES (1)");
  transaction.commit();
  EXPECT_EQ(database_.integer("SELECT count(*) FROM t"), 1);
}

TEST_F(Sqlite, ASettingThatIsNotAcceptedThrows) {
  EXPECT_THROW(database_.set_pragma("journal_mode", "WAL", "wal"), SqliteError) << "memory has no WAL";
}

class Migrations : public Sqlite {};

TEST_F(Migrations, FromVersionZeroReachTheNewest) {
  migrate(database_, migrations());
  EXPECT_EQ(database_.integer("PRAGMA user_version"), static_cast<std::int64_t>(migrations().size()));
  EXPECT_EQ(database_.integer("PRAGMA application_id"), kApplicationId);
  EXPECT_NO_THROW(migrate(database_, migrations())) << "there is nothing left to do";
}

TEST_F(Migrations, OnlyTheStepsAboveThePresentVersionRun) {
  constexpr std::string_view kFirst[] = {"CREATE TABLE a (x)"};
  constexpr std::string_view kBoth[] = {"CREATE TABLE a (x)", "CREATE TABLE b (x)"};
  migrate(database_, kFirst);
  migrate(database_, kBoth);
  EXPECT_EQ(database_.integer("SELECT count(*) FROM sqlite_schema"), 2);
  EXPECT_EQ(database_.integer("PRAGMA user_version"), 2);
}

TEST_F(Migrations, AFailingStepLeavesTheDatabaseAsItWas) {
  constexpr std::string_view kSteps[] = {"CREATE TABLE a (x)", "CREATE TABLE b (x); SELECT * FROM missing_table"};
  EXPECT_THROW(migrate(database_, kSteps), SqliteError);
  EXPECT_EQ(database_.integer("SELECT count(*) FROM sqlite_schema"), 0);
  EXPECT_EQ(database_.integer("PRAGMA user_version"), 0);
  EXPECT_EQ(database_.integer("PRAGMA application_id"), 0);
}

}  // namespace
}  // namespace harvestd

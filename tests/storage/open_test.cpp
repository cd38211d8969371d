#include <sys/stat.h>

#include "storage/migrations.h"
#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using OpenLedger = LedgerTest;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

std::string error_of(const std::filesystem::path& path) {
  const Result<Ledger> ledger = Ledger::open(path, kNow);
  if (!ledger.has_error()) return "opened";
  return ledger.error().code == Errc::kLedgerUnusable ? ledger.error().message : "another code";
}

TEST_F(OpenLedger, MakesAWholeLedgerThatOnlyItsOwnerReads) {
  const mode_t before = ::umask(0);
  make_ledger();
  ::umask(before);
  for (const char* name : {"ledger.db", "ledger.db.lock", "ledger.db.head"}) {
    EXPECT_EQ(mode_of(folder_ / name), 0600) << name;
  }
  EXPECT_EQ(files().size(), 3U) << "a clean close leaves no -wal, -shm or unfinished file";
}

TEST_F(OpenLedger, TheFilesOfALiveLedgerArePrivateToo) {
  const mode_t before = ::umask(0);
  Ledger ledger = open();
  begin(ledger);
  ::umask(before);
  EXPECT_EQ(mode_of(folder_ / "ledger.db-wal"), 0600);
  EXPECT_EQ(mode_of(folder_ / "ledger.db-shm"), 0600);
}

TEST_F(OpenLedger, SqliteIsSetAsReliabilityDemands) {
  const Ledger ledger = open();
  sqlite::Database& database = ledger.reader().database();
  const std::map<std::string, std::string> expected{
      {"journal_mode", "wal"},     {"synchronous", "2"},    {"foreign_keys", "1"},
      {"recursive_triggers", "1"}, {"trusted_schema", "0"}, {"cell_size_check", "1"},
      {"busy_timeout", "5000"},    {"user_version", "3"},   {"application_id", std::to_string(kApplicationId)}};
  for (const auto& [name, value] : expected) EXPECT_EQ(database.text("PRAGMA " + name), value) << name;
}

TEST_F(OpenLedger, EveryTableIsStrict) {
  const Ledger ledger = open();
  EXPECT_EQ(count(ledger.reader(),
                  "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND NOT strict"
                  " AND name NOT LIKE 'sqlite_%'"),
            0);
}

TEST_F(OpenLedger, KeepsWhatWasThere) {
  make_ledger();
  const std::string id = read().ledger_id();
  const Ledger again = open();
  EXPECT_EQ(again.reader().ledger_id(), id);
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(count(again.reader(), "SELECT count(*) FROM audit_promotions"), 1);
}

TEST_F(OpenLedger, ACleanEndIsNotReportedAndAddsNoEvent) {
  {
    Ledger ledger = open();
    ledger.finish_cycle(begin(ledger), CycleStatus::kDone, Fault::kNone, {}, "", kNow);
  }
  const Ledger again = open();
  EXPECT_FALSE(again.findings().unclean);
  EXPECT_FALSE(again.findings().restored);
  EXPECT_EQ(count(again.reader(), "SELECT count(*) FROM events"), 0);
}

TEST_F(OpenLedger, AFolderThatDoesNotExistIsNamed) {
  EXPECT_NE(error_of(folder_ / "none" / "ledger.db").find("create the folder first"), std::string::npos);
}

TEST_F(OpenLedger, AnotherProgramsDatabaseIsLeftUntouched) {
  write_file(path_, "");
  foreign().execute("PRAGMA journal_mode=WAL; CREATE TABLE theirs (x); PRAGMA application_id=7");
  const std::string before = read_file(path_);
  EXPECT_NE(error_of(path_).find("another program's database"), std::string::npos);
  EXPECT_EQ(read_file(path_), before);
  EXPECT_EQ(files().size(), 2U) << "beside it there is our lock file alone";
}

TEST_F(OpenLedger, ATextFileIsLeftUntouched) {
  const std::string text(5000, 'x');
  for (const std::string& content : {text, std::string("short"), std::string()}) {
    write_file(path_, content);
    EXPECT_NE(error_of(path_), "opened");
    EXPECT_EQ(read_file(path_), content);
  }
}

TEST_F(OpenLedger, ANewerSchemaIsRefusedWithoutChangingAByte) {
  make_ledger();
  foreign().execute("PRAGMA user_version=99");
  std::filesystem::remove(path_.string() + "-wal");
  std::filesystem::remove(path_.string() + "-shm");
  const auto before = files();
  EXPECT_NE(error_of(path_).find("upgrade harvestd"), std::string::npos);
  EXPECT_EQ(files(), before);
}

TEST_F(OpenLedger, ANewerSchemaThatIsStillInTheWalIsRefusedToo) {
  make_ledger();
  in_killed_process([&] {
    auto* database = new sqlite::Database(path_, sqlite::Database::Mode::kReadWrite);
    database->execute("PRAGMA user_version=99");
  });
  const std::string before = read_file(path_) + read_file(path_.string() + "-wal");
  EXPECT_NE(error_of(path_).find("upgrade harvestd"), std::string::npos);
  EXPECT_EQ(read_file(path_) + read_file(path_.string() + "-wal"), before);
}

TEST_F(OpenLedger, ATruncatedFileIsRefusedAndLeftAsItIs) {
  make_ledger();
  const std::string whole = read_file(path_);
  for (const std::size_t size : {whole.size() - 4096, whole.size() / 2, std::size_t{50}}) {
    write_file(path_, whole.substr(0, size));
    EXPECT_NE(error_of(path_).find("backup"), std::string::npos) << size;
    EXPECT_EQ(read_file(path_), whole.substr(0, size));
  }
}

TEST_F(OpenLedger, ADamagedPageIsRefusedAndNotOverwritten) {
  make_ledger();
  std::string content = read_file(path_);
  content.replace(100, 4000, 4000, '\xff');  // the schema itself
  write_file(path_, content);
  EXPECT_NE(error_of(path_).find("restore it from a backup"), std::string::npos);
  EXPECT_EQ(read_file(path_), content);
}

TEST_F(OpenLedger, QuickCheckFindsADamagedIndex) {
  make_ledger();
  EXPECT_TRUE(open().quick_check(kNow).empty());
  const std::int64_t page = count(read(), "SELECT rootpage FROM sqlite_schema WHERE name = 'decisions'");
  std::string content = read_file(path_);
  content.replace(static_cast<std::size_t>(page - 1) * 4096, 100, 100, '\x55');
  write_file(path_, content);
  EXPECT_FALSE(open().quick_check(kNow).empty());
}

TEST_F(OpenLedger, AsRootItKeepsOwnerAndMode) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  constexpr uid_t kOwner = 4242;
  make_ledger();
  std::filesystem::remove(path_.string() + ".head");
  std::filesystem::remove(path_.string() + ".lock");
  ASSERT_EQ(::chown(path_.c_str(), kOwner, kOwner), 0);
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  Ledger ledger = open();
  begin(ledger);
  for (const auto& [name, content] : files()) {
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, kOwner) << name;
    EXPECT_EQ(status.st_gid, kOwner) << name;
  }
  EXPECT_EQ(files().size(), 5U) << "the ledger, -wal, -shm, .lock and .head";
  EXPECT_EQ(mode_of(path_), 0640);
}

TEST_F(OpenLedger, AsRootANewLedgerBelongsToTheOwnerOfItsFolder) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  constexpr uid_t kOwner = 4242;
  ASSERT_EQ(::chown(folder_.c_str(), kOwner, kOwner), 0);
  make_ledger();
  for (const auto& [name, content] : files()) {
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, kOwner) << name;
  }
}

}  // namespace
}  // namespace harvestd

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class Backup : public LedgerTest {
 protected:
  std::filesystem::path to_ = folder_ / "copy.db";
};

TEST_F(Backup, OfALiveLedgerIsWholeAndInRollbackJournalMode) {
  Ledger ledger = open();
  ledger.plan(begin(ledger), {promotion("a")}, kNow);
  const Result<void> done = Ledger::backup(path_, to_);
  ASSERT_FALSE(done.has_error()) << done.error().message;
  ledger.plan(begin(ledger), {promotion("b")}, kNow);
  path_ = to_;
  const LedgerReader copy = read();
  EXPECT_EQ(copy.database().text("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(count(copy, "SELECT count(*) FROM audit_promotions"), 1);
  EXPECT_EQ(copy.ledger_id(), ledger.reader().ledger_id());
  EXPECT_TRUE(Ledger::verify(copy).empty());
}

TEST_F(Backup, IsPrivateAndAloneUnderItsName) {
  make_ledger();
  const mode_t before = ::umask(0);
  ASSERT_FALSE(Ledger::backup(path_, to_).has_error());
  ::umask(before);
  struct stat status{};
  ASSERT_EQ(::stat(to_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  for (const auto& [name, content] : files()) EXPECT_EQ(name.find("copy.db."), std::string::npos) << name;
}

TEST_F(Backup, NeverTouchesAFileThatExists) {
  make_ledger();
  write_file(to_, "precious");
  const auto before = files();
  const Result<void> done = Ledger::backup(path_, to_);
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().code, Errc::kInvalidValue);
  EXPECT_EQ(files()["copy.db"], "precious");
  EXPECT_EQ(before.size(), files().size());
}

TEST_F(Backup, ADanglingLinkIsAFileThatExists) {
  make_ledger();
  std::filesystem::create_symlink(folder_ / "elsewhere", to_);
  EXPECT_TRUE(Ledger::backup(path_, to_).has_error());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
}

TEST_F(Backup, OfNothingIsNotFound) {
  EXPECT_EQ(Ledger::backup(path_, to_).error().code, Errc::kNotFound);
  EXPECT_TRUE(files().empty());
}

TEST_F(Backup, ThatDoesNotFitLeavesNothingBehind) {
  make_ledger();
  in_killed_process([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{8192, 8192};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    EXPECT_TRUE(Ledger::backup(path_, to_).has_error());
  });
  for (const auto& [name, content] : files()) EXPECT_EQ(name.find("copy.db"), std::string::npos) << name;
}

TEST_F(Backup, RestoredInPlaceOfTheLedgerIsNoticed) {
  make_ledger();
  ASSERT_FALSE(Ledger::backup(path_, to_).has_error());
  open().record_event("note", "later", "{}", kNow);
  std::filesystem::rename(to_, path_);
  EXPECT_TRUE(open().findings().restored);
}

}  // namespace
}  // namespace harvestd

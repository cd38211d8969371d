#include <csignal>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using Lock = LedgerTest;

TEST_F(Lock, ASecondHolderInTheSameProcessIsRefused) {
  const Ledger ledger = open();
  const Result<Ledger> second = Ledger::open(path_, kNow);
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().code, Errc::kLedgerHeld);
}

TEST_F(Lock, ASecondProcessIsRefusedAndChangesNoByte) {
  Ledger ledger = open();
  ledger.plan(begin(ledger), {promotion("red shoes")}, kNow);
  const auto before = files();
  in_killed_process([&] {
    const Result<Ledger> second = Ledger::open(path_, kNow);
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().code, Errc::kLedgerHeld);
  });
  EXPECT_EQ(files(), before);
}

TEST_F(Lock, TheHolderIsNamedToWhomItRefuses) {
  const Ledger ledger = open();
  EXPECT_EQ(read_file(path_.string() + ".lock"), std::to_string(::getpid()) + "\n");
  in_killed_process([&] {
    const std::string told = Ledger::open(path_, kNow).error().message;
    EXPECT_TRUE(told.ends_with("(pid " + std::to_string(::getppid()) + ")")) << told;
  });
  write_file(path_.string() + ".lock", "anything else");
  EXPECT_TRUE(Ledger::open(path_, kNow).error().message.ends_with("harvestd process"));
}

TEST_F(Lock, AFileThatIsNoLockKeepsWhatItHolds) {
  for (const std::string content : {"12345678901234567890\n", "4711", "root:x:0\n", "\n"}) {
    write_file(path_.string() + ".lock", content);
    EXPECT_FALSE(Ledger::open(path_, kNow).has_error());
    EXPECT_EQ(read_file(path_.string() + ".lock"), content);
  }
}

TEST_F(Lock, AnotherNameForTheSameLedgerIsTheSameLock) {
  const Ledger ledger = open();
  std::filesystem::create_symlink(path_, folder_ / "alias.db");
  const Result<Ledger> second = Ledger::open(folder_ / "alias.db", kNow);
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().code, Errc::kLedgerHeld);
}

TEST_F(Lock, IsFreeOnceItsHolderWasKilledAndTheFileStays) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const Ledger ledger = open();
    const bool told = ::write(ready[1], "x", 1) == 1;
    while (told) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(Ledger::open(path_, kNow).error().code, Errc::kLedgerHeld);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "ledger.db.lock"));
  EXPECT_FALSE(Ledger::open(path_, kNow).has_error());
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(Lock, TheRemedyForAMissingRightIsSaidForThatAlone) {
  const auto refused = [](const std::filesystem::path& ledger) { return Ledger::open(ledger, kNow).error().message; };
  EXPECT_NE(refused(folder_ / "missing" / "ledger.db").find("create the folder first"), std::string::npos);
  std::filesystem::create_symlink(folder_ / "elsewhere", path_.string() + ".lock");
  const std::string link = refused(path_);
  EXPECT_NE(link.find("cannot open the lock"), std::string::npos) << link;
  EXPECT_EQ(link.find("as root"), std::string::npos) << link;
}

TEST_F(Lock, IsReleasedByACleanClose) {
  {
    const Ledger ledger = open();
  }
  EXPECT_FALSE(Ledger::open(path_, kNow).has_error());
}

}  // namespace
}  // namespace harvestd

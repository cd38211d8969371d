#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class Reader : public LedgerTest {
 protected:
  Error error() {
    Result<LedgerReader> reader = LedgerReader::open(path_);
    return reader.has_error() ? reader.error() : Error{Errc::kStopped, "opened"};
  }
};

constexpr uid_t kNobody = 65534;

// Root may write anywhere, so as root the child becomes the ledger's owner and nobody else.
void become(uid_t user) {
  if (::geteuid() != 0) return;
  ASSERT_EQ(::setresgid(user, user, user), 0);
  ASSERT_EQ(::setresuid(user, user, user), 0);
}

TEST_F(Reader, SeesALiveLedger) {
  Ledger ledger = open();
  ledger.plan(begin(ledger), {promotion("a")}, kNow);
  EXPECT_EQ(count(read(), "SELECT count(*) FROM audit_promotions"), 1);
  EXPECT_EQ(read().ledger_id(), ledger.reader().ledger_id());
}

TEST_F(Reader, SeesOneSnapshotWhileTheWriterGoesOn) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  const LedgerReader reader = read();
  ledger.plan(cycle, {promotion("a")}, kNow);
  EXPECT_EQ(reader.promotion_state(promotion("a").identity), std::nullopt);
  EXPECT_EQ(read().promotion_state(promotion("a").identity), PromotionState::kPlanned);
  EXPECT_EQ(ledger.reader().promotion_state(promotion("a").identity), PromotionState::kPlanned);
}

TEST_F(Reader, OutlivesTheWriterAndLetsTheNextOneStart) {
  auto ledger = std::make_unique<Ledger>(open());
  ledger->plan(begin(*ledger), {promotion("a")}, kNow);
  const LedgerReader reader = read();
  ledger.reset();
  Ledger next = open();
  next.plan(begin(next), {promotion("b")}, kNow);
  EXPECT_EQ(count(reader, "SELECT count(*) FROM audit_promotions"), 1);
  EXPECT_TRUE(Ledger::verify(reader).empty());
  EXPECT_EQ(Ledger::older_than_head(reader), "") << "a head ahead of the snapshot is no complaint";
}

TEST_F(Reader, CannotWrite) {
  make_ledger();
  EXPECT_THROW(read().database().execute("DELETE FROM paused"), LedgerError);
}

TEST_F(Reader, WorksInAFolderThatCannotBeWrittenAfterACleanClose) {
  make_ledger();
  if (::geteuid() == 0) {
    for (const auto& [name, content] : files()) ASSERT_EQ(::chown((folder_ / name).c_str(), kNobody, kNobody), 0);
  }
  ASSERT_EQ(::chmod(folder_.c_str(), 0555), 0);
  const auto before = files();
  in_killed_process([&] {
    become(kNobody);
    ASSERT_NE(::access(folder_.c_str(), W_OK), 0) << "this test needs a folder that it cannot write";
    const LedgerReader reader = read();
    EXPECT_EQ(count(reader, "SELECT count(*) FROM audit_promotions"), 1);
    EXPECT_THAT(Ledger::verify(reader), ::testing::IsEmpty());
  });
  EXPECT_EQ(files(), before);
}

TEST_F(Reader, AsRootLeavesTheOwnerAbleToStart) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  ASSERT_EQ(::chown(folder_.c_str(), kNobody, kNobody), 0);
  make_ledger();
  EXPECT_EQ(count(read(), "SELECT count(*) FROM audit_promotions"), 1);
  for (const auto& [name, content] : files()) {
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, kNobody) << name;
  }
  in_killed_process([&] {
    become(kNobody);
    EXPECT_FALSE(open().findings().unclean);
  });
}

TEST_F(Reader, AMissingLedgerIsNotFound) {
  EXPECT_EQ(error().code, Errc::kNotFound);
  EXPECT_TRUE(files().empty());
}

TEST_F(Reader, AnotherProgramsDatabaseIsRefusedAndUntouched) {
  write_file(path_, "");
  foreign().execute("PRAGMA journal_mode=WAL; CREATE TABLE theirs (x)");
  const auto before = files();
  EXPECT_EQ(error().code, Errc::kLedgerUnusable);
  EXPECT_NE(error().message.find("another program's"), std::string::npos);
  EXPECT_EQ(files(), before);
}

TEST_F(Reader, NewerAndOlderSchemasNameTheRemedy) {
  make_ledger();
  foreign().execute("PRAGMA user_version=99");
  EXPECT_NE(error().message.find("upgrade harvestd"), std::string::npos);
  foreign().execute("PRAGMA user_version=0");
  EXPECT_NE(error().message.find("older schema"), std::string::npos);
  EXPECT_NE(error().message.find("harvestd once"), std::string::npos);
}

TEST_F(Reader, ADamagedLedgerSaysSo) {
  make_ledger();
  std::string content = read_file(path_);
  content.replace(100, 4000, 4000, '\xff');
  write_file(path_, content);
  EXPECT_NE(error().message.find("restore it from a backup"), std::string::npos);
}

TEST_F(Reader, AnEmptyLedgerKnowsNothing) {
  const LedgerReader reader = LedgerReader::empty();
  EXPECT_EQ(reader.promotion_state(promotion("a").identity), std::nullopt);
  EXPECT_EQ(reader.promotions_sent(kCampaign.profile, utc_day(kNow)), 0);
  EXPECT_EQ(reader.latest_day(), std::chrono::sys_days());
  EXPECT_FALSE(reader.is_paused("spring-auto"));
  EXPECT_EQ(reader.parked_until(kCampaign.profile, kNow), std::nullopt);
  EXPECT_FALSE(reader.last_cycle(kCampaign.profile, kCampaign.campaign).has_value());
  EXPECT_TRUE(Ledger::verify(reader).empty());
}

TEST_F(Reader, APathWithSpecialCharactersIsAPath) {
  path_ = folder_ / "a?b#c%20 d.db";
  make_ledger();
  EXPECT_EQ(count(read(), "SELECT count(*) FROM audit_promotions"), 1);
}

}  // namespace
}  // namespace harvestd

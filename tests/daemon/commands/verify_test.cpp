// verify, backup and version.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/daemon/commands/ledger_fixture.h"

namespace harvestd {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Verify = LedgerFixture;
using Backup = LedgerFixture;

TEST_F(Verify, ASoundLedgerSaysWhatWasChecked) {
  fill();
  const Ran ran = run([&] { return run_verify(typed({"verify", "-c", config()})); });
  EXPECT_EQ(ran.code, kExitDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("  SQLite integrity check: sound\n  event chain: "));
}

TEST_F(Verify, ABackupThatWasPutBackIsAnOlderCopyAndNotDamaged) {
  fill();
  const auto copy = (folder_.path() / "copy.db").native();
  ASSERT_TRUE(Ledger::backup(path(), copy));
  Ledger::open(path(), at("2026-11-23T00:00Z")).value().record_event("note", "later", "{}", at("2026-11-23T00:00Z"));
  std::filesystem::rename(copy, path());
  const Ran ran = run([&] { return run_verify(typed({"verify", "-c", config()})); });
  EXPECT_EQ(ran.code, kExitFailed) << "something is missing, whoever took it";
  EXPECT_THAT(ran.out, HasSubstr("SQLite integrity check: sound"));
  EXPECT_THAT(ran.err, AllOf(HasSubstr("is an older copy, or"), HasSubstr("not damaged"), HasSubstr("(`settle`)")));
  EXPECT_THAT(ran.err, Not(HasSubstr("is damaged")));
}

TEST_F(Verify, ADamagedLedgerFails) {
  fill();
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 8 + 1);
    file << std::string(4096 * 4, '\x5a');
  }
  const Ran ran = run([&] { return run_verify(typed({"verify", "-c", config()})); });
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_NE(ran.err, "");
}

TEST_F(Backup, ACopyIsMadeOnceAndReadable) {
  fill();
  const auto to = (folder_.path() / "copy.db").native();
  const Ran ran = run([&] { return run_backup(typed({"backup", to, "-c", config()})); });
  EXPECT_EQ(ran.code, kExitDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("copied " + path().native() + " to " + to));
  EXPECT_TRUE(LedgerReader::open(to));
  const auto size = std::filesystem::file_size(to);
  const Ran again = run([&] { return run_backup(typed({"backup", to, "-c", config()})); });
  EXPECT_EQ(again.code, kExitFailed);
  EXPECT_EQ(std::count(again.err.begin(), again.err.end(), '\n'), 1);
  EXPECT_EQ(std::filesystem::file_size(to), size);
}

TEST_F(Backup, WithoutALedgerThereIsNothingToCopy) {
  const auto to = (folder_.path() / "copy.db").native();
  const Ran ran = run([&] { return run_backup(typed({"backup", to, "-c", config()})); });
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("there is no ledger at"));
  EXPECT_FALSE(std::filesystem::exists(to));
}

TEST(Version, NamesWhatItIsBuiltOn) {
  const Ran ran = run([] { return run_version(typed({"version"})); });
  EXPECT_EQ(ran.code, kExitDone);
  EXPECT_THAT(ran.out, HasSubstr("harvestd " HARVESTD_VERSION "\n"));
  for (const char* word : {"compiler", "Boost", "OpenSSL", "SQLite", "ICU"}) {
    EXPECT_THAT(ran.out, HasSubstr(word));
  }
}

}  // namespace
}  // namespace harvestd

#include "storage/event_chain.h"

#include <gmock/gmock.h>

#include "storage/head.h"
#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class Chain : public LedgerTest {
 protected:
  void make_events() {
    Ledger ledger = open();
    for (int i = 1; i <= 5; ++i) ledger.record_event("note", std::to_string(i), "{\"n\":1}", kNow);
  }
  // Another program with another idea: no triggers in its way.
  void tamper(const std::string& sql) {
    sqlite::Database database = foreign();
    database.execute("DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; " + sql);
  }
  std::vector<std::string> complaints() { return Ledger::verify(read()); }
};

TEST_F(Chain, IsSoundAsWritten) {
  make_events();
  EXPECT_THAT(complaints(), ::testing::IsEmpty());
  EXPECT_EQ(Ledger::older_than_head(read()), "");
}

TEST_F(Chain, EventsAreAppendOnlyEvenForReplace) {
  Ledger ledger = open();
  ledger.record_event("note", "x", "{}", kNow);
  sqlite::Database& database = ledger.reader().database();
  for (const char* sql : {"UPDATE events SET data = '{}'", "DELETE FROM events",
                          "INSERT OR REPLACE INTO events SELECT seq, at, kind, subject, '{\"a\":1}', hash FROM events",
                          "UPDATE OR REPLACE events SET seq = 1"}) {
    EXPECT_THROW(database.execute(sql), LedgerError) << sql;
  }
}

TEST_F(Chain, AChangedEventIsFound) {
  for (const char* column : {"at = at + 1", "kind = 'x'", "subject = 'x'", "data = '{}'", "hash = zeroblob(32)"}) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    make_events();
    tamper(std::string("UPDATE events SET ") + column + " WHERE seq = 3");
    ASSERT_FALSE(complaints().empty()) << column;
    EXPECT_NE(complaints()[0].find("event 3 was changed"), std::string::npos) << column;
  }
}

TEST_F(Chain, AMissingEventIsFound) {
  make_events();
  tamper("DELETE FROM events WHERE seq = 2");
  ASSERT_FALSE(complaints().empty());
  EXPECT_EQ(complaints()[0], "event 2 is missing");
}

TEST_F(Chain, AMissingEndIsFoundByTheHead) {
  make_events();
  tamper("DELETE FROM events WHERE seq = 5");
  EXPECT_THAT(complaints(), ::testing::IsEmpty()) << "no damage: a copy that was restored looks the same";
  EXPECT_EQ(Ledger::older_than_head(read()), "it ends with event 4, and " + path_.string() + ".head knows event 5");
}

TEST_F(Chain, ARowThatRefersToNothingIsFound) {
  make_ledger();
  foreign().execute("PRAGMA foreign_keys=OFF; UPDATE promotions SET rule = 99");
  ASSERT_EQ(complaints().size(), 1U);
  EXPECT_NE(complaints()[0].find("promotions"), std::string::npos);
}

TEST_F(Chain, ARestoredBackupIsNoticedOnceAndRecorded) {
  make_events();
  const std::string old = read_file(path_);
  open().record_event("note", "later", "{}", kNow);
  write_file(path_, old);
  {
    const Ledger ledger = open();
    EXPECT_TRUE(ledger.findings().restored);
    EXPECT_EQ(ledger.reader().database().text("SELECT data FROM audit_events WHERE kind = 'recovered'"),
              R"({"unclean":false,"restored":true,"head_seq":6,"unresolved":[],"abandoned_cycles":[]})");
  }
  EXPECT_FALSE(open().findings().restored);
  EXPECT_THAT(complaints(), ::testing::IsEmpty());
}

TEST_F(Chain, AnotherHistoryOfTheSameLengthIsRestoredToo) {
  make_events();
  const std::string old = read_file(path_);
  open().record_event("note", "one way", "{}", kNow);
  const std::string head = read_file(path_.string() + ".head");
  write_file(path_, old);
  std::filesystem::remove(path_.string() + ".head");
  open().record_event("note", "another way", "{}", kNow);
  write_file(path_.string() + ".head", head);
  ASSERT_EQ(complaints().size(), 1U);
  EXPECT_NE(complaints()[0].find("event 6 is not the one that"), std::string::npos);
  EXPECT_TRUE(open().findings().restored);
}

TEST_F(Chain, ALostLedgerBesideItsHeadIsRestored) {
  make_events();
  std::filesystem::remove(path_);
  EXPECT_TRUE(open().findings().restored);
}

TEST_F(Chain, AHeadThatIsNoHeadIsTakenForTheWorst) {
  make_events();
  write_file(path_.string() + ".head", "garbage");
  EXPECT_TRUE(open().findings().restored);
}

TEST_F(Chain, AMissingHeadIsWrittenAgain) {
  make_events();
  const std::string head = read_file(path_.string() + ".head");
  std::filesystem::remove(path_.string() + ".head");
  EXPECT_FALSE(open().findings().restored);
  EXPECT_EQ(read_file(path_.string() + ".head"), head);
}

TEST_F(Chain, TheHeadFollowsEachCommit) {
  Ledger ledger = open();
  for (std::int64_t seq = 1; seq <= 3; ++seq) {
    ledger.record_event("note", "x", "{}", kNow);
    const ChainEnd end = chain_end(ledger.reader().database());
    EXPECT_EQ(end.seq, seq);
    EXPECT_EQ(Head(Disk::system(), path_, {}).read(), end);
    EXPECT_EQ(read_file(path_.string() + ".head"), std::to_string(seq) + ' ' + to_hex(end.hash) + '\n');
  }
}

// Computed with Python: sha256(32 zero bytes + 8-byte 1 + 8-byte 2 + each text behind its 8-byte length).
TEST_F(Chain, TheHashIsTheOneSchemaMdDescribes) {
  const EventHash hash =
      event_hash(EventHash{}, Event{.seq = 1, .at = 2, .kind = "note", .subject = "x", .data = "{}"});
  EXPECT_EQ(to_hex(hash),
            "75064ae1f751a58d8836d652d215feea"
            "70fdef72f169e64cb5f6da02920b9142");
}

TEST_F(Chain, AnEventThatIsNotAJsonObjectIsABug) {
  Ledger ledger = open();
  for (const char* data : {"", "[]", "{", "1"}) {
    EXPECT_DEATH(ledger.record_event("note", "x", data, kNow), "invariant") << data;
  }
}

TEST(JsonString, EscapesWhatMustBe) {
  EXPECT_EQ(json_string("a\"\\\n\x01é"), "\"a\\\"\\\\\\u000a\\u0001é\"");
}

}  // namespace
}  // namespace harvestd

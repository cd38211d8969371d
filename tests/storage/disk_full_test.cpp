#include <sys/resource.h>

#include <csignal>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

class DiskFull : public LedgerTest {
 protected:
  // No file of this process grows beyond the limit, as on a full disk.
  static void limit_files(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
};

TEST_F(DiskFull, ThrowsAndTheLedgerStaysSound) {
  in_killed_process([&] {
    Ledger ledger = open();
    const CycleId cycle = begin(ledger);
    ledger.plan(cycle, {promotion("a")}, kNow);
    limit_files(256 * 1024);
    const auto fill = [&] {
      for (int i = 0; i < 100; ++i) {
        std::vector<DecisionRow> rows;
        for (int j = 0; j < 100; ++j) rows.push_back(decision(std::to_string(i) + ' ' + std::to_string(j)));
        ledger.record_decisions(cycle, rows, kNow);
      }
    };
    EXPECT_THROW(fill(), LedgerError);
  });
  const Ledger ledger = open();
  EXPECT_TRUE(ledger.findings().unclean);
  EXPECT_TRUE(Ledger::verify(ledger.reader()).empty());
  EXPECT_EQ(ledger.reader().promotion_state(promotion("a").identity), PromotionState::kPlanned);
  EXPECT_GT(count(ledger.reader(), "SELECT count(*) FROM decisions"), 0);
  EXPECT_EQ(count(ledger.reader(), "SELECT count(*) % 100 FROM decisions"), 0) << "whole transactions only";
}

TEST_F(DiskFull, AfterAFailureNoAttemptBeginsEvenWithSpaceAgain) {
  in_killed_process([&] {
    Ledger ledger = open();
    const CycleId cycle = begin(ledger);
    const auto planned = ledger.plan(cycle, {promotion("a")}, kNow);
    limit_files(100);
    EXPECT_THROW(ledger.begin_attempt(cycle, ids_of(planned), kNow), LedgerError);
    limit_files(RLIM_INFINITY);
    EXPECT_THROW(ledger.begin_attempt(cycle, ids_of(planned), kNow), LedgerError);
    EXPECT_EQ(ledger.reader().promotion_state(promotion("a").identity), PromotionState::kPlanned);
  });
  EXPECT_EQ(open().reader().promotion_state(promotion("a").identity), PromotionState::kPlanned);
}

TEST_F(DiskFull, WhileMakingALedgerLeavesNone) {
  in_killed_process([&] {
    limit_files(8192);
    EXPECT_EQ(Ledger::open(path_, kNow).error().code, Errc::kLedgerUnusable);
  });
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_TRUE(Ledger::verify(open().reader()).empty());
}

}  // namespace
}  // namespace harvestd

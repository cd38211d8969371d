// What the ledger's tests share: a folder of their own, rows to write, files to compare, processes to kill.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "storage/ledger.h"
#include "storage/sqlite.h"

namespace harvestd {

inline TimePoint at(std::string_view text) {
  return parse_iso8601(text).value();
}
inline const TimePoint kNow = at("2026-11-23T10:00:00.120Z");

inline const CampaignRow kCampaign{.profile = ProfileId("3312345678901234"),
                                   .marketplace = "US",
                                   .campaign = CampaignId("232423432423423"),
                                   .label = "spring-auto"};

inline DecisionRow decision(std::string key, Reason reason = Reason::kNoRule,
                            Evidence evidence = {.clicks = 7, .conversions = 1}) {
  return {.source_ad_group = AdGroupId("111"),
          .group = GroupId("G1"),
          .kind = Kind::kKeyword,
          .target = key,
          .key = key,
          .evidence = evidence,
          .judgement = {.reason = reason, .rule = "proven", .detail = "clicks 7, needs at least 10"}};
}

inline NewPromotion promotion(std::string key, std::int64_t bid_micros = 750'000, MatchType match = MatchType::kExact) {
  return {.identity = {.profile = kCampaign.profile,
                       .group = GroupId("G1"),
                       .kind = Kind::kKeyword,
                       .key = key,
                       .match = match},
          .source_ad_group = AdGroupId("111"),
          .destination_ad_group = AdGroupId("222"),
          .target = key,
          .bid = Money(Currency::kUSD, Decimal::from_micros(bid_micros)),
          .bid_basis = "fixed 0.75",
          .rule = "proven",
          .evidence = {.clicks = 12, .conversions = 3}};
}

inline std::vector<PromotionId> ids_of(const std::vector<OpenPromotion>& promotions) {
  std::vector<PromotionId> ids;
  for (const OpenPromotion& promotion : promotions) ids.push_back(promotion.id);
  return ids;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// Runs `body` in a child process that then ends on the spot, no destructor run, as if killed. The child's own failures
/// (and exceptions) are the parent's.
template <class Body>
void in_killed_process(Body&& body) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    try {
      body();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "child: %s\n", error.what());
      ::_exit(1);
    }
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
}

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() {
    std::string name = (std::filesystem::temp_directory_path() / "ledger-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ / "ledger.db";
  }
  ~LedgerTest() override {
    std::error_code ignored;
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(folder_, ignored);
  }

  Ledger open(TimePoint now = kNow) { return open_at(path_, now); }
  static Ledger open_at(const std::filesystem::path& path, TimePoint now = kNow) {
    Result<Ledger> ledger = Ledger::open(path, now);
    if (ledger.has_error()) throw std::runtime_error(ledger.error().message);
    return std::move(*ledger);
  }
  LedgerReader read() {
    Result<LedgerReader> reader = LedgerReader::open(path_);
    if (reader.has_error()) throw std::runtime_error(reader.error().message);
    return std::move(*reader);
  }
  static CycleId begin(Ledger& ledger, TimePoint now = kNow) {
    return ledger.begin_cycle(kCampaign, "auto", Trigger::kSchedule, now);
  }
  static std::int64_t count(const LedgerReader& reader, std::string_view query) {
    return reader.database().integer(query).value_or(-1);
  }
  /// The content of every file in the folder, by name.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      all[entry.path().filename().string()] = read_file(entry.path());
    }
    return all;
  }
  /// A closed ledger with one planned promotion.
  void make_ledger() {
    Ledger ledger = open();
    ledger.plan(begin(ledger), {promotion("red shoes")}, kNow);
  }
  /// A connection as any other program would make it.
  sqlite::Database foreign() { return sqlite::Database(path_, sqlite::Database::Mode::kReadWrite); }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

}  // namespace harvestd

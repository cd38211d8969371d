// A whole harvest in one process: an account by hand in the sandbox, a configuration text, the real engine, transport
// and ledger.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/harvest/cycle.h"
#include "tests/sandbox/server.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {

class HarvestTest : public testing::Test {
 protected:
  static constexpr const char* kProfile = "3312345678901234";

  HarvestTest();

  /// Recommends a keyword or ASIN under the campaign's `ad`-th ad.
  void recommend(sandbox::Kind kind, const std::string& target, std::uint32_t clicks, std::uint32_t conversions,
                 std::size_t ad = 0);
  void recommend_keyword(const std::string& target, std::uint32_t clicks, std::uint32_t conversions) {
    recommend(sandbox::Kind::kKeyword, target, clicks, conversions);
  }

  /// Starts the sandbox with the account as it is now. Called by the first cycle.
  sandbox::Server& server();

  /// One cycle with a process of its own: the ledger is opened and closed. Of the first campaign, or a further one.
  CycleOutcome cycle(std::size_t campaign = 0);

  /// The values of one column of a query on the ledger's views.
  std::vector<std::string> query(const std::string& sql);
  std::string query_one(const std::string& sql);

  /// Changes the ledger behind harvestd's back.
  void run_sql(const std::string& sql);

  /// Writes the configuration as it is now into the folder, for a program to read.
  std::filesystem::path write_configuration();

  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path ledger_path() const { return folder_.path() / "ledger.db"; }

  sandbox::Account account_;
  sandbox::Profile* profile_;
  sandbox::AutoCampaign campaign_;
  sandbox::ServerOptions server_options_;
  EngineOptions engine_options_;

  // The configuration, in parts that a test may replace.
  std::string mode_ = "auto";
  int media_type_version_ = 1;
  std::string top_level_;  // further top-level keys, whole lines
  std::string promote_ = "[{match: exact, bid: {fixed: 0.75}}]";
  std::string timeout_ = "5s";
  std::string settle_ = "1h";   // no second look comes in time
  std::string campaigns_;       // further ones of the profile, whole lines
  std::string second_profile_;  // the label of its only campaign; Amazon knows neither

 private:
  std::string configuration();

  TemporaryFolder folder_;
  std::unique_ptr<sandbox::Server> server_;
};

}  // namespace harvestd

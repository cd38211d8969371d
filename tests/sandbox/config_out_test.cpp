#include "tests/sandbox/config_out.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/sandbox/seed.h"

namespace harvestd::sandbox {
namespace {

struct ConfigOutTest : testing::Test {
  std::filesystem::path directory =
      std::filesystem::path(testing::TempDir()) / ("sandbox-config-" + std::to_string(::getpid()));

  ~ConfigOutTest() override { std::filesystem::remove_all(directory); }

  std::string written(const Account& account, const std::string& ca_file = "") {
    write_config(directory / "harvestd.yaml", account, ApiOptions{}, {"http://127.0.0.1:1", ca_file});
    std::ostringstream text;
    text << std::ifstream(directory / "harvestd.yaml").rdbuf();
    return text.str();
  }
};

TEST_F(ConfigOutTest, EveryAutoCampaignIsThere) {
  const Account account = seed_account({.profiles = 2, .marketplaces = {"US", "CA"}, .recommendations = 1});
  const std::string text = written(account);
  for (const Profile& profile : account.profiles()) {
    EXPECT_NE(text.find("id: \"" + profile.id + "\""), std::string::npos);
    for (const Campaign& campaign : profile.campaigns) {
      EXPECT_EQ(text.find(campaign.id) != std::string::npos, campaign.targeting == "AUTO");
    }
  }
  for (const std::string& asin : own_asins(account)) EXPECT_NE(text.find(asin), std::string::npos);
}

TEST_F(ConfigOutTest, RulesAreInTheCurrencyOfTheMarketplaceAndTheRegionFollows) {
  const std::string us = written(seed_account({.marketplaces = {"US"}, .recommendations = 1}));
  EXPECT_NE(us.find("bid: {fixed: 0.60}"), std::string::npos);
  EXPECT_NE(us.find("region: na\n"), std::string::npos);
  const std::string jp = written(seed_account({.marketplaces = {"JP"}, .recommendations = 1}));
  EXPECT_NE(jp.find("bid: {fixed: 90}"), std::string::npos);
  EXPECT_NE(jp.find("region: fe\n"), std::string::npos);
}

TEST_F(ConfigOutTest, ProfilesOfSeveralRegionsDoNotFitInOneConfiguration) {
  EXPECT_THROW(written(seed_account({.profiles = 2, .marketplaces = {"US", "JP"}, .recommendations = 1})),
               std::invalid_argument);
}

TEST_F(ConfigOutTest, SecretsAreFilesThatOnlyTheirOwnerReads) {
  const std::string text = written(seed_account({.recommendations = 1}));
  for (const char* name : {"client-id", "client-secret", "refresh-token"}) {
    struct stat info{};
    ASSERT_EQ(::stat((directory / name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_NE(text.find((directory / name).string()), std::string::npos);
  }
  EXPECT_EQ(text.find("sandbox-refresh-token"), std::string::npos);
}

TEST_F(ConfigOutTest, TheAuthorityIsNamedWithTlsOnly) {
  const Account account = seed_account({.recommendations = 1});
  EXPECT_EQ(written(account).find("ca_file"), std::string::npos);
  EXPECT_NE(written(account, "/tmp/ca.pem").find("ca_file: \"/tmp/ca.pem\""), std::string::npos);
}

}  // namespace
}  // namespace harvestd::sandbox

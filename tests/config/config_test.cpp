// What a good configuration means: values, defaults, and what campaigns take over from the general settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "tests/config/parse.h"

namespace harvestd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(Config, AMinimalOneHasTheDefaultsOfTheContract) {
  const Config config = parsed(kMinimal);
  EXPECT_EQ(config.api.endpoint, "https://advertising-api.amazon.com");
  EXPECT_EQ(config.api.token_endpoint, "https://api.amazon.com/auth/o2/token");
  EXPECT_EQ(config.api.timeout, 30s);
  EXPECT_EQ(config.api.media_type_version, 1);
  EXPECT_EQ(config.settle, 60s);
  EXPECT_EQ(config.limits.promotions_per_day, 500);
  EXPECT_FALSE(config.log.json);
  const CampaignConfig& campaign = config.profiles.at(0).campaigns.at(0);
  EXPECT_EQ(campaign.mode, Mode::kObserve);
  EXPECT_EQ(campaign.duplicates, Duplicates::kSameMatch);
  EXPECT_EQ(campaign.promotions_per_cycle, 200);
  EXPECT_EQ(std::get<Every>(campaign.schedule.when).interval, 6h);
  EXPECT_EQ(campaign.schedule.jitter, 0s);
  EXPECT_FALSE(campaign.group.has_value());
  EXPECT_THAT(campaign.rules, ElementsAre(config.rules.at(0).get()));
}

TEST(Config, EachRegionHasItsHosts) {
  const Config eu = parsed(with(kMinimal, {{"region: na", "region: eu"}, {"marketplace: US", "marketplace: DE"}}));
  EXPECT_EQ(eu.api.endpoint, "https://advertising-api-eu.amazon.com");
  EXPECT_EQ(eu.api.token_endpoint, "https://api.amazon.co.uk/auth/o2/token");
  const Config fe = parsed(with(kMinimal, {{"region: na", "region: fe"}, {"marketplace: US", "marketplace: AU"}}));
  EXPECT_EQ(fe.api.endpoint, "https://advertising-api-fe.amazon.com");
  EXPECT_EQ(fe.api.token_endpoint, "https://api.amazon.co.jp/auth/o2/token");
}

TEST(Config, TheExampleLoadsAndCampaignsOverrideTheGeneralSettings) {
  auto result = load_config(TEST_DATA_DIR "/../../config/harvestd.example.yaml", {.check_secrets = false});
  ASSERT_EQ(texts(result), "");
  const Config& config = std::get<Config>(result);
  const auto [profile, summer] = config.find_campaign("summer-auto");
  ASSERT_NE(summer, nullptr);
  EXPECT_EQ(profile->marketplace->code, "US");
  EXPECT_EQ(summer->mode, Mode::kAuto);
  EXPECT_EQ(summer->duplicates, Duplicates::kAny);
  EXPECT_EQ(summer->promotions_per_cycle, 50);
  EXPECT_EQ(std::get<Cron>(summer->schedule.when).timezone(), "America/Los_Angeles");
  EXPECT_EQ(summer->schedule.jitter, 5min);
  EXPECT_EQ(summer->group, GroupId("243564645645645"));
  EXPECT_THAT(summer->ad_groups, ElementsAre(AdGroupId("23232432432423")));
  EXPECT_THAT(summer->rules, ElementsAre(config.rules.at(0).get()));
  ASSERT_EQ(summer->exclusions.terms.size(), 3u);
  EXPECT_EQ(summer->exclusions.terms[2].written, "winter");
  const CampaignConfig* spring = config.find_campaign("spring-auto").campaign;
  EXPECT_EQ(spring->exclusions.terms.size(), 2u);
  EXPECT_EQ(spring->mode, Mode::kObserve);
  EXPECT_EQ(config.find_campaign("winter-auto").campaign, nullptr);
}

TEST(Config, TheExampleSpeaksOfItsSecretsOnly) {
  const auto result = load_config(TEST_DATA_DIR "/../../config/harvestd.example.yaml");
  for (const Diagnostic& diagnostic : std::get<std::vector<Diagnostic>>(result)) {
    EXPECT_THAT(diagnostic.key, testing::StartsWith("credentials.default.")) << to_text(diagnostic);
  }
}

TEST(Config, RulesKeepExactNumbers) {
  const Config config =
      std::get<Config>(load_config(TEST_DATA_DIR "/corpus/good/rules.yaml", {.check_secrets = false}));
  const Rule& rule = *config.rules.at(0);
  EXPECT_EQ(rule.when.clicks->min, 10u);
  EXPECT_EQ(rule.when.clicks->max, 1000u);
  EXPECT_EQ(rule.when.conversion_rate->min->micros(), 80'000);
  EXPECT_EQ(rule.when.conversion_rate->confidence->micros(), 800'000);
  EXPECT_EQ(rule.when.any.size(), 2u);
  EXPECT_EQ(rule.when.any[1].all[1].none.at(0).clicks->max, 3u);
  EXPECT_TRUE(rule.when.text_matches->found_in("kettle"));
  ASSERT_EQ(rule.promote.size(), 3u);
  const AcosBid& acos = std::get<AcosBid>(rule.promote[0].bid.base);
  EXPECT_EQ(acos.target_acos.micros(), 300'000);
  EXPECT_EQ(acos.prior->clicks, 20u);
  EXPECT_FALSE(acos.average_order_value.has_value());
  EXPECT_EQ(rule.promote[0].bid.min->to_string(), "0.2");
  EXPECT_EQ(rule.promote[1].match, MatchType::kBroad);
  EXPECT_EQ(std::get<FixedBid>(rule.promote[1].bid.base).amount.micros(), 750'000);
  EXPECT_EQ(config.average_order_values.at("B0OWNPROD1").micros(), 24'900'000);
}

TEST(Config, PathsStartAtTheFolderOfTheFile) {
  const Config config = std::get<Config>(parse_config(
      with(kMinimal, {{"/var/lib/harvestd/ledger.db", "data/../ledger.db"}, {"{env: ADS_CLIENT_ID}", "{file: id}"}}),
      "/etc/harvestd/harvestd.yaml", {.check_secrets = false}));
  EXPECT_EQ(config.ledger.path, "/etc/harvestd/ledger.db");
  EXPECT_EQ(config.credentials.at("default").client_id.name, "/etc/harvestd/id");
}

TEST(Config, TheSocketIsInTheRuntimeFolderElseBesideTheLedger) {
  ::unsetenv("RUNTIME_DIRECTORY");
  EXPECT_EQ(parsed(kMinimal).admin.socket, "/var/lib/harvestd/control.sock");
  ::setenv("RUNTIME_DIRECTORY", "/run/harvestd:/run/other", 1);
  EXPECT_EQ(parsed(kMinimal).admin.socket, "/run/harvestd/control.sock");
  ::unsetenv("RUNTIME_DIRECTORY");
  EXPECT_EQ(parsed(with(kMinimal, {{"rules:", "admin: {socket: /tmp/own.sock}\nrules:"}})).admin.socket,
            "/tmp/own.sock");
}

TEST(Config, SettleFollowsTheTimeoutAndIsFreeOnLoopback) {
  EXPECT_EQ(parsed(with(kMinimal, {{"region: na", "region: na, timeout: 2m"}})).settle, 240s);
  const std::string loopback = with(
      kMinimal, {{"region: na", "region: na, endpoint: 'http://localhost:8080/'"}, {"rules:", "settle: 0s\nrules:"}});
  EXPECT_EQ(parsed(loopback).settle, 0s);
  EXPECT_EQ(parsed(loopback).api.endpoint, "http://localhost:8080");
}

TEST(Config, ACaFileMustHoldACertificate) {
  const TemporaryFile empty("no certificate here\n");
  const TemporaryFile pem("about\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_EQ(parsed(with(kMinimal, {{"region: na", "region: na, ca_file: " + pem.path()}})).api.ca_file, pem.path());
  EXPECT_THAT(problems(with(kMinimal, {{"region: na", "region: na, ca_file: " + empty.path()}})),
              testing::HasSubstr("holds no certificate in PEM form"));
}

TEST(Config, PinningTheKindInsideAllOrEveryAnyIsEnoughForItsMatchTypes) {
  const auto promote_broad = [](const std::string& when) {
    return problems(with(kMinimal, {{"{kind: keyword, clicks: {min: 10}}", when}, {"match: exact", "match: broad"}}));
  };
  EXPECT_EQ(promote_broad("{all: [{kind: keyword}, {clicks: {min: 1}}]}"), "");
  EXPECT_EQ(promote_broad("{any: [{kind: keyword}, {all: [{kind: keyword}]}]}"), "");
  EXPECT_NE(promote_broad("{any: [{kind: keyword}, {clicks: {min: 1}}]}"), "");
  EXPECT_NE(promote_broad("{not: {kind: product}}"), "");
}

TEST(Load, AFileThatCannotBeReadSaysSo) {
  EXPECT_THAT(texts(load_config("/nonexistent/harvestd.yaml")), testing::HasSubstr("cannot read: No such file"));
  EXPECT_THAT(texts(load_config("/")), testing::HasSubstr("is not a regular file"));
}

}  // namespace
}  // namespace harvestd

#include "tests/daemon/harvest/harvest_fixture.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fstream>

#include "config/load.h"
#include "daemon/process.h"

namespace harvestd {
namespace {

/// Once: a service that is starting may be reading it while a test writes another configuration.
void write_secret(const std::filesystem::path& file, const std::string& value) {
  if (std::filesystem::exists(file)) return;
  std::ofstream(file) << value;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

Task<void> one_cycle(Engine& engine, ApiClients& clients, const Config& config, std::size_t campaign,
                     CycleOutcome& outcome) {
  const ProfileConfig& profile = config.profiles.front();
  outcome = co_await run_cycle(engine, clients, config, profile, profile.campaigns.at(campaign), Trigger::kOnce);
}

}  // namespace

HarvestTest::HarvestTest() : profile_(&account_.add_profile(kProfile, "US")) {
  campaign_ = account_.add_auto_campaign(*profile_, "Bottles auto", {"B0SANDBOX1", "B0SANDBOX2"});
}

void HarvestTest::recommend(sandbox::Kind kind, const std::string& target, std::uint32_t clicks,
                            std::uint32_t conversions, std::size_t ad) {
  account_.add_recommendation(*profile_, campaign_.ad_ids.at(ad), kind, target,
                              sandbox::Metrics{.clicks = clicks, .conversions = conversions});
}

sandbox::Server& HarvestTest::server() {
  if (!server_) server_ = std::make_unique<sandbox::Server>(server_options_, account_);
  return *server_;
}

std::string HarvestTest::configuration() {
  const std::filesystem::path& folder = folder_.path();
  write_secret(folder / "client-id", server_options_.api.client_id);
  write_secret(folder / "client-secret", server_options_.api.client_secret);
  write_secret(folder / "refresh-token", server_options_.api.refresh_token);
  std::string text = fmt::format(
      R"(version: 1
api: {{region: na, media_type_version: {media_types}, endpoint: "{url}", token_endpoint: "{url}/auth/o2/token",
      timeout: {timeout}}}
credentials:
  default:
    client_id: {{file: "{folder}/client-id"}}
    client_secret: {{file: "{folder}/client-secret"}}
    refresh_token: {{file: "{folder}/refresh-token"}}
ledger: {{path: "{folder}/ledger.db"}}
schedule: {{every: 6h}}
settle: {settle}
mode: {mode}
{top_level}
rules:
  - name: proven-keywords
    when: {{kind: keyword, clicks: {{min: 10}}, conversions: {{min: 2}}}}
    promote: {promote}
  - name: proven-products
    when: {{kind: product, clicks: {{min: 10}}, conversions: {{min: 2}}}}
    promote: [{{match: expanded, bid: {{fixed: 0.99}}}}]
profiles:
  - id: "{profile}"
    marketplace: US
    credentials: default
    campaigns:
      - {{id: "{campaign}", label: bottles}}
{campaigns})",
      fmt::arg("url", server().url()), fmt::arg("media_types", media_type_version_), fmt::arg("timeout", timeout_),
      fmt::arg("folder", folder.string()), fmt::arg("settle", settle_), fmt::arg("mode", mode_),
      fmt::arg("top_level", top_level_), fmt::arg("promote", promote_), fmt::arg("profile", kProfile),
      fmt::arg("campaign", campaign_.campaign_id), fmt::arg("campaigns", campaigns_));
  if (!second_profile_.empty()) {
    text += fmt::format(
        "  - {{id: \"999\", marketplace: US, credentials: default, campaigns: [{{id: \"{}\", label: {}}}]}}\n",
        second_profile_.size(), second_profile_);
  }
  return text;
}

std::filesystem::path HarvestTest::write_configuration() {
  const std::filesystem::path file = folder_.path() / "harvestd.yaml";
  std::ofstream(file) << configuration();
  return file;
}

CycleOutcome HarvestTest::cycle(std::size_t campaign) {
  CycleOutcome outcome;
  auto loaded = parse_config(configuration(), folder_.path() / "harvestd.yaml");
  if (auto* wrong = std::get_if<std::vector<Diagnostic>>(&loaded)) {
    ADD_FAILURE() << to_text(wrong->front());
    return outcome;
  }
  const Config& config = std::get<Config>(loaded);
  Process process(config.api);
  Result<Ledger> ledger = Ledger::open(config.ledger.path, {process.runtime().now(), process.runtime().boot_clock()});
  if (!ledger) {
    ADD_FAILURE() << ledger.error().message;
    return outcome;
  }
  Engine engine(*ledger, process.runtime(), engine_options_);
  ApiClients clients(config, process.transport(), process.runtime(),
                     [&](const ApiCall& call) { engine.observe(call); });
  std::vector<Task<void>> tasks;
  tasks.push_back(one_cycle(engine, clients, config, campaign, outcome));
  process.run(std::move(tasks));
  return outcome;
}

std::vector<std::string> HarvestTest::query(const std::string& sql) {
  std::vector<std::string> values;
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(ledger_path().c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const unsigned char* text = sqlite3_column_text(statement, 0);
    values.emplace_back(text ? reinterpret_cast<const char*>(text) : "NULL");
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return values;
}

void HarvestTest::run_sql(const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(ledger_path().c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

std::string HarvestTest::query_one(const std::string& sql) {
  const std::vector<std::string> values = query(sql);
  return values.size() == 1 ? values.front() : fmt::format("({} rows)", values.size());
}

}  // namespace harvestd

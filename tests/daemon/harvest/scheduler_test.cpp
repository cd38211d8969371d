// When the loop of a profile runs its campaigns, in virtual time.
#include "daemon/harvest/scheduler.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

#include "config/load.h"
#include "tests/support/scripted_transport.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {
namespace {

constexpr const char* kConfiguration = R"(version: 1
api: {{region: na, endpoint: "http://127.0.0.1:1", token_endpoint: "http://127.0.0.1:1/token"}}
credentials:
  default: {{client_id: {{file: "{0}/s"}}, client_secret: {{file: "{0}/s"}}, refresh_token: {{file: "{0}/s"}}}}
ledger: {{path: "{0}/ledger.db"}}
schedule: {{every: 6h}}
mode: observe
rules: [{{name: all, when: {{kind: keyword}}, promote: [{{match: exact, bid: {{fixed: 0.75}}}}]}}]
profiles:
  - id: "1"
    marketplace: US
    credentials: default
    campaigns: [{{id: "11", label: first}}, {{id: "12", label: second}}]
)";

class Scheduler : public testing::Test {
 protected:
  Scheduler() {
    std::ofstream(folder_.path() / "s") << "not-a-secret";
    std::filesystem::permissions(folder_.path() / "s", std::filesystem::perms(0600));
    transport_.otherwise([this](const test::SentRequest& request) { return answer(request); });
  }

  Config config() {
    auto loaded = parse_config(fmt::format(kConfiguration, folder_.path().string()), folder_.path() / "c.yaml");
    if (auto* wrong = std::get_if<std::vector<Diagnostic>>(&loaded)) throw std::runtime_error(to_text(wrong->front()));
    return std::move(std::get<Config>(loaded));
  }

  /// A token; for the first call Retry-After 60; the second is the last.
  Result<HttpResponse> answer(const test::SentRequest& request) {
    HttpResponse response;
    response.status = 200;
    response.body = R"({"access_token":"token","expires_in":3600})";
    if (request.url.ends_with("/token")) return response;
    response = {.status = 403, .body = "{}", .retry_after = calls_.empty() ? "60" : "", .request_id = {}};
    calls_.push_back(request.at);
    if (calls_.size() == 2) runtime_.stop();
    return response;
  }

  static Task<bool> loop(ScheduleRun& run, const ProfileConfig& profile) {
    co_await schedule_profile(run, profile);
    co_return true;
  }

  Task<bool> lift(Ledger& ledger, ProfileId profile) {
    co_await runtime_.sleep_for(std::chrono::hours(3));
    ledger.unpark(profile, runtime_.now());
    co_return true;
  }

  TemporaryFolder folder_;
  test::FakeRuntime runtime_;
  test::ScriptedTransport transport_{runtime_};
  std::vector<TimePoint> calls_;  // of the API
};

TEST_F(Scheduler, ARetryAfterPutsOffTheOtherCampaignsOfTheProfile) {
  const Config config = this->config();
  Ledger ledger = Ledger::open(config.ledger.path, runtime_.now()).value();
  Engine engine(ledger, runtime_);
  ApiClients clients(config, transport_, runtime_, [&](const ApiCall& call) { engine.observe(call); });
  ScheduleRun run{engine, clients, config};
  EXPECT_TRUE(runtime_.run(loop(run, config.profiles.front())));
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_GE(calls_[1] - calls_[0], std::chrono::seconds(60)) << "put off, not given up until the next due time";
  EXPECT_LT(calls_[1] - calls_[0], std::chrono::hours(6));
}

TEST_F(Scheduler, AParkedProfileSaysSoAndGoesOnWhenAPersonLiftsTheWait) {
  std::ostringstream written;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_st>(written)));
  const Config config = this->config();
  Ledger ledger = Ledger::open(config.ledger.path, runtime_.now()).value();
  Engine engine(ledger, runtime_);
  const ProfileId profile("1");
  engine.park(profile, std::chrono::days(300), "HTTP 429");
  const TimePoint until = *engine.parked(profile);
  ApiClients clients(config, transport_, runtime_, [&](const ApiCall& call) { engine.observe(call); });
  ScheduleRun run{engine, clients, config};
  std::optional<bool> ended, lifted;
  runtime_.spawn(loop(run, config.profiles.front()), ended);
  runtime_.spawn(lift(ledger, profile), lifted);
  runtime_.run_all();
  spdlog::set_default_logger(before);
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_GE(calls_[0] - runtime_.start, std::chrono::hours(3));
  EXPECT_LT(calls_[0] - runtime_.start, std::chrono::hours(4)) << "neither the 300 days nor the next due time";
  EXPECT_THAT(written.str(), testing::HasSubstr("profile 1 is parked until " + to_iso8601(until)));
  EXPECT_THAT(written.str(), testing::HasSubstr("profile 1 is not parked any more: its cycles go on"));
}

}  // namespace
}  // namespace harvestd

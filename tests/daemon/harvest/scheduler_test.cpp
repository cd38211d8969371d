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
#include "storage/sqlite.h"
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

  /// A token; empty lists of targets; everything else is forbidden, until there were as many of those as a test wants.
  Result<HttpResponse> answer(const test::SentRequest& request) {
    HttpResponse response;
    response.status = 200;
    response.body = R"({"access_token":"token","expires_in":3600})";
    if (request.url.ends_with("/token")) return response;
    if (request.url.ends_with("/targets/list") || request.url.ends_with("/keywords/list")) {
      if (request.url.ends_with("/keywords/list")) looks_.push_back(request.at);
      response.body = R"({"targets":[],"keywords":[]})";
      return response;
    }
    response = {.status = 403, .body = "{}", .retry_after = calls_.empty() ? first_retry_after_ : "", .request_id = {}};
    calls_.push_back(request.at);
    if (calls_.size() == last_call_) runtime_.stop();
    return response;
  }

  void run(const Config& config, Ledger& ledger) {
    Engine engine(ledger, runtime_);
    ApiClients clients(config, transport_, runtime_, [&](const ApiCall& call) { engine.observe(call); });
    ScheduleRun run{engine, clients, config};
    EXPECT_TRUE(runtime_.run(loop(run, config.profiles.front())));
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
  std::string first_retry_after_;
  std::size_t last_call_ = 2;
  std::vector<TimePoint> calls_;  // of the API, but for lists of targets
  std::vector<TimePoint> looks_;  // at the keywords
};

TEST_F(Scheduler, ARetryAfterPutsOffTheOtherCampaignsOfTheProfile) {
  first_retry_after_ = "60";
  const Config config = this->config();
  Ledger ledger = Ledger::open(config.ledger.path, runtime_.now()).value();
  run(config, ledger);
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_GE(calls_[1] - calls_[0], std::chrono::seconds(60)) << "put off, not given up until the next due time";
  EXPECT_LT(calls_[1] - calls_[0], std::chrono::hours(6));
}

TEST_F(Scheduler, CyclesThatFailInARowComeLaterAndLaterAcrossRestarts) {
  Config config = this->config();
  config.profiles.front().campaigns.pop_back();
  last_call_ = 1;
  for (int start = 0; start < 6; ++start) {
    Ledger ledger = Ledger::open(config.ledger.path, runtime_.now()).value();
    run(config, ledger);
    last_call_ = calls_.size() + 1;
    runtime_.resume();
  }
  std::vector<std::int64_t> minutes;
  for (std::size_t i = 1; i < calls_.size(); ++i) {
    minutes.push_back(std::chrono::floor<std::chrono::minutes>(calls_[i] - calls_[i - 1]).count());
  }
  EXPECT_EQ(minutes, (std::vector<std::int64_t>{1, 10, 105, 1512, 1512}))
      << "1, 10, 100 minutes, a day; a tenth of jitter";
}

TEST_F(Scheduler, ACycleThatAStopCutShortIsTakenUpAtTheNextStart) {
  Config config = this->config();
  config.profiles.front().campaigns.pop_back();
  Ledger ledger = Ledger::open(config.ledger.path, runtime_.now()).value();
  transport_.otherwise([this](const test::SentRequest& request) -> Result<HttpResponse> {
    if (request.url.ends_with("/token")) return answer(request);
    calls_.push_back(request.at);
    runtime_.stop();
    return Error{Errc::kStopped, "abandoned: the process is stopping"};
  });
  for (int start = 0; start < 2; ++start) {
    run(config, ledger);
    runtime_.resume();
  }
  ASSERT_EQ(calls_.size(), 2u);
  EXPECT_LT(calls_[1] - calls_[0], std::chrono::minutes(1));
  EXPECT_EQ(ledger.reader().database().text("SELECT DISTINCT status FROM audit_cycles"), "abandoned");
}

TEST_F(Scheduler, AnUnresolvedPromotionIsLookedForAtTheStartAndAgainWhenTheWindowHasPassed) {
  Config config = this->config();
  config.profiles.front().campaigns.pop_back();
  last_call_ = 3;
  Ledger ledger = Ledger::open(config.ledger.path, runtime_.now()).value();
  const CampaignRow row{ProfileId("1"), "US", CampaignId("11"), "first"};
  const CycleId cycle = ledger.begin_cycle(row, "auto", Trigger::kSchedule, runtime_.now());
  const NewPromotion wanted{.identity = {ProfileId("1"), GroupId("G"), Kind::kKeyword, "red shoes", MatchType::kExact},
                            .source_ad_group = AdGroupId("S"),
                            .destination_ad_group = AdGroupId("D"),
                            .target = "red shoes",
                            .bid = Money(Currency::kUSD, Decimal::from_micros(750'000)),
                            .bid_basis = "fixed",
                            .rule = "all",
                            .evidence = {}};
  const std::vector<PromotionId> ids{ledger.plan(cycle, {wanted}, runtime_.now()).at(0).id};
  ledger.begin_attempt(cycle, ids, runtime_.now());
  ledger.settle({{.id = ids[0], .event = PromotionEvent::kLoseTrack, .target = {}, .ad_group = {}, .error = "lost"}},
                runtime_.now());
  ledger.finish_cycle(cycle, CycleStatus::kPartial, Fault::kNone, {}, "", runtime_.now());
  run(config, ledger);
  ASSERT_EQ(looks_.size(), 2u);
  EXPECT_LT(looks_[0] - runtime_.start, std::chrono::seconds(1)) << "at the start, before the first cycle";
  EXPECT_GE(looks_[1] - looks_[0], config.settle);
  EXPECT_LT(looks_[1] - looks_[0], config.settle + std::chrono::seconds(1));
  EXPECT_EQ(ledger.reader().promotion_state(wanted.identity), PromotionState::kPlanned) << "to be sent once more";
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

// A change of the configuration while the loops run, in virtual time.
#include "daemon/harvest/loops.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <fstream>
#include <sstream>

#include "config/load.h"
#include "storage/sqlite.h"
#include "tests/support/scripted_transport.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kConfiguration = R"(version: 1
api: {{region: na, endpoint: "http://127.0.0.1:1", token_endpoint: "http://127.0.0.1:1/token"}}
credentials:
  default: {{client_id: {{file: "{0}/s"}}, client_secret: {{file: "{0}/s"}}, refresh_token: {{file: "{0}/s"}}}}
ledger: {{path: "{0}/ledger.db"}}
schedule: {{every: 6h}}
mode: observe
rules: [{{name: all, when: {{kind: keyword}}, promote: [{{match: exact, bid: {{fixed: 0.75}}}}]}}]
profiles:
)";

class LoopsTest : public testing::Test {
 protected:
  LoopsTest() {
    write_secret("not-a-secret");
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_st>(log_)));
    transport_.otherwise([this](const test::SentRequest& request) { return answer(request); });
    ledger_.emplace(Ledger::open(folder_.path() / "ledger.db", runtime_.now()).value());
    engine_.emplace(*ledger_, runtime_);
  }
  ~LoopsTest() override { spdlog::set_default_logger(before_); }

  void write_secret(const std::string& value) {
    std::ofstream(folder_.path() / "s") << value;
    std::filesystem::permissions(folder_.path() / "s", std::filesystem::perms(0600));
  }

  /// One campaign a profile, by its label, which its id is made of.
  std::shared_ptr<const Config> config(const std::map<std::string, std::string>& campaigns) {
    std::string text = fmt::format(kConfiguration, folder_.path().string());
    for (const auto& [profile, label] : campaigns) {
      text += fmt::format(
          "  - {{id: \"{}\", marketplace: US, credentials: default, campaigns: [{{id: \"{}\", label: {}}}]}}\n",
          profile, std::hash<std::string>()(label) % 1'000'000, label);
    }
    auto loaded = parse_config(text, folder_.path() / "c.yaml");
    if (auto* wrong = std::get_if<std::vector<Diagnostic>>(&loaded)) throw std::runtime_error(to_text(wrong->front()));
    return std::make_shared<const Config>(std::move(std::get<Config>(loaded)));
  }

  /// A token; 50 minutes of Retry-After once for profile 1; everything else is forbidden, which ends the cycle.
  Result<HttpResponse> answer(const test::SentRequest& request) {
    HttpResponse response{.status = 403, .body = "{}", .retry_after = {}, .request_id = {}};
    if (request.url.ends_with("/token")) {
      ++tokens_;
      response.status = is_refused_ ? 400 : 200;
      response.body = is_refused_ ? R"({"error":"invalid_grant"})" : R"({"access_token":"token","expires_in":36000})";
    } else if (request.headers.at("Amazon-Advertising-API-Scope") == "1") {
      last_call_of_1_ = request.at - runtime_.start;
      if (!std::exchange(told_to_wait_, true)) {
        response.status = 429;
        response.retry_after = "3000";
      }
    }
    return response;
  }

  /// Starts the loops; each step is done at its minute, the last one is the end.
  void run(const std::map<std::string, std::string>& campaigns, std::map<int, std::function<void()>> steps) {
    Loops loops(*engine_, transport_, config(campaigns),
                [this](Task<void> task) { runtime_.spawn(to_its_end(std::move(task)), ended_.emplace_back()); });
    loops_ = &loops;
    loops.start();
    runtime_.spawn(script(std::move(steps)), ended_.emplace_back());
    runtime_.run_all();
    ended_at_ = runtime_.now() - runtime_.start;
  }
  void reload(const std::map<std::string, std::string>& campaigns) {
    loops_->use(config(campaigns));
    runtime_.wake();
  }

  static Task<bool> to_its_end(Task<void> task) {
    co_await std::move(task);
    co_return true;
  }
  Task<bool> script(std::map<int, std::function<void()>> steps) {
    for (const auto& [minute, step] : steps) {
      co_await runtime_.sleep_for(runtime_.start + std::chrono::minutes(minute) - runtime_.now());
      step();
    }
    runtime_.stop();
    co_return true;
  }

  std::int64_t cycles(const std::string& label) {
    return ledger_->reader().database().integer("SELECT count(*) FROM audit_cycles WHERE campaign = ?1", label).value();
  }

  TemporaryFolder folder_;
  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  test::FakeRuntime runtime_;
  test::ScriptedTransport transport_{runtime_};
  std::optional<Ledger> ledger_;
  std::optional<Engine> engine_;
  Loops* loops_ = nullptr;
  std::deque<std::optional<bool>> ended_;
  Duration ended_at_{0}, last_call_of_1_{0};
  bool told_to_wait_ = false, is_refused_ = false;
  int tokens_ = 0;
};

TEST_F(LoopsTest, AProfileThatWaitsInItsCycleHoldsNoOtherFromTheNewConfiguration) {
  const auto reloaded = [&] { reload({{"1", "new-1"}, {"2", "new-2"}}); };
  const auto meanwhile = [&] {
    EXPECT_EQ(cycles("old-1"), 1);
    EXPECT_EQ(cycles("new-2"), 1);
    EXPECT_EQ(cycles("new-1"), 0) << "one cycle of a profile at a time";
    EXPECT_EQ(tokens_, 1) << "the secrets are the same: so is the token";
    EXPECT_THAT(log_.str(), HasSubstr("profile 1 still works by the old configuration"));
    EXPECT_THAT(log_.str(), Not(HasSubstr("profile 2 still works")));
    EXPECT_THAT(log_.str(), Not(HasSubstr("reload complete")));
  };
  run({{"1", "old-1"}, {"2", "old-2"}}, {{5, reloaded}, {6, meanwhile}, {55, [] {}}});
  EXPECT_EQ(cycles("old-1"), 1);
  EXPECT_GE(cycles("new-1"), 1);
  EXPECT_THAT(log_.str(), HasSubstr("reload complete: every profile works by the new configuration"));
}

TEST_F(LoopsTest, AProfileThatIsLeftOutEndsWithItsCycleAndANewOneStartsAtOnce) {
  const auto reloaded = [&] { reload({{"2", "old-2"}, {"3", "new-3"}}); };
  const auto meanwhile = [&] {
    EXPECT_EQ(cycles("new-3"), 1);
    EXPECT_NE(loops_->config_with("old-1"), nullptr) << "it can still be paused";
  };
  const auto later = [&] { EXPECT_EQ(loops_->config_with("old-1"), nullptr); };
  run({{"1", "old-1"}, {"2", "old-2"}}, {{5, reloaded}, {6, meanwhile}, {300, later}});
  EXPECT_EQ(cycles("old-1"), 1);
  EXPECT_GE(last_call_of_1_, std::chrono::seconds(3000)) << "the cycle was not cut off";
  EXPECT_LT(last_call_of_1_, std::chrono::seconds(3060));
  EXPECT_THAT(log_.str(), HasSubstr("reload complete"));
}

TEST_F(LoopsTest, OfSeveralReloadsInARowTheLastOneHolds) {
  const auto twice = [&] {
    reload({{"1", "b-1"}, {"2", "b-2"}});
    reload({{"2", "c-2"}});
  };
  const auto again = [&] { reload({{"1", "d-1"}, {"2", "d-2"}}); };
  run({{"1", "a-1"}, {"2", "a-2"}}, {{5, twice}, {6, again}, {55, [] {}}});
  EXPECT_EQ(cycles("a-1"), 1);
  EXPECT_EQ(cycles("b-1"), 0);
  EXPECT_EQ(cycles("b-2"), 0);
  EXPECT_EQ(cycles("c-2"), 1);
  EXPECT_GE(cycles("d-1"), 1);
  EXPECT_GE(cycles("d-2"), 1);
}

TEST_F(LoopsTest, AStopBetweenTwoConfigurationsIsPrompt) {
  const auto reloaded = [&] { reload({{"1", "new-1"}, {"3", "new-3"}}); };
  run({{"1", "old-1"}, {"2", "old-2"}}, {{5, reloaded}, {6, [] {}}});
  EXPECT_LT(ended_at_, std::chrono::minutes(6) + std::chrono::seconds(1));
  EXPECT_EQ(cycles("new-1"), 0);
  EXPECT_THAT(log_.str(), Not(HasSubstr("reload complete")));
}

TEST_F(LoopsTest, OtherSecretsAreTakenOverByAReload) {
  const auto reloaded = [&] {
    write_secret("another-secret");
    reload({{"1", "new-1"}, {"2", "new-2"}});
  };
  run({{"1", "old-1"}, {"2", "old-2"}}, {{5, reloaded}, {6, [] {}}});
  EXPECT_EQ(tokens_, 2);
  EXPECT_THAT(transport_.sent.back().headers.at("Amazon-Advertising-API-ClientId"), "another-secret");
}

TEST_F(LoopsTest, RefusedSecretsAreTriedAnewByAReload) {
  is_refused_ = true;
  const auto reloaded = [&] {
    EXPECT_EQ(tokens_, 1);
    is_refused_ = false;
    reload({{"1", "new-1"}});
  };
  run({{"1", "old-1"}}, {{5, reloaded}, {6, [] {}}});
  EXPECT_EQ(tokens_, 2);
}

TEST_F(LoopsTest, WhatWasLearntOfAmazonsLimitsOutlastsAReload) {
  const auto shared = std::make_shared<SharedAccess>();
  const auto ignored = [](const ApiCall&) {};
  const auto old_config = config({{"1", "old"}}), new_config = config({{"1", "new"}, {"2", "other"}});
  ApiClients old_ones(*old_config, transport_, runtime_, ignored, shared);
  ApiClients new_ones(*new_config, transport_, runtime_, ignored, shared);
  const Rates& rates = new_ones.of("default").rates();
  EXPECT_EQ(&old_ones.of("default").rates(), &rates);
  write_secret("another-client");
  ApiClients others(*new_config, transport_, runtime_, ignored, shared);
  EXPECT_NE(&others.of("default").rates(), &rates);
}

}  // namespace
}  // namespace harvestd

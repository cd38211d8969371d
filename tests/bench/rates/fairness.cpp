#include "tests/bench/rates/fairness.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/amazon/ads_api.h"
#include "tests/support/fake_runtime.h"

namespace harvestd::bench {
namespace {

constexpr const char* kThrottled = "0";

class OneToken : public TokenSource {
 public:
  Task<ApiResult<Access>> access() override {
    Access access{.token = Secret("not-a-token"), .client_id = "client"};
    co_return std::move(access);
  }
  void reject(const Secret&) override {}
};

/// Amazon: a token bucket for all, and one profile that never gets through.
class Throttling : public Transport {
 public:
  Throttling(test::FakeRuntime& runtime, const Fairness& fairness)
      : runtime_(runtime), fairness_(fairness), tokens_(fairness.allowed) {}

  Task<Result<HttpResponse>> send(HttpRequest request) override {
    std::string profile;
    for (const auto& [name, value] : request.headers) {
      if (name == "Amazon-Advertising-API-Scope") profile = value;
    }
    HttpResponse response;
    response.status = allows(profile) ? 200 : 429;
    if (response.status == 200) response.body = R"({"keywords":[]})";
    ++(response.status == 200 ? accepted : refused)[profile];
    co_await runtime_.sleep_for(Duration(100));
    co_return std::move(response);
  }
  void stop(Duration) override {}

  std::map<std::string, std::int64_t> accepted, refused;

 private:
  bool allows(const std::string& profile) {
    const double now = std::chrono::duration<double>(runtime_.uptime()).count();
    tokens_ = std::min(tokens_ + fairness_.allowed * (now - at_), fairness_.allowed);
    at_ = now;
    if ((fairness_.one_always_throttled && profile == kThrottled) || tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

  test::FakeRuntime& runtime_;
  const Fairness& fairness_;
  double tokens_;
  double at_ = 0;
};

Task<bool> harvest_for_ever(AdsApi& api, test::FakeRuntime& runtime, ProfileId profile, Duration until) {
  while (runtime.uptime() < until) {
    AdsApi::Visitor<ExistingTarget> visit = [](const std::vector<ExistingTarget>&) {};
    std::vector<AdGroupId> all;
    ApiResult<void> read = co_await api.list_keywords(profile, std::move(all), std::move(visit));
    if (!read) co_await runtime.sleep_for(Duration(1000));
  }
  co_return true;
}

}  // namespace

Shares run_fairness(const Fairness& fairness) {
  test::FakeRuntime runtime;
  Throttling amazon(runtime, fairness);
  OneToken tokens;
  AdsApi api({.endpoint = "https://ads.example", .retry = {}}, amazon, tokens, runtime, [](const ApiCall&) {});
  std::vector<std::optional<bool>> ended(static_cast<std::size_t>(fairness.profiles));
  for (std::size_t i = 0; i < ended.size(); ++i) {
    const Duration until = std::chrono::minutes(fairness.minutes);
    runtime.spawn(harvest_for_ever(api, runtime, ProfileId(std::to_string(i)), until), ended[i]);
  }
  runtime.run_all();
  Shares shares;
  shares.tried = amazon.accepted[kThrottled] + amazon.refused[kThrottled];
  for (const auto& [profile, count] : amazon.accepted) {
    if (profile == kThrottled) continue;
    shares.others += count;
    shares.least = shares.least == 0 ? count : std::min(shares.least, count);
    shares.most = std::max(shares.most, count);
  }
  return shares;
}

}  // namespace harvestd::bench

// An AdsApi on a scripted transport, in virtual time, with tokens t1, t2, ...
#pragma once

#include <gtest/gtest.h>

#include "daemon/amazon/ads_api.h"
#include "tests/support/scripted_transport.h"

namespace harvestd::test {

class FakeTokens : public TokenSource {
 public:
  Task<ApiResult<Access>> access() override {
    if (error) co_return *error;
    Access result{.token = Secret("t" + std::to_string(number)), .client_id = "client-1"};
    co_return std::move(result);
  }
  void reject(const Secret& token) override {
    if (token.reveal() == "t" + std::to_string(number)) ++number;
  }
  int number = 1;
  std::optional<ApiError> error;
};

class ApiTest : public testing::Test {
 protected:
  explicit ApiTest(int media_type_version = 1)
      : transport_(runtime_),
        api_({.endpoint = "https://ads.example",
              .media_type_version = media_type_version,
              .timeout = Duration(30'000),
              .retry = {}},
             transport_, tokens_, runtime_, [this](const ApiCall& call) { calls_.push_back(call); }) {}

  AdsApi::Visitor<ExistingTarget> collect() {
    return [this](std::vector<ExistingTarget> page) {
      ++pages_;
      for (ExistingTarget& target : page) targets_.push_back(std::move(target));
    };
  }
  ApiResult<void> list_keywords(std::vector<AdGroupId> ad_groups = {}) {
    return runtime_.run(api_.list_keywords(profile_, std::move(ad_groups), collect()));
  }
  static std::string keywords(const std::string& ids, const std::string& next = "") {
    std::string rows;
    for (const char id : ids) {
      if (!rows.empty()) rows += ",";
      rows += std::string(R"({"keywordId":")") + id +
              R"(","adGroupId":"2","campaignId":"3","keywordText":"k","matchType":"EXACT","state":"ENABLED"})";
    }
    return R"({"keywords":[)" + rows + R"(],"nextToken":")" + next + "\"}";
  }

  FakeRuntime runtime_;
  ScriptedTransport transport_;
  FakeTokens tokens_;
  std::vector<ApiCall> calls_;
  AdsApi api_;
  ProfileId profile_{"11"};
  std::vector<ExistingTarget> targets_;
  int pages_ = 0;
};

}  // namespace harvestd::test

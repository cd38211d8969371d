// What the sandbox's own tests share: a small account built by hand, and a client that sends what Amazon expects.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <map>
#include <string>
#include <string_view>

#include "tests/sandbox/account.h"
#include "tests/sandbox/server.h"
#include "tests/support/http_probe.h"

namespace harvestd::sandbox {

constexpr std::string_view kRecommendations = "/sp/targetPromotionGroups/recommendations";
constexpr std::string_view kGroups = "/sp/targetPromotionGroups/list";
constexpr std::string_view kCreate = "/sp/targetPromotionGroups/targets";
constexpr std::string_view kTargets = "/sp/targetPromotionGroups/targets/list";
constexpr std::string_view kKeywords = "/sp/keywords/list";
constexpr std::string_view kProductTargets = "/sp/targets/list";

/// One US profile with one auto campaign of two ads.
struct SmallAccount {
  Account account;
  std::string profile_id;
  AutoCampaign campaign;

  explicit SmallAccount(std::string_view marketplace = "US") {
    Profile& profile = account.add_profile("3312345678901234", marketplace);
    profile_id = profile.id;
    campaign = account.add_auto_campaign(profile, "Spring", {"B0AAAAAAA1", "B0AAAAAAA2"});
  }

  Profile& profile() { return *account.find(profile_id); }
};

class SandboxClient {
 public:
  explicit SandboxClient(const Server& server, std::string profile_id, std::string ca_file = {})
      : probe_(server.port(), std::move(ca_file)), profile_id_(std::move(profile_id)) {}

  /// Of the media types of promotion groups and their targets: 1 or 2.
  void speak(int version) { version_ = version; }

  /// The headers of a right request to `path`, with a fresh access token the first time.
  std::map<std::string, std::string> headers(std::string_view path);
  test::ProbeAnswer post(std::string_view path, std::string_view body) { return post(path, body, headers(path)); }
  test::ProbeAnswer post(std::string_view path, std::string_view body, const std::map<std::string, std::string>& with) {
    return probe_.send("POST", path, with, body);
  }
  test::ProbeAnswer token(std::string_view form);
  test::HttpProbe& probe() { return probe_; }

 private:
  test::HttpProbe probe_;
  std::string profile_id_;
  std::string access_token_;
  int version_ = 1;
};

constexpr std::string_view kGoodGrant =
    "grant_type=refresh_token&refresh_token=sandbox-refresh-token&client_id=sandbox-client&"
    "client_secret=sandbox-client-secret";

inline boost::json::object json_of(const test::ProbeAnswer& answer) {
  return boost::json::parse(answer.body).as_object();
}

/// {"target": ..., "expressionType": ..., "bid": ...}
std::string item(std::string_view target, std::string_view type = "QUERY_EXACT_MATCHES", std::string_view bid = "0.75");
/// {"keywordTarget": ...} and {"productTarget": ...} of version 2.
std::string keyword_item_v2(std::string_view keyword, std::string_view match = "EXACT", std::string_view bid = "0.75");
std::string product_item_v2(std::string_view asin, std::string_view match = "PRODUCT_EXACT",
                            std::string_view bid = "0.75");
/// The body of a create call; `items` already joined with commas.
std::string create_body(const SmallAccount& account, std::string_view items);
/// The one error type (version 2: code) of the first failed item; empty when nothing failed.
std::string first_error(const test::ProbeAnswer& answer);
std::size_t successes(const test::ProbeAnswer& answer);

}  // namespace harvestd::sandbox

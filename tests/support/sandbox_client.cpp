#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "tests/sandbox/operations.h"
#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {

std::map<std::string, std::string> SandboxClient::headers(std::string_view path) {
  if (access_token_.empty()) access_token_ = json_of(token(kGoodGrant)).at("access_token").as_string();
  const Operation* operation = find_operation(path == "/v2/profiles" ? "GET" : "POST", path);
  const bool second = version_ == 2 && operation != nullptr && !operation->media_type_2.empty();
  const std::string type(operation == nullptr ? "" : media_type_of(*operation, second ? 2 : 1));
  return {{"Authorization", "Bearer " + access_token_},
          {"Amazon-Advertising-API-ClientId", "sandbox-client"},
          {"Amazon-Advertising-API-Scope", profile_id_},
          {"Content-Type", type},
          {"Accept", type}};
}

test::ProbeAnswer SandboxClient::token(std::string_view form) {
  return post("/auth/o2/token", form, {{"Content-Type", "application/x-www-form-urlencoded"}});
}

std::string item(std::string_view target, std::string_view type, std::string_view bid) {
  return fmt::format(R"({{"target":"{}","expressionType":"{}","bid":{}}})", target, type, bid);
}

std::string keyword_item_v2(std::string_view keyword, std::string_view match, std::string_view bid) {
  return fmt::format(R"({{"keywordTarget":{{"keyword":"{}","matchType":"{}","bid":{}}}}})", keyword, match, bid);
}

std::string product_item_v2(std::string_view asin, std::string_view match, std::string_view bid) {
  return fmt::format(R"({{"productTarget":{{"target":"{}","matchType":"{}","bid":{}}}}})", asin, match, bid);
}

std::string create_body(const SmallAccount& account, std::string_view items) {
  return fmt::format(R"({{"targetPromotionGroupId":"{}","targets":[{}]}})", account.campaign.group_id, items);
}

std::string first_error(const test::ProbeAnswer& answer) {
  const auto body = json_of(answer);
  if (body.contains("error")) {
    const auto& errors = body.at("error").as_array();
    return errors.empty() ? "" : std::string(errors[0].at("subErrors").at(0).at("errorCode").as_string());
  }
  const auto& errors = body.at("errors").as_array();
  if (errors.empty()) return "";
  return std::string(errors[0].at("errors").at(0).at("errorType").as_string());
}

std::size_t successes(const test::ProbeAnswer& answer) {
  return json_of(answer).at("success").as_array().size();
}

}  // namespace harvestd::sandbox

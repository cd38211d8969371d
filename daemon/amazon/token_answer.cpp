#include "daemon/amazon/token_answer.h"

#include <algorithm>
#include <array>

#include "daemon/amazon/json.h"

namespace harvestd {
namespace {

constexpr std::uint64_t kUsualLife = 3600;      // seconds
constexpr std::uint64_t kLongestLife = 86'400;  // what a wrong answer may make us believe

/// It goes into a header field of every call: what could not stand there must not be kept for an hour.
bool is_token(const Json& value) {
  const std::string_view text = value.text();
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
  return value.is_string() && !text.empty() && std::all_of(text.begin(), text.end(), is_visible);
}

}  // namespace

std::optional<GrantedToken> decode_token(std::string_view body) {
  const Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return std::nullopt;
  const Json& token = document->root()["access_token"];
  if (!is_token(token)) return std::nullopt;
  const std::uint64_t seconds = document->root()["expires_in"].whole().value_or(kUsualLife);
  GrantedToken granted;
  granted.access_token = Secret(std::string(token.text()));
  granted.life = std::chrono::seconds(std::min(seconds, kLongestLife));
  granted.refresh_token = Secret(std::string(document->root()["refresh_token"].text()));
  return granted;
}

bool refuses_secrets(std::string_view body) {
  const Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return false;
  constexpr std::array<std::string_view, 3> kFinal{"invalid_grant", "invalid_client", "unauthorized_client"};
  return std::find(kFinal.begin(), kFinal.end(), document->root()["error"].text()) != kFinal.end();
}

}  // namespace harvestd

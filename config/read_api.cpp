#include <fmt/format.h>

#include <fstream>

#include "config/grammar.h"
#include "config/scalars.h"
#include "config/url.h"

namespace harvestd {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::string_view api_host(Region region) {
  switch (region) {
    case Region::kEu:
      return "https://advertising-api-eu.amazon.com";
    case Region::kFe:
      return "https://advertising-api-fe.amazon.com";
    default:
      return "https://advertising-api.amazon.com";
  }
}

std::string_view token_url(Region region) {
  switch (region) {
    case Region::kEu:
      return "https://api.amazon.co.uk/auth/o2/token";
    case Region::kFe:
      return "https://api.amazon.co.jp/auth/o2/token";
    default:
      return "https://api.amazon.com/auth/o2/token";
  }
}

std::optional<Url> read_url(const Value& value) {
  const std::optional<std::string> text = read_text(value, 2048);
  if (!text) return std::nullopt;
  const Result<Url> url = parse_url(*text);
  if (url.has_error()) {
    if (text->find('@') != std::string::npos) value.out().keep_private(value.node().at.line);  // a password, maybe
    value.error(url.error().message);
  } else if (!url->https && !is_loopback(url->host)) {
    value.error("http:// is accepted for loopback addresses only; use https://");
  } else {
    return *url;
  }
  return std::nullopt;
}

std::optional<std::string> read_endpoint(const Value& value) {
  const std::optional<Url> url = read_url(value);
  if (!url) return std::nullopt;
  if (url->path.empty() || url->path == "/") return url->origin;
  value.error(fmt::format("expected scheme://host[:port] without a path, found the path {}", excerpt(url->path)));
  return std::nullopt;
}

std::optional<std::string> read_token_endpoint(const Value& value) {
  const std::optional<Url> url = read_url(value);
  if (!url) return std::nullopt;
  if (!url->path.empty()) return url->origin + url->path;
  value.error("expected a full URL with its path, such as https://api.amazon.com/auth/o2/token");
  return std::nullopt;
}

std::optional<std::string> read_ca_file(const Value& value, const Surroundings& surroundings) {
  const std::optional<std::string> text = read_text(value);
  if (!text) return std::nullopt;
  const std::filesystem::path path = surroundings.resolve(*text);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    value.error(fmt::format("{} is not a readable file", path.string()));
    return std::nullopt;
  }
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("-----BEGIN ") && line.find("CERTIFICATE-----") != std::string::npos) return path.string();
  }
  value.error(fmt::format("{} holds no certificate in PEM form, or cannot be read", path.string()));
  return std::nullopt;
}

}  // namespace

ApiConfig read_api(const std::optional<Value>& value, const Surroundings& surroundings) {
  ApiConfig config;
  if (!value) return config;
  Section api(*value);
  set(config.region, api.required("region"), [](const Value& v) {
    return read_choice<Region>(v, {{"na", Region::kNa}, {"eu", Region::kEu}, {"fe", Region::kFe}});
  });
  set(config.media_type_version, api.optional("media_type_version"), [](const Value& v) -> std::optional<int> {
    const std::optional<std::int64_t> version = read_whole(v, 1, 2);
    if (!version) return std::nullopt;
    return static_cast<int>(*version);
  });
  set(config.timeout, api.optional("timeout"),
      [](const Value& v) { return read_duration(v, milliseconds(100), minutes(10)); });
  config.endpoint = api_host(config.region);
  config.token_endpoint = token_url(config.region);
  set(config.endpoint, api.optional("endpoint"), read_endpoint);
  set(config.token_endpoint, api.optional("token_endpoint"), read_token_endpoint);
  set(config.ca_file, api.optional("ca_file"), [&](const Value& v) { return read_ca_file(v, surroundings); });
  return config;
}

Duration read_settle(const std::optional<Value>& value, const ApiConfig& api) {
  const Duration least = std::max<Duration>(seconds(60), 2 * api.timeout);
  Duration settle = least;
  if (!set(settle, value, [](const Value& v) { return read_duration(v, Duration(0), std::chrono::hours(24)); })) {
    return settle;
  }
  const Result<Url> endpoint = parse_url(api.endpoint);
  if (settle < least && !(endpoint.has_value() && is_loopback(endpoint->host))) {
    value->error(
        fmt::format("must be at least {} (60s, and twice api.timeout), found {}", to_string(least), to_string(settle)));
  }
  return settle;
}

}  // namespace harvestd

#include "tests/sandbox/token_endpoint.h"

#include <fmt/format.h>

#include <boost/url/params_encoded_view.hpp>
#include <boost/url/params_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <map>
#include <optional>

#include "tests/sandbox/json_writer.h"

namespace harvestd::sandbox {
namespace {

Response refused(int status, std::string_view error, std::string_view description) {
  JsonWriter out;
  out.begin_object().field("error", error).field("error_description", description);
  out.field("request_id", "sandbox-token-request").end_object();
  Response response;
  response.status = status;
  response.body = out.take();
  return response;
}

/// None when the body is no form, or has a field twice.
std::optional<std::map<std::string, std::string>> form_fields(std::string_view body) {
  boost::urls::encoding_opts options;
  options.space_as_plus = true;
  const auto checked = boost::urls::make_pct_string_view(body);
  if (checked.has_error()) return std::nullopt;
  std::map<std::string, std::string> fields;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto decoded = [&](std::string_view text) {
      return boost::urls::make_pct_string_view(text).value().decode(options);
    };
    if (!fields.emplace(decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1))).second) return std::nullopt;
    body = pair.size() == body.size() ? std::string_view() : body.substr(pair.size() + 1);
  }
  return fields;
}

}  // namespace

Response TokenEndpoint::grant(const Request& request, const ApiOptions& options) {
  const std::string_view type = std::string_view(request.content_type).substr(0, request.content_type.find(';'));
  const auto fields = form_fields(request.body);
  if (type != "application/x-www-form-urlencoded" || !fields) {
    return refused(400, "invalid_request", "The request body must be form-encoded");
  }
  const auto field = [&](const char* name) {
    const auto found = fields->find(name);
    return found == fields->end() ? std::string() : found->second;
  };
  if (field("grant_type") != "refresh_token") {
    return refused(400, "unsupported_grant_type", "Only the refresh_token grant is served here");
  }
  if (field("refresh_token").empty() || field("client_id").empty() || field("client_secret").empty()) {
    return refused(400, "invalid_request", "refresh_token, client_id and client_secret are required");
  }
  if (field("client_id") != options.client_id || field("client_secret") != options.client_secret) {
    return refused(401, "invalid_client", "Client authentication failed");
  }
  const bool rotated = options.rotate_refresh_token && field("refresh_token").starts_with(options.refresh_token + "-");
  if (field("refresh_token") != options.refresh_token && !rotated) {
    return refused(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token");
  }
  ++grants_;
  const std::string access = fmt::format("{}{}", options.access_token_prefix, grants_);
  expires_[access] = std::chrono::steady_clock::now() + options.token_lifetime;
  JsonWriter out;
  out.begin_object().field("access_token", access).field("token_type", "bearer");
  out.key("expires_in").number(static_cast<std::uint64_t>(options.token_lifetime.count()));
  out.field("refresh_token", options.rotate_refresh_token ? fmt::format("{}-{}", options.refresh_token, grants_)
                                                          : field("refresh_token"));
  out.end_object();
  Response response;
  response.body = out.take();
  return response;
}

bool TokenEndpoint::accepts(std::string_view authorization) const {
  if (!authorization.starts_with("Bearer ")) return false;
  const auto found = expires_.find(std::string(authorization.substr(7)));
  return found != expires_.end() && std::chrono::steady_clock::now() < found->second;
}

}  // namespace harvestd::sandbox

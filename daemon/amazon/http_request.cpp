#include "daemon/amazon/http_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace harvestd {
namespace {

bool has_controls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_token(std::string_view text) {
  const auto is_token_character = [](unsigned char c) {
    return c > 0x20 && c < 0x7f &&
           std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(c)) == std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

Error invalid(std::string message) {
  return {Errc::kInvalidValue, std::move(message)};
}

void add_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Result<HttpUrl> parse_http_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return invalid("not a URL that can be called");
  const boost::urls::url_view& url = *parsed;
  const bool tls = url.scheme() == "https";
  if (!tls && url.scheme() != "http") return invalid("a URL must begin with https:// or http://");
  if (url.has_userinfo()) return invalid("a URL must not hold a user name");
  HttpUrl result;
  result.tls = tls;
  result.host = std::string(url.host_address());
  if (result.host.empty() || has_controls(result.host)) return invalid("a URL must name a host");
  result.is_address = url.host_type() != boost::urls::host_type::name;
  result.port = tls ? "443" : "80";
  if (!url.port().empty()) result.port = std::string(url.port());
  result.authority = std::string(url.encoded_host_and_port());
  result.target = std::string(url.encoded_target());
  if (result.target.empty() || result.target.front() != '/') result.target.insert(0, "/");
  return result;
}

Result<Secret> request_head(const HttpRequest& request, const HttpUrl& url) {
  if (!is_token(request.method)) return invalid("the request method is not a token");
  if (has_controls(request.bearer.reveal())) return invalid("the access token holds control characters");
  std::size_t size = 512 + url.target.size() + url.authority.size() + request.bearer.reveal().size();
  for (const auto& [name, value] : request.headers) size += name.size() + value.size() + 4;
  std::string head;
  head.reserve(size);  // one allocation: no copy of the token is left behind
  head.append(request.method).append(" ").append(url.target).append(" HTTP/1.1\r\n");
  add_field(head, "Host", url.authority);
  add_field(head, "User-Agent", "harvestd/" HARVESTD_VERSION);
  add_field(head, "Accept-Encoding", "identity");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return invalid("a header field's name is not a token");
    if (has_controls(value)) return invalid(fmt::format("the value of header field {} holds control characters", name));
    add_field(head, name, value);
  }
  if (!request.bearer.empty()) {
    head.append("Authorization: Bearer ").append(request.bearer.reveal()).append("\r\n");
  }
  if (request.method != "GET") {
    const fmt::format_int length(request.body.reveal().size());
    add_field(head, "Content-Length", std::string_view(length.data(), length.size()));
  }
  head.append("\r\n");
  Secret result(std::move(head));
  return result;
}

}  // namespace harvestd

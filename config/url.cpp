#include "config/url.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace harvestd {
namespace {

Error invalid(std::string message) {
  return {Errc::kInvalidValue, std::move(message)};
}

template <class Address>
bool is_address(int family, std::string_view host, Address& address) {
  return inet_pton(family, std::string(host).c_str(), &address) == 1;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_host_name(std::string_view host) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !host.empty() && host.size() <= 253 && !host.starts_with('.') && !host.starts_with('-') &&
         std::ranges::all_of(host, is_allowed);
}

struct Authority {
  std::string_view host;
  std::string_view port;  // empty: none was written
  bool has_port = false;
  bool bracketed = false;
};

/// host, host:port, [v6], [v6]:port; empty host when it is none of them.
Authority split_authority(std::string_view text) {
  Authority authority;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return authority;
    authority.host = text.substr(1, close - 1);
    authority.bracketed = true;
    text.remove_prefix(close + 1);
    if (!text.empty() && text.front() != ':') return {};
  } else {
    authority.host = text.substr(0, text.find(':'));
    text.remove_prefix(authority.host.size());
  }
  authority.has_port = !text.empty();
  if (authority.has_port) authority.port = text.substr(1);
  return authority;
}

bool is_valid_host(const Authority& authority) {
  in6_addr v6{};
  return authority.bracketed ? is_address(AF_INET6, authority.host, v6) : is_host_name(authority.host);
}

}  // namespace

bool is_loopback(std::string_view host) {
  in_addr v4{};
  if (is_address(AF_INET, host, v4)) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (is_address(AF_INET6, host, v6)) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    url.https = false;
  } else {
    return invalid("expected a URL that starts with https://");
  }
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\'; };
  if (!std::ranges::all_of(rest, is_plain)) return invalid("a URL holds no spaces, quotes or characters beyond ASCII");
  if (rest.find('?') != std::string_view::npos) return invalid("a query (?...) has no place here");
  if (rest.find('#') != std::string_view::npos) return invalid("a fragment (#...) has no place here");
  const std::string_view authority_text = rest.substr(0, rest.find('/'));
  if (authority_text.find('@') != std::string_view::npos)
    return invalid("a URL with a user name or password is not accepted");
  const Authority authority = split_authority(authority_text);
  if (!is_valid_host(authority)) return invalid("expected a host name or an IP address after //");
  if (authority.has_port && !is_port(authority.port)) return invalid("expected a port from 1 to 65535");
  url.host = authority.host;
  url.path = rest.substr(authority_text.size());
  url.origin = fmt::format("{}://{}", url.https ? "https" : "http", authority_text);
  return url;
}

Result<std::string> parse_listen_address(std::string_view text) {
  const Authority authority = split_authority(text);
  in_addr v4{};
  in6_addr v6{};
  const bool is_ip =
      authority.bracketed ? is_address(AF_INET6, authority.host, v6) : is_address(AF_INET, authority.host, v4);
  if ((!is_ip && authority.host != "localhost") || !is_port(authority.port)) {
    return invalid("expected an IP address or localhost, and a port, such as 127.0.0.1:9464 or [::1]:9464");
  }
  return std::string(authority.host);
}

}  // namespace harvestd

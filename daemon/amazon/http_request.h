// The bytes of a request, and what may not be sent at all. Pure.
#pragma once

#include "daemon/amazon/transport.h"

namespace harvestd {

struct HttpUrl {
  bool tls = true;
  std::string host;       // name or address, IPv6 without brackets
  std::string port;       // decimal, also when the URL leaves it out
  std::string authority;  // for the Host field
  std::string target;     // path and query, at least "/"
  bool is_address = false;
};

/// Absolute http or https URL. Errors (kInvalidValue): anything else, user names, control characters.
Result<HttpUrl> parse_http_url(std::string_view url);

/// Request line and header fields up to the empty line, without the body. Errors (kInvalidValue): a method or field
/// that could not stand on a line of its own. The message names the field, never its value.
Result<Secret> request_head(const HttpRequest& request, const HttpUrl& url);

}  // namespace harvestd

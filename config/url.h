// The few URLs and addresses that a configuration may name. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace harvestd {

struct Url {
  bool https = true;
  std::string host;    // as written; an IPv6 address without its brackets
  std::string path;    // from the slash on; empty when there is none
  std::string origin;  // scheme://host[:port]
};

/// http or https, host, optional port and path of plain visible characters. Errors: user names, queries, fragments,
/// anything else.
Result<Url> parse_url(std::string_view text);

/// 127.0.0.0/8, ::1 and localhost.
bool is_loopback(std::string_view host);

/// The host of `host:port`, `[::1]:port`, port 1 to 65535; the host an IP address or localhost.
Result<std::string> parse_listen_address(std::string_view text);

}  // namespace harvestd

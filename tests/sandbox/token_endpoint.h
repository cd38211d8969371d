// POST /auth/o2/token: Login with Amazon's refresh_token grant, and the access tokens it has given out.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tests/sandbox/api_options.h"
#include "tests/sandbox/http_message.h"

namespace harvestd::sandbox {

class TokenEndpoint {
 public:
  Response grant(const Request& request, const ApiOptions& options);

  /// Is this the Authorization field of a token given out here that has not expired?
  bool accepts(std::string_view authorization) const;

  /// Makes every access token given out so far expire now.
  void expire_all() { expires_.clear(); }

 private:
  std::unordered_map<std::string, std::chrono::steady_clock::time_point> expires_;
  std::uint64_t grants_ = 0;
};

}  // namespace harvestd::sandbox

// How one simulated API behaves.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "tests/sandbox/forms.h"

namespace harvestd::sandbox {

struct ApiOptions {
  std::string client_id = "sandbox-client";
  std::string client_secret = "sandbox-client-secret";
  std::string refresh_token = "sandbox-refresh-token";
  std::chrono::seconds token_lifetime{3600};
  bool rotate_refresh_token = false;  // each grant answers a new refresh token; the old ones stay good
  Forms forms;
  std::size_t page_size = 1000;  // a page has at most this many rows, whatever maxResults asks for
  bool deduplicate = true;       // false: a second create of the same target is accepted too
  std::size_t keywords_per_ad_group = 1000;
};

}  // namespace harvestd::sandbox

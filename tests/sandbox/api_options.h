// How one simulated API behaves.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "tests/sandbox/forms.h"

namespace harvestd::sandbox {

struct ApiOptions {
  std::string client_id = "sandbox-client";
  std::string client_secret = "sandbox-client-secret";
  std::string refresh_token = "sandbox-refresh-token";
  std::string access_token_prefix = "sandbox-access-";  // a number follows
  std::chrono::seconds token_lifetime{3600};
  bool rotate_refresh_token = false;  // each grant answers a new refresh token; the old ones stay good
  Forms forms;
  std::size_t page_size = 1000;  // a page has at most this many rows, whatever maxResults asks for
  bool deduplicate = true;       // false: a second create of the same target is accepted too
  std::size_t keywords_per_ad_group = 1000;
  std::chrono::milliseconds list_lag{0};  // every list shows what a create made only this much later
  std::filesystem::path create_log;       // empty: none. See create_log.h
};

}  // namespace harvestd::sandbox

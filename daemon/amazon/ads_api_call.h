// Parts of ads_api: one call, and how filters become bodies.
#pragma once

#include "daemon/amazon/ads_api.h"

namespace harvestd {

struct AdsApi::Call {
  const char* operation;  // as audit_api_calls names it
  const char* method;
  const char* path;
  const char* media_type;  // of what is sent and what is wanted; empty: application/json
  ProfileId profile;
  std::string body;
  std::size_t items = 0;  // sent
  bool is_write = false;
};

struct IdFilter {
  const char* name;
  std::vector<std::string> ids;  // empty: no filter
  std::size_t most;              // that one call may hold
};

inline constexpr std::size_t kManyIds = 1000;  // limits of the id filters. Source: OpenAPI document, maxItems
inline constexpr std::size_t kFewIds = 100;
inline constexpr std::string_view kAnyState = R"("ENABLED","PAUSED","ARCHIVED")";

/// The members of a list request's body that filter, one text for each call that is needed: every combination of the
/// filters' parts. `states` (an array's elements, may be empty) goes into each.
std::vector<std::string> filter_members(const std::vector<IdFilter>& filters, std::string_view states);

/// The body of one page: the filter's members, maxResults, and the token when there is one.
std::string page_body(std::string_view members, std::string_view next_token);

template <class Tag>
std::vector<std::string> texts(const std::vector<Id<Tag>>& ids) {
  std::vector<std::string> result;
  result.reserve(ids.size());
  for (const Id<Tag>& id : ids) result.push_back(id.str());
  return result;
}

}  // namespace harvestd

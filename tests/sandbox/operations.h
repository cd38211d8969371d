// The operations of the simulated API, by the names that the request log and the fault rules use.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tests/sandbox/http_message.h"

namespace harvestd::sandbox {

class Call;
struct CreatedTarget;

struct Operation {
  std::string_view name;
  std::string_view method;
  std::string_view path;
  std::string_view media_type;  // of the request and of the success; empty: not checked (token, profiles)
  Response (*run)(Call& call);
  std::string_view media_type_2 = {};  // the second generation's; empty: there is none
};

std::span<const Operation> all_operations();

/// Null when no operation answers there.
const Operation* find_operation(std::string_view method, std::string_view path);

bool is_operation(std::string_view name);

/// The generation of the request's media type, 1 or 2; 0 when the operation knows it not.
int version_of(const Operation& operation, const Request& request);

/// The media type of that generation; of the first for 0.
std::string_view media_type_of(const Operation& operation, int version);

/// Do two media types say the same, parameters and case aside?
bool same_media_type(std::string_view field, std::string_view media_type);

/// The items of a create_targets request, as far as they can be read. Never throws Refusal.
std::vector<CreatedTarget> received_items(const Request& request, int version);  // create_request.cpp

// Each takes a call that has passed the checks of its headers and throws Refusal for what is wrong with its body.
Response list_recommendations(Call& call);  // api_recommendations.cpp
Response list_groups(Call& call);           // api_groups.cpp
Response create_targets(Call& call);        // api_create_targets.cpp
Response list_group_targets(Call& call);    // api_targets.cpp
Response list_keywords(Call& call);
Response list_product_targets(Call& call);
Response list_campaigns(Call& call);  // api_entities.cpp
Response list_ad_groups(Call& call);
Response list_product_ads(Call& call);
Response list_profiles(Call& call);

}  // namespace harvestd::sandbox

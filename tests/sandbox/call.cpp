#include "tests/sandbox/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

namespace harvestd::sandbox {

namespace json = boost::json;

void invalid(std::string message) {
  throw Refusal{400, "INVALID_ARGUMENT", std::move(message)};
}

json::object body_object(std::string_view body, std::initializer_list<std::string_view> known) {
  json::error_code error;
  json::value value = json::parse(body, error);
  if (error) invalid("The request body is not JSON: " + error.message());
  if (!value.is_object()) invalid("The request body must be a JSON object");
  for (const auto& member : value.as_object()) {
    if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
      invalid(fmt::format("Unknown member {}", std::string_view(member.key())));
    }
  }
  return std::move(value.as_object());
}

IdFilter id_filter(const json::object& body, std::string_view name, std::size_t most) {
  const json::value* filter = body.if_contains(name);
  if (filter == nullptr) return std::nullopt;
  const json::object* object = filter->if_object();
  const json::value* include = object == nullptr ? nullptr : object->if_contains("include");
  if (include == nullptr || !include->is_array() || object->size() != 1) {
    invalid(fmt::format("{} must be an object with one array, include", name));
  }
  if (include->as_array().size() > most) invalid(fmt::format("{} takes at most {} values", name, most));
  IdFilter ids(std::in_place);
  for (const json::value& id : include->as_array()) {
    if (!id.is_string()) invalid(fmt::format("{} takes strings", name));
    ids->emplace(id.as_string());
  }
  return ids;
}

IdFilter state_filter(const json::object& body) {
  constexpr std::array<std::string_view, 7> kStates = {"ARCHIVED", "ENABLED",  "ENABLING",    "OTHER",
                                                       "PAUSED",   "PROPOSED", "USER_DELETED"};
  IdFilter states = id_filter(body, "stateFilter", 10);
  if (!states) return states;
  for (const std::string& state : *states) {
    if (std::ranges::find(kStates, state) == kStates.end()) invalid("There is no state " + state);
  }
  return states;
}

bool passes(const IdFilter& filter, const std::string& value) {
  return !filter || filter->contains(value);
}

}  // namespace harvestd::sandbox

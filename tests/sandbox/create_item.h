// One item of a create on its way through: as it came, and what became of it, whatever the generation.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/call.h"

namespace harvestd::sandbox {

struct Item {
  std::string target;
  std::string expression_type;  // in version 1's words
  std::string bid;              // empty: none sent
  std::size_t index = 0;
};

/// An item's outcome: a target id and the ad group it went to, or the fields of one error.
struct Outcome {
  std::string target_id;
  std::string ad_group_id;
  std::string_view error_type;  // empty: created
  std::string error_value;      // a JSON object; version 1
  std::string reason, message;  // version 2
};

/// A member that must be a string; throws Refusal 400 otherwise. The body's numbers are marked (number_text.h).
std::string required_string(const boost::json::object& object, std::string_view name);

/// The items of the body, whose numbers are marked, in the form of `version`. Throws Refusal 400 for what the schema
/// forbids.
std::vector<Item> read_items(const boost::json::object& body, int version);  // create_request.cpp

/// The whole answer, in the form of the call's version.
std::string create_answer(const Call& call, const Group& group, const std::vector<Item>& items,
                          const std::vector<Outcome>& outcomes);  // create_answer.cpp

}  // namespace harvestd::sandbox

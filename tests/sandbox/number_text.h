// Keeps numbers of a JSON text as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace harvestd::sandbox {

/// `valid_json` with every number outside a string replaced by a marked string that holds its digits.
std::string mark_numbers(std::string_view valid_json);

/// The digits of a number in a value parsed from mark_numbers' text; none when the value was no number.
std::optional<std::string> number_text(const boost::json::value& value);

}  // namespace harvestd::sandbox

// Readers of single values: type first, then range. A plain scalar that YAML 1.2 reads as a number or a boolean is not
// text, and quoted text is no number, exactly as the JSON Schema has it.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "config/reader.h"
#include "core/money.h"
#include "core/time.h"

namespace harvestd {

/// What stands there, for "found ...": `a list`, `the number 12`, `nothing`. Never more than a few words.
std::string describe(const Node& node);

/// Text that is not empty and no longer than `longest` bytes.
std::optional<std::string> read_text(const Value& value, std::size_t longest = 1024);
/// A label, or a name of a rule or of credentials: letters, digits, . _ -, up to 64.
std::optional<std::string> read_name(const Value& value);
bool is_name(std::string_view text);
/// Amazon's id: decimal digits in quotes.
std::optional<std::string> read_id(const Value& value);
/// A whole number in plain decimal digits.
std::optional<std::int64_t> read_whole(const Value& value, std::int64_t least, std::int64_t most);
/// A number in plain decimal notation, zero or more, exact.
std::optional<Decimal> read_decimal(const Value& value);
/// 0 to 1.
std::optional<Decimal> read_rate(const Value& value);
/// Above 0; a price, a bid, a factor up to `most`.
std::optional<Decimal> read_positive(const Value& value, std::int64_t most = 1'000'000'000);
/// A whole number and a unit.
std::optional<Duration> read_duration(const Value& value, Duration least, Duration most);

/// A list of at least one text, each read by `read` and none twice.
std::vector<std::string> read_distinct(const Value& value, std::string_view of_what,
                                       std::optional<std::string> (*read)(const Value&));

template <class T>
struct Choice {
  std::string_view name;
  T meaning;
};

/// The index of the value's text among `names`; anything else is reported with the likely one.
std::optional<std::size_t> read_choice_index(const Value& value, const std::vector<std::string_view>& names);

template <class T>
std::optional<T> read_choice(const Value& value, std::initializer_list<Choice<T>> choices) {
  std::vector<std::string_view> names;
  for (const Choice<T>& choice : choices) names.push_back(choice.name);
  const std::optional<std::size_t> index = read_choice_index(value, names);
  if (!index) return std::nullopt;
  return (choices.begin() + *index)->meaning;
}

}  // namespace harvestd

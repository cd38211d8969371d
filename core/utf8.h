// Walking UTF-8, character by character.
#pragma once

#include <cstdint>
#include <string_view>

namespace harvestd {

/// The code point of `text` at byte `at`, which must be before its end and is moved on past it; negative where the
/// bytes are no UTF-8, of which it passes the longest part that could have begun a character.
std::int32_t next_character(std::string_view text, std::int32_t& at);

}  // namespace harvestd

// What must hold of any text that harvestd shows: written down here apart from the code that makes it so.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/utf8.h"

namespace harvestd::test {

/// What a terminal would obey or an eye could not see.
inline bool is_hidden(std::int32_t c) {
  const auto in = [c](std::int32_t first, std::int32_t last) { return first <= c && c <= last; };
  return in(0x00, 0x1F) || in(0x7F, 0x9F) || c == 0xAD || c == 0x061C || c == 0x200B || in(0x200E, 0x200F) ||
         in(0x2028, 0x202E) || in(0x2060, 0x206F) || c == 0xFEFF || in(0xFFF9, 0xFFFB) || in(0xE0000, 0xE007F);
}

/// Valid UTF-8 without hidden characters; `besides` are those bytes that may stand there nevertheless.
inline bool is_plain(std::string_view text, std::string_view besides = {}) {
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const std::int32_t c = next_character(text, at);
    const bool permitted = c >= 0 && c < 0x80 && besides.find(static_cast<char>(c)) != std::string_view::npos;
    if (c < 0 || (is_hidden(c) && !permitted)) return false;
  }
  return true;
}

inline bool is_utf8(std::string_view text) {
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    if (next_character(text, at) < 0) return false;
  }
  return true;
}

}  // namespace harvestd::test

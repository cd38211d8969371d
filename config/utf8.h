// Walking UTF-8, character by character.
#pragma once

#include <unicode/utf8.h>

#include <cstdint>
#include <string_view>

namespace harvestd {

/// The character of `text` at `i`, which it moves on past it; negative where the bytes are no UTF-8.
inline UChar32 next_character(std::string_view text, std::int32_t& i) {
  UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // the macro's own arithmetic, which g++ 12 attributes to us
  U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), c);
#pragma GCC diagnostic pop
  return c;
}

}  // namespace harvestd

#include "core/utf8.h"

#include <unicode/utf8.h>

namespace harvestd {

std::int32_t next_character(std::string_view text, std::int32_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t c = 0;
  U8_NEXT(bytes, at, size, c);
  return c;
}

}  // namespace harvestd

#include "core/printable.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <cstdint>
#include <iterator>

#include "core/utf8.h"

namespace harvestd {
namespace {

/// They change how the character before them looks, in scripts that are written so, and in emoji.
bool shapes_its_neighbour(UChar32 c) {
  constexpr UChar32 kZeroWidthNonJoiner = 0x200C, kZeroWidthJoiner = 0x200D, kGraphemeJoiner = 0x034F;
  return c == kZeroWidthNonJoiner || c == kZeroWidthJoiner || c == kGraphemeJoiner ||
         u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR);
}

void append_escaped(std::string& out, UChar32 c) {
  if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
  } else {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  }
}

std::size_t character_width(UChar32 c) {
  const auto category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

bool is_hidden(std::int32_t c) {
  if (c < 0x80) return c < 0x20 || c == 0x7F;
  const auto category = u_charType(c);
  if (category == U_CONTROL_CHAR || category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR) return true;
  const bool is_annotation = c >= 0xFFF9 && c <= 0xFFFB;
  return is_annotation || u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) ||
         (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !shapes_its_neighbour(c));
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const auto start = static_cast<std::size_t>(at);
    const UChar32 c = next_character(text, at);
    if (c < 0) {
      for (std::size_t i = start; i < static_cast<std::size_t>(at); ++i) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[i]));
      }
    } else if (is_hidden(c)) {
      append_escaped(out, c);
    } else {
      out.append(text.substr(start, static_cast<std::size_t>(at) - start));
    }
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    width += character_width(next_character(text, at));
  }
  return width;
}

std::string_view take_columns(std::string_view text, std::size_t columns) {
  std::size_t width = 0;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const auto start = static_cast<std::size_t>(at);
    width += character_width(next_character(text, at));
    if (width > columns) return text.substr(0, start);
  }
  return text;
}

std::string counted(std::int64_t number, std::string_view noun) {
  return std::to_string(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace harvestd

#include "daemon/json_string.h"

#include <fmt/format.h>

#include <iterator>

#include "core/printable.h"
#include "core/utf8.h"

namespace harvestd {
namespace {

void append_escaped(std::string& to, std::int32_t c) {
  if (c < 0x10000) {
    fmt::format_to(std::back_inserter(to), "\\u{:04x}", c);
  } else {
    const std::int32_t above = c - 0x10000;
    fmt::format_to(std::back_inserter(to), "\\u{:04x}\\u{:04x}", 0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF));
  }
}

}  // namespace

void append_json_string(std::string& to, std::string_view text) {
  constexpr std::int32_t kReplacement = 0xFFFD;
  to += '"';
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const auto start = static_cast<std::size_t>(at);
    const std::int32_t c = next_character(text, at);
    if (c == '"' || c == '\\') {
      to += '\\';
      to += static_cast<char>(c);
    } else if (c < 0 || is_hidden(c)) {
      append_escaped(to, c < 0 ? kReplacement : c);
    } else {
      to.append(text.substr(start, static_cast<std::size_t>(at) - start));
    }
  }
  to += '"';
}

}  // namespace harvestd

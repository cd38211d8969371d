// The one way harvestd writes a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace harvestd {

/// Appends `text` in quotes, escaped where JSON wants it and where a terminal would obey it or an eye not see it: a
/// program reads the same text, and a person's screen stays as it is. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& to, std::string_view text);

}  // namespace harvestd

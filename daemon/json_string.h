// The one way harvestd writes a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace harvestd {

/// Appends `text` in quotes, with what JSON does not take as it is escaped. Valid UTF-8 gives valid JSON.
void append_json_string(std::string& to, std::string_view text);

}  // namespace harvestd

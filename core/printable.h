// Text of unknown origin on its way to a terminal, a log line or a diagnostic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace harvestd {

/// Whether a terminal would obey this code point, or an eye could not see it: control characters (C0, DEL, C1), line
/// separators, what turns the direction of writing, what has no width and no effect. Joiners and variation selectors
/// are not hidden: they shape letters and emoji.
bool is_hidden(std::int32_t code_point);

/// The same text with everything that a terminal would obey, or an eye could not see, written out: \n \t \r, \x1b for
/// other control characters below U+0080, \u202e for hidden ones above, \xff for bytes that are not UTF-8. Anything
/// else, in any script, stays as it is. The result is valid UTF-8.
std::string visible(std::string_view text);

/// Columns that valid UTF-8 takes on a terminal: 2 for East Asian wide and full-width characters, 0 for combining
/// marks.
std::size_t display_width(std::string_view text);

/// The longest beginning of `text` that takes at most `columns`; never splits a character from its combining marks.
std::string_view take_columns(std::string_view text, std::size_t columns);

/// A number and what is counted: "1 promotion", "2 promotions".
std::string counted(std::int64_t number, std::string_view noun);

}  // namespace harvestd

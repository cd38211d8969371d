// The name that was probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace harvestd {

/// The candidate with the fewest single-character edits (a swap of neighbours is one), if those are at most a third of
/// the word's length and at least one is allowed; the earlier one wins a tie. Of bytes; ASCII letters of either
/// case are the same. Words of more than 200 bytes have no nearest.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace harvestd

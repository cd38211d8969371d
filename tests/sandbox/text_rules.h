// What Amazon accepts as a keyword, an ASIN and a bid, written down a second time for the simulator alone, so that it
// can judge a client that has its own rules. Facts: Amazon's keyword and bid constraints pages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/marketplace.h"

namespace harvestd::sandbox {

/// The form in which two targets are the same: NFC, case-folded, runs of white space one space, none at the ends.
std::string normalised(std::string_view utf8);

/// The reason of a malformedValueError (BLANK, TOO_LONG, FORBIDDEN_CHARS, LEADING_OR_TRAILING_WHITESPACE,
/// PATTERN_NOT_MATCHED), or none when Amazon would take the keyword.
std::optional<std::string_view> keyword_problem(std::string_view utf8);

/// B0 and eight of A-Z0-9, or the ten-digit ISBN form. Lower case is refused.
bool is_asin(std::string_view text);

enum class BidProblem {
  kMalformed,  // not plain decimal digits, or more digits after the point than the currency has
  kOutOfRange,
};

/// Judges a bid by its text, never through a floating-point number.
std::optional<BidProblem> bid_problem(std::string_view text, const Marketplace& marketplace);

}  // namespace harvestd::sandbox

// Text of keywords and ASINs: identity, what is sent, what Amazon would refuse. Input is UTF-8; invalid UTF-8 is
// replaced by U+FFFD, which no validity check lets through. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harvestd {

/// What is sent for a keyword: NFC, runs of white space collapsed to one space, none at the ends.
std::string keyword_text(std::string_view raw);

/// Identity of a keyword: keyword_text with Unicode full case folding (ß = ss), then NFC again. Idempotent.
std::string keyword_key(std::string_view raw);

/// Identity and text of an ASIN: white space trimmed, ASCII upper case.
std::string asin_key(std::string_view raw);

/// Words of a keyword: its space-separated parts.
std::size_t count_words(std::string_view text);

/// Why Amazon would refuse this keyword_text (in plain words with the limit and the value seen), or nothing.
/// Source: Amazon Ads "Keyword targeting" limits: 80 characters, 10 words, permitted characters.
std::optional<std::string> keyword_problem(std::string_view text);

/// Why this asin_key is not an ASIN, or nothing: B0 and eight of A-Z0-9, or ten digits of which the last may be X.
std::optional<std::string> asin_problem(std::string_view key);

/// True when `term` (a keyword_key) stands in `key` as whole words by Unicode word boundaries; a hyphen separates; in
/// scripts without spaces it matches anywhere.
bool contains_term(std::string_view key, std::string_view term);

}  // namespace harvestd

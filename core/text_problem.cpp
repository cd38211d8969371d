#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/text.h"
#include "core/utf8.h"

namespace harvestd {
namespace {

constexpr std::size_t kMostCharacters = 80;
constexpr std::size_t kMostWords = 10;

struct Range {
  char32_t first, last;
};

constexpr Range kPermitted[] = {
    {U'0', U'9'},     {U'A', U'Z'},     {U'a', U'z'},     {0x00AE, 0x00AE},  // registered sign
    {0x00C0, 0x00CF}, {0x00D1, 0x00D6}, {0x00D9, 0x00DC},                    // Latin-1
    {0x00DF, 0x00EF}, {0x00F1, 0x00F6}, {0x00F9, 0x00FC}, {0x00FF, 0x00FF}, {0x0104, 0x0107},
    {0x0118, 0x0119}, {0x0130, 0x0131},                                                        // Latin Extended-A
    {0x0141, 0x0144}, {0x0152, 0x0153}, {0x015A, 0x015F}, {0x0178, 0x017E}, {0x0600, 0x06FF},  // Arabic
    {0x0900, 0x097F},                                                                          // Devanagari
    {0x0B80, 0x0BFF},                                                                          // Tamil
    {0x3040, 0x309F},                                                                          // Hiragana
    {0x30A0, 0x30FF},                                                                          // Katakana
    {0x4E00, 0x9FFF},                                                                          // Kanji
};

constexpr std::string_view kPermittedSigns = " -&\\+[]'\".";
constexpr std::string_view kOnlyInsideAWord = ".-+";

bool is_permitted(char32_t c) {
  if (c < 0x80 && kPermittedSigns.find(static_cast<char>(c)) != std::string_view::npos) return true;
  return std::any_of(std::begin(kPermitted), std::end(kPermitted),
                     [c](const Range& range) { return range.first <= c && c <= range.last; });
}

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const std::int32_t c = next_character(text, i);
    points += c < 0 ? U'\uFFFD' : static_cast<char32_t>(c);
  }
  return points;
}

/// The sign of kOnlyInsideAWord that begins or ends a word of `text`, or 0.
char sign_at_the_edge_of_a_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kOnlyInsideAWord.find(text[i]) == std::string_view::npos) continue;
    const bool begins = i == 0 || text[i - 1] == ' ';
    const bool ends = i + 1 == text.size() || text[i + 1] == ' ';
    if (begins || ends) return text[i];
  }
  return 0;
}

std::string shown(char32_t c) {
  const auto code = static_cast<std::uint32_t>(c);
  return c > ' ' && c < 0x7F ? fmt::format("'{}'", static_cast<char>(c)) : fmt::format("U+{:04X}", code);
}

bool is_capital_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<std::string> keyword_problem(std::string_view text) {
  if (text.empty()) return "the keyword is empty";
  if (text.front() == ' ' || text.back() == ' ') return "the keyword begins or ends with a space";
  const std::u32string points = code_points(text);
  if (points.size() > kMostCharacters) {
    return fmt::format("{} characters, Amazon takes at most {}", points.size(), kMostCharacters);
  }
  if (const std::size_t words = count_words(text); words > kMostWords) {
    return fmt::format("{} words, Amazon takes at most {}", words, kMostWords);
  }
  const auto forbidden = std::find_if_not(points.begin(), points.end(), is_permitted);
  if (forbidden != points.end()) return fmt::format("Amazon takes no {} in a keyword", shown(*forbidden));
  if (const char sign = sign_at_the_edge_of_a_word(text); sign != 0) {
    return fmt::format("'{}' begins or ends a word, Amazon takes it only inside one", sign);
  }
  if (std::count(text.begin(), text.end(), '"') % 2 != 0) return "a '\"' without its pair";
  return std::nullopt;
}

std::optional<std::string> asin_problem(std::string_view key) {
  constexpr std::size_t kLength = 10;
  const std::string_view body = key.substr(0, std::min(key.size(), kLength - 1));
  const bool is_book = key.size() == kLength && std::all_of(body.begin(), body.end(), is_digit) &&
                       (is_digit(key.back()) || key.back() == 'X');
  const bool is_asin =
      key.size() == kLength && key.starts_with("B0") && std::all_of(key.begin(), key.end(), is_capital_or_digit);
  if (is_book || is_asin) return std::nullopt;
  return "not an ASIN: B0 and eight capital letters or digits, or a ten-digit ISBN (its last may be X)";
}

}  // namespace harvestd

#include "tests/sandbox/text_rules.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace harvestd::sandbox {
namespace {

using Range = std::pair<UChar32, UChar32>;

constexpr std::array kKeywordRanges = {
    Range{'0', '9'},     Range{'A', 'Z'},     Range{'a', 'z'},       Range{0xAE, 0xAE},     Range{0xC0, 0xC9},
    Range{0xCA, 0xCF},   Range{0xD1, 0xD6},   Range{0xD9, 0xDC},     Range{0xDF, 0xDF},     Range{0xE0, 0xE9},
    Range{0xEA, 0xEF},   Range{0xF1, 0xF6},   Range{0xF9, 0xFC},     Range{0xFF, 0xFF},     Range{0x104, 0x107},
    Range{0x118, 0x119}, Range{0x130, 0x131}, Range{0x141, 0x144},   Range{0x15A, 0x15F},   Range{0x179, 0x17E},
    Range{0x152, 0x153}, Range{0x178, 0x178}, Range{0x3041, 0x309F}, Range{0x30A0, 0x30FF}, Range{0x4E00, 0x9FFF},
    Range{0x900, 0x97F}, Range{0xB80, 0xBFF}, Range{0x600, 0x6FF},
};

bool allowed_in_keyword(UChar32 c) {
  if (c < 0x80 && std::string_view(" .-&\\+[]'\"").find(static_cast<char>(c)) != std::string_view::npos) return true;
  return std::ranges::any_of(kKeywordRanges, [c](Range range) { return c >= range.first && c <= range.second; });
}

bool stands_inside_a_word(const icu::UnicodeString& text, int32_t at) {
  return at > 0 && at + 1 < text.length() && text[at - 1] != ' ' && text[at + 1] != ' ';
}

std::optional<std::int64_t> micros(std::string_view text, int decimals) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto digits = [](std::string_view part) {
    return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() || whole.size() > 12 || !digits(whole) || !digits(fraction)) return std::nullopt;
  if (point != std::string_view::npos && (fraction.empty() || std::cmp_greater(fraction.size(), decimals)))
    return std::nullopt;
  std::int64_t value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (std::size_t i = 0; i < 6; ++i) value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return value;
}

}  // namespace

std::string normalised(std::string_view utf8) {
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(failed);
  const icu::StringPiece bytes(utf8.data(), static_cast<int32_t>(utf8.size()));
  icu::UnicodeString text = nfc->normalize(icu::UnicodeString::fromUTF8(bytes), failed);
  text = nfc->normalize(text.foldCase(), failed);
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); ++i) {
    if (!u_isUWhiteSpace(text[i])) {
      out += text[i];
    } else if (!out.isEmpty() && out[out.length() - 1] != ' ') {
      out += u' ';
    }
  }
  out.trim();
  std::string result;
  return out.toUTF8String(result);
}

std::optional<std::string_view> keyword_problem(std::string_view utf8) {
  const auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  if (icu::UnicodeString(text).trim().isEmpty()) return "BLANK";
  if (u_isUWhiteSpace(text[0]) || u_isUWhiteSpace(text[text.length() - 1])) return "LEADING_OR_TRAILING_WHITESPACE";
  int words = 1;
  int quotes = 0;
  bool misplaced = false;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (!allowed_in_keyword(c)) return "FORBIDDEN_CHARS";
    if (c == ' ' && text[i - 1] != ' ') ++words;
    if (c == '"') ++quotes;
    if ((c == '.' || c == '-' || c == '+') && !stands_inside_a_word(text, i)) misplaced = true;
  }
  if (text.countChar32() > 80 || words > 10) return "TOO_LONG";
  if (misplaced || quotes % 2 != 0) return "PATTERN_NOT_MATCHED";
  return std::nullopt;
}

bool is_asin(std::string_view text) {
  if (text.size() != 10) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.starts_with("B0")) {
    return std::ranges::all_of(text, [&](char c) { return digit(c) || (c >= 'A' && c <= 'Z'); });
  }
  return std::ranges::all_of(text.substr(0, 9), digit) && (digit(text[9]) || text[9] == 'X');
}

std::optional<BidProblem> bid_problem(std::string_view text, const Marketplace& marketplace) {
  const auto bid = micros(text, marketplace.decimals);
  if (!bid) return BidProblem::kMalformed;
  if (*bid < *micros(marketplace.min_bid, 2) || *bid > *micros(marketplace.max_bid, 2)) return BidProblem::kOutOfRange;
  return std::nullopt;
}

}  // namespace harvestd::sandbox

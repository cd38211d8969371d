#include "core/text.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "core/check.h"
#include "core/utf8.h"

namespace harvestd {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string collapse_ascii(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (const char c : raw) {
    if (!is_ascii_space(c)) {
      text += c;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

icu::UnicodeString decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string encode(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

icu::UnicodeString nfc(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString normal = normalizer->normalize(text, status);
  HARVESTD_CHECK(U_SUCCESS(status));
  return normal;
}

icu::UnicodeString collapse(const icu::UnicodeString& raw) {
  icu::UnicodeString text;
  bool gap = false;
  for (std::int32_t i = 0; i < raw.length(); i = raw.moveIndex32(i, 1)) {
    const UChar32 c = raw.char32At(i);
    if (u_isUWhiteSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && !text.isEmpty()) text.append(u' ');
    gap = false;
    text.append(c);
  }
  return text;
}

bool has_no_spaces(UChar32 c) {
  for (const UScriptCode script :
       {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_MYANMAR}) {
    if (uscript_hasScript(c, script)) return true;
  }
  return false;
}

/// Word boundaries of one text. The iterator is made once a thread: making one costs more than a thousand uses.
class WordBoundaries {
 public:
  explicit WordBoundaries(const std::string& text) : text_(text) {
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&utext_, text_.data(), static_cast<std::int64_t>(text_.size()), &status);
    iterator().setText(&utext_, status);
    HARVESTD_CHECK(U_SUCCESS(status));
  }
  ~WordBoundaries() { utext_close(&utext_); }
  WordBoundaries(const WordBoundaries&) = delete;
  WordBoundaries& operator=(const WordBoundaries&) = delete;

  /// True when a term may begin or end at byte `at`, which stands between two code points.
  bool separates(std::size_t at) {
    if (at == 0 || at == text_.size()) return true;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    auto before = static_cast<std::int32_t>(at), after = before;
    UChar32 left = 0;
    U8_PREV(bytes, 0, before, left);
    const UChar32 right = next_character(text_, after);
    return left == '-' || right == '-' || has_no_spaces(left) || has_no_spaces(right) ||
           iterator().isBoundary(static_cast<std::int32_t>(at));
  }

 private:
  static icu::BreakIterator& iterator() {
    thread_local const std::unique_ptr<icu::BreakIterator> words = [] {
      UErrorCode status = U_ZERO_ERROR;
      std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
      HARVESTD_CHECK(U_SUCCESS(status));
      return made;
    }();
    return *words;
  }

  const std::string& text_;
  UText utext_ = UTEXT_INITIALIZER;
};

}  // namespace

std::string keyword_text(std::string_view raw) {
  if (is_ascii(raw)) return collapse_ascii(raw);
  return encode(collapse(nfc(decode(raw))));
}

std::string keyword_key(std::string_view raw) {
  if (is_ascii(raw)) {
    std::string key = collapse_ascii(raw);
    std::transform(key.begin(), key.end(), key.begin(), ascii_lower);
    return key;
  }
  icu::UnicodeString text = collapse(nfc(decode(raw)));
  text.foldCase(U_FOLD_CASE_DEFAULT);
  return encode(nfc(text));
}

std::string asin_key(std::string_view raw) {
  std::string key = keyword_text(raw);
  std::transform(key.begin(), key.end(), key.begin(), ascii_upper);
  return key;
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ' ' && (i == 0 || text[i - 1] == ' ')) ++words;
  }
  return words;
}

bool contains_term(std::string_view key, std::string_view term) {
  if (term.empty()) return false;
  std::size_t hit = key.find(term);
  if (hit == std::string_view::npos) return false;
  const std::string text(key);
  WordBoundaries boundaries(text);
  for (; hit != std::string_view::npos; hit = key.find(term, hit + 1)) {
    if (boundaries.separates(hit) && boundaries.separates(hit + term.size())) return true;
  }
  return false;
}

}  // namespace harvestd

#include "config/diagnostics.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace harvestd {
namespace {

constexpr std::size_t kMaxDiagnostics = 1000;
constexpr std::size_t kMaxQuoted = 200;
constexpr std::size_t kLongestSuggestedWord = 64;

struct Character {
  std::string text;
  std::size_t width = 1;
};

bool is_harmful(UChar32 c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/// The character of `text` at `i`, which it moves on, as it may be shown.
Character next_visible(std::string_view text, std::int32_t& i) {
  const std::int32_t start = i;
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(text.data(), i, static_cast<std::int32_t>(text.size()), c);
  if (c == '\t') return {" ", 1};
  if (is_harmful(c)) {
    std::string escaped = fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c));
    const std::size_t width = escaped.size();
    return {std::move(escaped), width};
  }
  if (c == 0xfffd) return {"\xef\xbf\xbd", 1};
  return {std::string(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start))), 1};
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Insertions, deletions, replacements and swaps of neighbours; any case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string visible(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t characters = 0;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size()); ++characters) {
    if (characters == limit) return out + "...";
    out += next_visible(text, i).text;
  }
  return out;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kLongestSuggestedWord) return "";
  std::string_view nearest;
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongestSuggestedWord) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best && distance < candidate.size()) {
      best = distance;
      nearest = candidate;
    }
  }
  const auto abbreviates = [word](std::string_view candidate) {
    return std::min(word.size(), candidate.size()) >= 3 && (word.starts_with(candidate) || candidate.starts_with(word));
  };
  if (nearest.empty()) {
    const auto found = std::ranges::find_if(candidates, abbreviates);
    if (found != candidates.end()) nearest = *found;
  }
  return nearest.empty() ? "" : fmt::format("; did you mean `{}`?", nearest);
}

Diagnostics::Diagnostics(const std::string& text, std::string file) : text_(text), file_(std::move(file)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

void Diagnostics::add(Position at, std::string key, std::string message) {
  if (found_.size() == kMaxDiagnostics) {
    ++dropped_;
    return;
  }
  found_.push_back({.file = file_,
                    .line = at.line,
                    .column = at.column,
                    .key = std::move(key),
                    .message = std::move(message),
                    .source = {}});
}

bool Diagnostics::concerns(std::string_view key) const {
  return std::any_of(found_.begin(), found_.end(), [key](const Diagnostic& diagnostic) {
    if (!std::string_view(diagnostic.key).starts_with(key)) return false;
    return diagnostic.key.size() == key.size() || diagnostic.key[key.size()] == '.' ||
           diagnostic.key[key.size()] == '[';
  });
}

std::string_view Diagnostics::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
  const std::size_t start = line_starts_[static_cast<std::size_t>(number) - 1];
  std::string_view rest = std::string_view(text_).substr(start);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

Position Diagnostics::position(int number, int bytes_before) const {
  const std::string_view before = line(number).substr(0, static_cast<std::size_t>(std::max(bytes_before, 0)));
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; };
  return {number, 1 + static_cast<int>(std::count_if(before.begin(), before.end(), begins_character))};
}

std::string Diagnostics::quoted(int number) const {
  const std::string_view whole = line(number);
  if (private_lines_.contains(number)) {
    const std::size_t colon = whole.find(':');
    return colon == std::string_view::npos ? "..." : std::string(whole.substr(0, colon + 1)) + " ...";
  }
  return whole.size() <= kMaxQuoted ? std::string(whole) : visible(whole, kMaxQuoted);
}

std::vector<Diagnostic> Diagnostics::take() {
  std::ranges::sort(found_, {}, [](const Diagnostic& d) { return std::tie(d.line, d.column, d.key, d.message); });
  for (Diagnostic& diagnostic : found_) diagnostic.source = quoted(diagnostic.line);
  if (dropped_ > 0) {
    found_.push_back({.file = file_,
                      .line = 0,
                      .column = 0,
                      .key = {},
                      .message = fmt::format("{} more errors are not shown", dropped_),
                      .source = {}});
  }
  return std::exchange(found_, {});
}

std::string to_text(const Diagnostic& diagnostic) {
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  std::string out = visible(diagnostic.file, kAll);
  if (diagnostic.line > 0) out += fmt::format(":{}:{}", diagnostic.line, diagnostic.column);
  if (!diagnostic.key.empty()) out += ": " + visible(diagnostic.key, 200);
  out += ": " + visible(diagnostic.message, 1000) + "\n";
  if (diagnostic.line <= 0 || diagnostic.source.empty()) return out;

  std::string shown;
  std::size_t width = 0;
  std::size_t caret = kAll;
  int column = 1;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(diagnostic.source.size()); ++column) {
    if (column == diagnostic.column) caret = width;
    const Character character = next_visible(diagnostic.source, i);
    shown += character.text;
    width += character.width;
  }
  if (column == diagnostic.column) caret = width;
  out += fmt::format("{:>5} | {}\n", diagnostic.line, shown);
  if (caret != kAll) out += fmt::format("{:>5} | {}^\n", "", std::string(caret, ' '));
  return out;
}

}  // namespace harvestd

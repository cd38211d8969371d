#include "config/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "core/nearest.h"
#include "core/printable.h"
#include "core/utf8.h"

namespace harvestd {
namespace {

constexpr std::size_t kMaxDiagnostics = 1000;
constexpr std::size_t kMaxQuoted = 200;

/// The bytes that the first `characters` of `text` take; nothing when it has fewer.
std::optional<std::size_t> bytes_of(std::string_view text, std::size_t characters) {
  std::int32_t at = 0;
  for (std::size_t i = 0; i < characters; ++i) {
    if (static_cast<std::size_t>(at) == text.size()) return std::nullopt;
    next_character(text, at);
  }
  return static_cast<std::size_t>(at);
}

std::string shortened(std::string_view text, std::size_t limit) {
  const std::size_t end = bytes_of(text, limit).value_or(text.size());
  return std::string(text.substr(0, end)) + (end < text.size() ? "..." : "");
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t limit) {
  return visible(shortened(text, limit));
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto abbreviates = [word](std::string_view candidate) {
    return std::min(word.size(), candidate.size()) >= 3 && (word.starts_with(candidate) || candidate.starts_with(word));
  };
  std::optional<std::string_view> meant = nearest(word, candidates);
  if (!meant) {
    const auto found = std::ranges::find_if(candidates, abbreviates);
    if (found != candidates.end()) meant = *found;
  }
  return meant ? fmt::format("; did you mean `{}`?", *meant) : "";
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
  const auto index = static_cast<std::size_t>(number);
  const std::size_t start = line_starts_[index - 1];
  const std::size_t end = index < line_starts_.size() ? line_starts_[index] - 1 : text_.size();
  std::string_view found = std::string_view(text_).substr(start, end - start);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

Position Diagnostics::position(int number, int bytes_before) {
  const std::string_view whole = line(number);
  const std::size_t end = std::min(whole.size(), static_cast<std::size_t>(std::max(bytes_before, 0)));
  if (counted_.line != number || counted_.bytes > end) counted_ = {.line = number, .bytes = 0, .column = 1};
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; };
  const std::string_view rest = whole.substr(counted_.bytes, end - counted_.bytes);
  counted_.column += static_cast<int>(std::ranges::count_if(rest, begins_character));
  counted_.bytes = end;
  return {number, counted_.column};
}

std::string Diagnostics::quoted(int number) const {
  const std::string_view whole = line(number);
  if (private_lines_.contains(number)) {
    const std::size_t colon = whole.find(':');
    return colon == std::string_view::npos ? "..." : std::string(whole.substr(0, colon + 1)) + " ...";
  }
  return shortened(whole, kMaxQuoted);
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
  std::string out = visible(diagnostic.file);
  if (diagnostic.line > 0) out += fmt::format(":{}:{}", diagnostic.line, diagnostic.column);
  if (!diagnostic.key.empty()) out += ": " + excerpt(diagnostic.key, 200);
  out += ": " + excerpt(diagnostic.message, 1000) + "\n";
  if (diagnostic.line <= 0 || diagnostic.source.empty()) return out;

  out += fmt::format("{:>5} | {}\n", diagnostic.line, visible(diagnostic.source));
  if (diagnostic.column <= 0) return out;
  const auto before = bytes_of(diagnostic.source, static_cast<std::size_t>(diagnostic.column) - 1);
  if (!before) return out;
  const std::size_t caret = display_width(visible(std::string_view(diagnostic.source).substr(0, *before)));
  return out + fmt::format("{:>5} | {}^\n", "", std::string(caret, ' '));
}

}  // namespace harvestd

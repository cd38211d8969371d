#include "daemon/commands/table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/check.h"
#include "core/printable.h"

namespace harvestd {
namespace {

constexpr std::size_t kMeasuredRows = 1000;
constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrow = 10;       // no text column is made narrower than this,
constexpr std::size_t kNarrowProse = 24;  // nor one of sentences (wider than kProse); a longer word is broken
constexpr std::size_t kProse = 40;
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kRed = "\x1b[31m";

bool is_number(std::string_view text) {
  const bool digits = text.find_first_not_of("0123456789.-") == text.npos;
  return digits && text.find('.') != text.npos && text.find('-', 1) == text.npos;
}

/// Of the words that only break badly: scripts that need no spaces do not count.
std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0, current = 0;
  for (const char c : text) {
    const bool inside = c != ' ' && static_cast<unsigned char>(c) < 0x80;
    current = inside ? current + 1 : 0;
    longest = std::max(longest, current);
  }
  return longest;
}

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

void trim_right(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  columns = std::max<std::size_t>(columns, 2);
  for (auto line = take_columns(text, columns); line.size() < text.size(); line = take_columns(text, columns)) {
    const bool between_words = text[line.size()] == ' ';
    const auto space = line.find_last_of(' ');
    if (!between_words && space != line.npos && space > 0) line = line.substr(0, space);
    lines.emplace_back(line);
    text.remove_prefix(line.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

TableWriter::TableWriter(std::ostream& out, Terminal terminal, std::vector<std::string> columns)
    : out_(out), terminal_(terminal) {
  for (std::string& title : columns) columns_.push_back({.title = title, .width = display_width(title)});
}

void TableWriter::row(std::span<const Cell> cells) {
  HARVESTD_CHECK(cells.size() == columns_.size());
  Row row;
  row.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto* number = std::get_if<std::int64_t>(&cells[i]);
    const auto* text = std::get_if<std::string_view>(&cells[i]);
    row.push_back(number != nullptr ? std::to_string(*number) : text != nullptr ? visible(*text) : std::string());
    if (!started_ && text != nullptr && !text->empty() && !is_number(*text)) columns_[i].to_the_right = false;
  }
  if (started_) {
    print(row);
    return;
  }
  measure(row);
  measured_.push_back(std::move(row));
  if (measured_.size() == kMeasuredRows) start();
}

void TableWriter::finish() {
  if (!started_ && measured_.empty()) {
    out_ << "(none)\n";
    return;
  }
  start();
}

void TableWriter::measure(const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    columns_[i].width = std::max(columns_[i].width, display_width(row[i]));
    columns_[i].word = std::max(columns_[i].word, longest_word(row[i]));
    columns_[i].has_values = columns_[i].has_values || !row[i].empty();
  }
}

void TableWriter::start() {
  if (started_) return;
  started_ = true;
  for (Column& column : columns_) column.to_the_right = column.to_the_right && column.has_values;
  below_ = terminal_.columns > 0 && !fit();
  if (!below_) {
    Row titles;
    for (const Column& column : columns_) titles.push_back(column.title);
    print_beside(titles, terminal_.colour ? kBold : std::string_view());
  }
  for (const Row& row : measured_) print(row);
  measured_.clear();
}

bool TableWriter::fit() {
  std::vector<std::size_t> floors;
  std::size_t total = kGap * (columns_.size() - 1);
  for (const Column& column : columns_) {
    const std::size_t word = std::clamp(column.word, column.width > kProse ? kNarrowProse : kNarrow, kNarrowProse);
    const std::size_t text_floor = std::max(word, display_width(column.title));
    floors.push_back(column.to_the_right ? column.width : std::min(column.width, text_floor));
    total += column.width;
  }
  while (total > terminal_.columns) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool may_shrink = columns_[i].width > floors[i];
      if (may_shrink && (widest == columns_.size() || columns_[i].width > columns_[widest].width)) widest = i;
    }
    if (widest == columns_.size()) return false;
    --columns_[widest].width;
    --total;
  }
  return true;
}

void TableWriter::print(const Row& row) {
  if (below_) {
    print_below(row);
  } else {
    print_beside(row, {});
  }
}

void TableWriter::print_beside(const Row& row, std::string_view style) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool wraps = terminal_.columns > 0 && !columns_[i].to_the_right;
    cells.push_back(wraps ? wrap(row[i], columns_[i].width) : std::vector<std::string>{row[i]});
    height = std::max(height, cells.back().size());
  }
  for (std::size_t y = 0; y < height; ++y) {
    std::string line, pending;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& text = y < cells[i].size() ? cells[i][y] : std::string();
      const std::size_t used = std::min(display_width(text), columns_[i].width);
      const std::string padding = spaces(columns_[i].width - used);
      if (columns_[i].to_the_right) pending += padding;
      if (!text.empty()) {
        const std::string_view colour = style.empty() ? style_of(i, row[i]) : style;
        line += std::exchange(pending, {});
        line += colour;
        line += text;
        line += colour.empty() ? std::string_view() : kPlain;
      }
      pending += (columns_[i].to_the_right ? std::string() : padding) + spaces(kGap);
    }
    out_ << line << '\n';
  }
}

void TableWriter::print_below(const Row& row) {
  std::size_t names = 0;
  for (const Column& column : columns_) names = std::max(names, display_width(column.title));
  const std::size_t room = std::max<std::size_t>(terminal_.columns, names + kGap + kNarrow) - names - kGap;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].empty()) continue;
    std::string head = columns_[i].title + spaces(names - display_width(columns_[i].title) + kGap);
    for (const std::string& line : wrap(row[i], room)) {
      const std::string_view colour = style_of(i, row[i]);
      std::string text = head;
      text += colour;
      text += line;
      text += colour.empty() ? std::string_view() : kPlain;
      trim_right(text);
      out_ << text << '\n';
      head = spaces(names + kGap);
    }
  }
  out_ << '\n';
}

std::string_view TableWriter::style_of(std::size_t column, std::string_view cell) const {
  static const std::map<std::string_view, std::string_view> kStyles{
      {"created", kGreen},  {"done", kGreen},     {"promote", kGreen},  {"partial", kYellow},
      {"hold", kYellow},    {"sending", kYellow}, {"planned", kYellow}, {"awaiting_approval", kYellow},
      {"unresolved", kRed}, {"failed", kRed},     {"rejected", kRed},   {"abandoned", kRed}};
  const std::string_view title = columns_[column].title;
  if (!terminal_.colour || (title != "state" && title != "status" && title != "verdict")) return {};
  const auto found = kStyles.find(cell);
  return found == kStyles.end() ? std::string_view() : found->second;
}

}  // namespace harvestd

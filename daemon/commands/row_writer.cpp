#include "daemon/commands/row_writer.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "core/check.h"
#include "core/printable.h"
#include "daemon/commands/table.h"
#include "daemon/json_string.h"

namespace harvestd {
namespace {

class JsonWriter : public RowWriter {
 public:
  JsonWriter(std::ostream& out, const std::vector<std::string>& columns) : out_(out) {
    for (const std::string& column : columns) {
      std::string& name = names_.emplace_back();
      append_json_string(name, column);
      name += ':';
    }
  }
  void row(std::span<const Cell> cells) override {
    HARVESTD_CHECK(cells.size() == names_.size());
    line_ = first_ ? "[\n{" : ",\n{";
    first_ = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line_ += ',';
      line_ += names_[i];
      if (const auto* number = std::get_if<std::int64_t>(&cells[i])) {
        line_ += std::to_string(*number);
      } else if (const auto* text = std::get_if<std::string_view>(&cells[i])) {
        append_json_string(line_, *text);
      } else {
        line_ += "null";
      }
    }
    out_ << line_ << '}';
  }
  void finish() override { out_ << (first_ ? "[]\n" : "\n]\n"); }

 private:
  std::ostream& out_;
  std::vector<std::string> names_;
  std::string line_;
  bool first_ = true;
};

void append_csv_field(std::string& to, std::string_view raw) {
  const std::string text = visible(raw);
  if (text.find_first_of(",\"") == text.npos) {
    to += text;
    return;
  }
  to += '"';
  for (const char c : text) to.append(c == '"' ? 2 : 1, c);
  to += '"';
}

class CsvWriter : public RowWriter {
 public:
  CsvWriter(std::ostream& out, const std::vector<std::string>& columns) : out_(out), columns_(columns.size()) {
    const std::vector<Cell> header(columns.begin(), columns.end());
    row(header);
  }
  void row(std::span<const Cell> cells) override {
    HARVESTD_CHECK(cells.size() == columns_);
    line_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line_ += ',';
      if (const auto* number = std::get_if<std::int64_t>(&cells[i])) line_ += std::to_string(*number);
      if (const auto* text = std::get_if<std::string_view>(&cells[i])) append_csv_field(line_, *text);
    }
    out_ << line_ << "\r\n";
  }
  void finish() override {}

 private:
  std::ostream& out_;
  std::size_t columns_;
  std::string line_;
};

}  // namespace

Terminal stdout_terminal() {
  Terminal terminal;
  if (isatty(STDOUT_FILENO) == 0) return terminal;
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  terminal.columns = known ? size.ws_col : 80;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = no_color != nullptr && *no_color != '\0';
  terminal.colour = !refused && term != nullptr && std::string_view(term) != "dumb";
  return terminal;
}

std::unique_ptr<RowWriter> make_row_writer(Format format, std::ostream& out, Terminal terminal,
                                           std::vector<std::string> columns) {
  switch (format) {
    case Format::kJson:
      return std::make_unique<JsonWriter>(out, columns);
    case Format::kCsv:
      return std::make_unique<CsvWriter>(out, columns);
    case Format::kTable:
      break;
  }
  return std::make_unique<TableWriter>(out, terminal, std::move(columns));
}

}  // namespace harvestd

// The table form of a listing. Users see it through row_writer.h.
#pragma once

#include "daemon/commands/row_writer.h"

namespace harvestd {

/// `text` broken into lines of at most `columns` (at least 2), at spaces where possible; at least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

class TableWriter : public RowWriter {
 public:
  TableWriter(std::ostream& out, Terminal terminal, std::vector<std::string> columns);
  void row(std::span<const Cell> cells) override;
  void finish() override;

 private:
  struct Column {
    std::string title;
    std::size_t width = 0;
    std::size_t word = 0;      // the longest one that should not be broken
    bool to_the_right = true;  // until a cell that is not a number
    bool has_values = false;
  };
  using Row = std::vector<std::string>;

  void measure(const Row& row);
  void start();  // the rows measured so far decide the layout
  bool fit();    // narrows columns to the terminal; false when that cannot be done
  void print(const Row& row);
  void print_beside(const Row& row, std::string_view style);
  void print_below(const Row& row);
  std::string_view style_of(std::size_t column, std::string_view cell) const;

  std::ostream& out_;
  Terminal terminal_;
  std::vector<Column> columns_;
  std::vector<Row> measured_;
  bool started_ = false;
  bool below_ = false;  // one line a cell
};

}  // namespace harvestd

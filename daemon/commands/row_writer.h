// Rows on their way to a person or a program: a table, JSON or CSV. Rows are written as they come; memory does not grow
// with their number.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/commands/command_line.h"

namespace harvestd {

/// What standard output is.
struct Terminal {
  std::size_t columns = 0;  // 0: not a terminal
  bool colour = false;
};
/// A terminal's width (80 when it does not say); colour unless NO_COLOR is set and not empty, or TERM is dumb.
Terminal stdout_terminal();

/// One cell: NULL, a whole number, or text (money is text). Views need to live only during the call.
using Cell = std::variant<std::monostate, std::int64_t, std::string_view>;

class RowWriter {
 public:
  virtual ~RowWriter() = default;
  /// As many cells as there are columns (checked).
  virtual void row(std::span<const Cell> cells) = 0;
  /// After the last row, once; also when there was none.
  virtual void finish() = 0;
};

/// table: columns as wide as the first 1,000 rows need, numbers to the right, control characters visible; on a terminal
///   long cells are wrapped, and rows that cannot fit beside each other become one "name  value" line a cell.
/// json: one array of objects, members named and ordered as the columns, NULL as null; the text is exact, with control
///   characters escaped.
/// csv: RFC 4180 with a header line; NULL is an empty field; control characters visible, so that a row is a line.
/// `out` must outlive the writer. A failing stream is not an error here: the caller looks at it.
std::unique_ptr<RowWriter> make_row_writer(Format format, std::ostream& out, Terminal terminal,
                                           std::vector<std::string> columns);

}  // namespace harvestd

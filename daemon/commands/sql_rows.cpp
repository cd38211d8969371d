#include "daemon/commands/sql_rows.h"

namespace harvestd {

void write_rows(sqlite::Statement rows, Format format, std::ostream& out, Terminal terminal) {
  std::vector<std::string> columns;
  for (int i = 0; i < rows.columns(); ++i) columns.emplace_back(rows.name(i));
  const auto writer = make_row_writer(format, out, terminal, columns);
  std::vector<Cell> cells(columns.size());
  while (out && rows.step()) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const int column = static_cast<int>(i);
      if (rows.is_null(column)) {
        cells[i] = std::monostate();
      } else if (rows.is_integer(column)) {
        cells[i] = rows.integer(column);
      } else {
        cells[i] = rows.view(column);
      }
    }
    writer->row(cells);
  }
  writer->finish();
}

}  // namespace harvestd

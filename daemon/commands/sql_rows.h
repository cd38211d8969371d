// From a statement's rows to a listing's.
#pragma once

#include <ostream>

#include "daemon/commands/row_writer.h"
#include "storage/sqlite.h"

namespace harvestd {

/// Writes all rows of a statement whose parameters are bound; stops early when `out` fails.
void write_rows(sqlite::Statement rows, Format format, std::ostream& out, Terminal terminal);

}  // namespace harvestd

#include "core/error.h"

#include "core/check.h"

namespace harvestd {

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  check_failed("value() of a Result that holds an error", error.message.c_str(), where.file_name(),
               static_cast<int>(where.line()));
}

}  // namespace harvestd

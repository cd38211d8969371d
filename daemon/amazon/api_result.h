// What a call to Amazon came to when it did not succeed.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/time.h"

namespace harvestd {

struct ApiError {
  Errc code;
  std::string message;  // names the operation; control characters of the answer made visible, bounded length
  int status = 0;       // HTTP status, 0 without an answer
  std::optional<Duration> retry_after;
};
[[noreturn]] void throw_exception_from_error(const ApiError& error, const boost::source_location& where);
template <class T>
using ApiResult = boost::system::result<T, ApiError>;

}  // namespace harvestd

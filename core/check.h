// Invariants, asserted in release builds too. Never on data from outside the program.
#pragma once

namespace harvestd {

/// Writes one line to standard error and aborts.
[[noreturn]] void check_failed(const char* expression, const char* detail, const char* file, int line) noexcept;

}  // namespace harvestd

#define HARVESTD_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::harvestd::check_failed(#condition, "", __FILE__, __LINE__))

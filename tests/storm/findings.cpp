#include "tests/storm/findings.h"

#include <fmt/format.h>

#include <cstdio>

namespace harvestd::storm {

void Findings::violation(const std::string& what) {
  if (!how_to_repeat_.empty()) fmt::print(stderr, "VIOLATION {}\n  again: {}\n", what, how_to_repeat_);
  all_.push_back(what);
}

}  // namespace harvestd::storm

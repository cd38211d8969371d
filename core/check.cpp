#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace harvestd {

void check_failed(const char* expression, const char* detail, const char* file, int line) noexcept {
  std::fprintf(stderr, "harvestd: invariant broken: %s %s (%s:%d)\n", expression, detail, file, line);
  std::abort();
}

}  // namespace harvestd

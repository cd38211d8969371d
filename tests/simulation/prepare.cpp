#include "tests/simulation/prepare.h"

#include <sqlite3.h>

#include <cstddef>

#include "tests/simulation/disk.h"
#include "tests/simulation/sim_config.h"

// The engine gives memory back to the system after each cycle. Here that is a good part of what a cycle costs.
extern "C" int malloc_trim(std::size_t) noexcept {
  return 0;
}

namespace harvestd::simulation {

void prepare() {
  set_secrets();
  SimDisk::prepare_process();
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
}

}  // namespace harvestd::simulation

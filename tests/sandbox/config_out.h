// A harvestd configuration for a seeded account, ready to run.
#pragma once

#include <filesystem>
#include <string>

#include "tests/sandbox/account.h"
#include "tests/sandbox/api_options.h"

namespace harvestd::sandbox {

struct ConfigOut {
  std::string url;      // of the server
  std::string ca_file;  // empty for plain HTTP
};

/// Writes the configuration to `file` and the three (fake) secrets beside it, mode 0600: all auto campaigns of all
/// profiles, two rules a marketplace in its currency. The ledger's path is ledger.db in the same directory. Throws
/// std::invalid_argument when the profiles are of several API regions (a configuration has one), std::runtime_error
/// when a file cannot be written.
void write_config(const std::filesystem::path& file, const Account& account, const ApiOptions& api,
                  const ConfigOut& server);

}  // namespace harvestd::sandbox

// A ledger with a small, known history, and commands run on it with their output captured.
#pragma once

#include <gtest/gtest.h>

#include <sstream>

#include "core/time.h"
#include "daemon/commands/command_line.h"
#include "storage/ledger.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {

inline TimePoint at(const char* iso) {
  return parse_iso8601(iso).value();
}

class LedgerFixture : public testing::Test {
 protected:
  /// Two campaigns, three cycles, one promotion created and one refused, decisions in Latin and Japanese.
  void fill();
  std::filesystem::path path() const { return folder_.path() / "ledger.db"; }
  LedgerReader reader() const;
  /// A configuration for this ledger with the campaigns spring-auto and jp-auto, its secrets not there.
  std::filesystem::path config() const;

  TemporaryFolder folder_;
};

/// Runs `function` with standard output and error captured.
struct Ran {
  int code;
  std::string out, err;
};
template <class Function>
Ran run(Function&& function) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = function();
  std::string out = testing::internal::GetCapturedStdout();
  return {code, std::move(out), testing::internal::GetCapturedStderr()};
}

/// As typed after "harvestd ". The command line, or the failure of a test.
CommandLine typed(std::vector<std::string> words);

}  // namespace harvestd

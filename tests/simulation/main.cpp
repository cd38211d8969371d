// harvestd-simulation: see README.md.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/simulation/prepare.h"
#include "tests/simulation/runner.h"

namespace {

using namespace harvestd::simulation;

int replay(std::uint64_t seed, bool verbose, double beyond_settle) {
  const RunOptions options{.seed = seed, .story = verbose ? stdout : nullptr, .beyond_settle = beyond_settle};
  const RunResult result = run(options, empty_ledger());
  for (const Violation& violation : result.violations) {
    fmt::print("VIOLATION of invariant {}: {}\n", violation.invariant, violation.words);
  }
  fmt::print("seed {}: {} deaths, {} requests, {} creates accepted, {} violations\n", seed, result.deaths,
             result.requests, result.created, result.violations.size());
  return result.violations.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs harvestd's engine against everything that can go wrong, in virtual time");
  RunnerOptions options;
  std::uint64_t least = 0, seed = 0;
  bool verbose = false, impossible = false;
  app.add_option("--runs", options.runs, "How many runs")->capture_default_str();
  app.add_option("--seed", options.first_seed, "The seed of the first; the next ones follow")->capture_default_str();
  app.add_option("--threads,--jobs", options.jobs, "Worker processes; 0: one a core")->capture_default_str();
  app.add_option("--seconds", options.seconds, "No new run after this; 0: no bound")->capture_default_str();
  app.add_option("--most-failures", options.most_failures, "Stop after this many")->capture_default_str();
  app.add_option("--min-hits", least, "Fail unless every possible cell was hit this often")->capture_default_str();
  app.add_option("--beyond-settle", options.beyond_settle, "Amazon takes this many times as long as promised");
  CLI::Option* one = app.add_option("--replay", seed, "Run this seed alone");
  app.add_flag("--verbose", verbose, "With --replay: tell what happens");
  app.add_flag("--impossible", impossible, "Print the cells that cannot occur, with the reasons");
  CLI11_PARSE(app, argc, argv);
  prepare();
  if (impossible) {
    fmt::print("{}", impossible_cells_text());
    return 0;
  }
  if (one->count() > 0) return replay(seed, verbose, options.beyond_settle);
  const Report report = run_many(options);
  fmt::print("{}", to_text(report, argv[0], least));
  return is_good(report, least) ? 0 : 1;
}

// harvestd-storm: the shipped program among kills, rivals, full disks and clocks that are set. See README.md beside
// this file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>

#include "tests/storm/storms.h"

namespace harvestd::storm {
namespace {

constexpr int kSkipped = 77;

using Storm = void (*)(const StormOptions&, Findings&);

struct Command {
  const char* name;
  const char* about;
  std::uint64_t times;
  Storm run;
};

constexpr Command kCommands[] = {
    {"kill", "kill -9 at moments around creates, and start again; --times kills", 100, kill_storm},
    {"holders", "two processes at one ledger; --times double starts", 20, holders_storm},
    {"disk", "full, limited and read-only disks; --times disasters", 20, disk_storm},
    {"clock", "the wall clock is set while it serves; --times steps", 12, clock_storm},
    {"secrets", "nothing tells a secret; --times lives of a service", 4, secrets_storm},
};

int run(const Command& command, const StormOptions& options) {
  Findings findings;
  command.run(options, findings);
  if (!findings.skipped().empty()) {
    fmt::print("{}: skipped: {}\n", command.name, findings.skipped());
    return kSkipped;
  }
  return findings.count() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace harvestd::storm

int main(int argc, char** argv) {
  using namespace harvestd::storm;
  CLI::App app("The shipped program among kills, rivals, full disks and clocks that are set", "harvestd-storm");
  app.require_subcommand(1);
  StormOptions options;
  options.program = HARVESTD_PROGRAM;
  const Command* chosen = nullptr;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(command.name, command.about);
    sub->add_option("--times", options.times, fmt::format("{} unless said otherwise", command.times));
    sub->add_option("--seed", options.seed, "What is random follows from it, but not the scheduling of processes");
    sub->add_option("--round", options.round, "This round alone");
    sub->add_option("--program", options.program, "The harvestd to run");
    sub->preparse_callback([&, at = &command](std::size_t) {
      chosen = at;
      options.times = at->times;
    });
  }
  CLI11_PARSE(app, argc, argv);
  try {
    return run(*chosen, options);
  } catch (const std::exception& wrong) {
    fmt::print(stderr, "harvestd-storm: {}\n", wrong.what());
    return 2;
  }
}

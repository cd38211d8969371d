#include <poll.h>
#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>

#include "core/printable.h"
#include "daemon/commands/command_line.h"
#include "storage/ledger.h"

namespace {

using namespace harvestd;

int dispatch(const CommandLine& line) {
  static const std::map<std::string_view, int (*)(const CommandLine&)> kCommands{
      {"run", run_service},     {"once", run_once},       {"plan", run_plan},     {"check", run_check},
      {"audit", run_audit},     {"explain", run_explain}, {"verify", run_verify}, {"backup", run_backup},
      {"approve", run_approve}, {"decline", run_decline}, {"pause", run_pause},   {"resume", run_resume},
      {"version", run_version}};
  return kCommands.at(line.command)(line);
}

/// A result that could not be written is not a result; a reader that left (a pager, head) wanted no more.
int finish_output(int code) {
  std::cout.flush();
  if (std::cout && std::fflush(stdout) == 0) return code;
  pollfd out{.fd = 1, .events = POLLOUT, .revents = 0};
  if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0) return code;
  std::cerr << "harvestd: standard output cannot be written\n";
  return code == kExitDone ? kExitFailed : code;
}

}  // namespace

int main(int argc, char** argv) {
  prctl(PR_SET_DUMPABLE, 0);  // secrets live in this memory: no core file, no ptrace by the same user
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit (ulimit -f, LimitFSIZE=) is a write that fails, not a death
  try {
    const auto parsed = parse_command_line(argc, argv);
    const auto* line = std::get_if<CommandLine>(&parsed);
    return finish_output(line != nullptr ? dispatch(*line) : std::get<int>(parsed));
  } catch (const LedgerError& error) {
    std::cerr << "harvestd: the ledger failed, nothing more was sent: " << visible(error.what()) << '\n';
  } catch (const std::exception& error) {
    std::cerr << "harvestd: " << visible(error.what()) << '\n';
  }
  return kExitFailed;
}

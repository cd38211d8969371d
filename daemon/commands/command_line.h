// The command line, parsed: one struct for all commands. Options may stand before or after operands.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace harvestd {

/// Exit codes of the contract.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;        // bad usage or configuration
inline constexpr int kExitLedgerHeld = 3;   // another process holds the ledger
inline constexpr int kExitCredentials = 4;  // Amazon refused all credentials

enum class Format : std::uint8_t { kTable = 1, kJson, kCsv };

struct CommandLine {
  std::string command;  // "run", "once", "audit", ...
  std::filesystem::path config;
  std::string campaign;               // --campaign L, else empty
  std::vector<std::string> operands;  // audit: the view; explain: the target; backup: TO; approve, decline: ids
  std::string since;                  // --since T: an ISO 8601 time or a duration back from now
  std::string state;
  std::optional<std::int64_t> limit;
  Format format = Format::kTable;
  bool online = false;
  bool all = false;  // --all: of approve and decline
  bool yes = false;  // --yes: do not ask
};

/// What to run; or the exit code when help was shown or the usage was wrong (the message is already printed).
std::variant<CommandLine, int> parse_command_line(int argc, char** argv);

/// One function a command, in a file of its own; the result is the exit code. Output goes to standard output, errors
/// (one clear line) to standard error.
int run_service(const CommandLine& line);
int run_once(const CommandLine& line);
int run_plan(const CommandLine& line);
int run_check(const CommandLine& line);
int run_audit(const CommandLine& line);
int run_explain(const CommandLine& line);
int run_verify(const CommandLine& line);
int run_backup(const CommandLine& line);
int run_approve(const CommandLine& line);
int run_decline(const CommandLine& line);
int run_pause(const CommandLine& line);
int run_resume(const CommandLine& line);
int run_version(const CommandLine& line);

}  // namespace harvestd

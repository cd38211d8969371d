#include "daemon/commands/command_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/check.h"

namespace harvestd {
namespace {

constexpr std::array kOptions{
    OptionSpec{'c', "-c,--config", "FILE", "the configuration"},
    OptionSpec{'L', "--campaign", "L", "only the campaign with this label"},
    OptionSpec{'s', "--since", "T", "only from T on: 2026-11-23, 2026-11-23T22:00Z, or back from now: 7d, 12h"},
    OptionSpec{'S', "--state", "S", "only this state (promotions), status (cycles), verdict or reason (decisions)"},
    OptionSpec{'l', "--limit", "N", "only the newest N rows"},
    OptionSpec{'f', "--format", "table|json|csv", "how rows are written; table is the default"},
    OptionSpec{'a', "--all", "", "all that wait for approval; asks first"},
    OptionSpec{'y', "-y,--yes", "", "do not ask"},
    OptionSpec{'o', "--online", "", "also ask Amazon: credentials, profiles, groups; reads only"},
};

constexpr std::string_view kExampleFile = "/etc/harvestd/harvestd.yaml";

constexpr std::array kCommands{
    CommandSpec{
        "run", "the service: harvests on schedule until it is told to stop", "", "c",
        "Runs in the foreground and logs to standard error; systemd starts it with Type=notify. SIGHUP reads the\n"
        "configuration and secrets again, SIGTERM stops after the intent under way has settled.",
        "harvestd run -c {}"},
    CommandSpec{"once", "one cycle for every campaign (or one), then exit", "", "cL", "",
                "harvestd once -c {} --campaign spring-auto"},
    CommandSpec{"plan", "what a cycle would do, and why; sends reads only, changes nothing anywhere", "", "cLf", "",
                "harvestd plan -c {}"},
    CommandSpec{"check", "validate the configuration", "", "co", "", "harvestd check -c {} --online"},
    CommandSpec{
        "audit", "what the ledger holds, row by row", "cycles|decisions|promotions|calls|events", "csLSlf",
        "The newest row comes last. The table shows the columns most asked for; json and csv hold all columns of\n"
        "the view audit_cycles, audit_decisions, audit_promotions, audit_api_calls or audit_events. Times are UTC.",
        "harvestd audit promotions -c {} --state created --since 7d"},
    CommandSpec{"explain", "every decision kept on one keyword or ASIN, and why it was (not) promoted", "TARGET", "cLf",
                "Upper and lower case and the number of spaces do not matter. Put a target of several words in quotes.",
                "harvestd explain \"running shoes\" -c {}"},
    CommandSpec{
        "approve", "send promotions that wait for a person (mode: approve)", "ID...", "caLy",
        "ID is the promotion's number: 42 as it is at this moment, 42@3 only if it still is its revision 3 (harvestd "
        "audit promotions --state\n"
        "awaiting_approval). It is sent in a cycle of its campaign that starts at once, if its rule still holds and "
        "the\n"
        "bid computed then is not lower; else it waits again. What was declined, expired, rejected or given up before\n"
        "comes back by this too.",
        "harvestd approve 42 43 -c {}"},
    CommandSpec{"decline", "do not send promotions that wait for a person, now or later", "ID...", "caLy",
                "The same target is not proposed again; approve brings it back.", "harvestd decline 44 -c {}"},
    CommandSpec{"pause", "stop sending at once, for everything or one campaign; harvests go on being recorded", "",
                "cL", "", "harvestd pause -c {} --campaign spring-auto"},
    CommandSpec{"resume", "undo a pause", "", "cL",
                "A campaign that was paused by its label is resumed by its label; a pause of everything without one.",
                "harvestd resume -c {}"},
    CommandSpec{"verify", "check the ledger: SQLite's own check and the event chain", "", "c", "",
                "harvestd verify -c {}"},
    CommandSpec{"backup", "a consistent copy of the ledger, also while the service runs", "TO", "c",
                "TO must not exist yet.", "harvestd backup /var/backups/harvestd.db -c {}"},
    CommandSpec{"version", "the version of harvestd and of what it is built on", "", "", "", "harvestd version"},
};

constexpr std::array<std::string_view, 4> kUnavailable{"undo", "groups", "login", "init"};

std::string usage(const CommandSpec& command) {
  std::string text = fmt::format("usage: harvestd {}", command.name);
  if (!command.operand.empty()) text += fmt::format(" {}", command.operand);
  if (command.options.starts_with('c')) text += " -c FILE";
  if (command.options.size() > 1) text += " [options]";
  return text + "\n";
}

std::string option_line(std::string_view names, std::string_view value, std::string_view help) {
  const std::string indent = names.starts_with("--") ? "      " : "  ";
  std::string head = indent;
  for (const char c : names) head += c == ',' ? std::string(", ") : std::string(1, c);
  if (!value.empty()) head += fmt::format(" {}", value);
  return fmt::format("{:<30}  {}\n", head, help);
}

}  // namespace

std::span<const CommandSpec> commands() {
  return kCommands;
}

const CommandSpec* find_command(std::string_view name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(), [&](const auto& c) { return c.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

const OptionSpec& option_of(char letter) {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(), [&](const auto& o) { return o.letter == letter; });
  HARVESTD_CHECK(found != kOptions.end());
  return *found;
}

bool is_unavailable_command(std::string_view name) {
  return std::find(kUnavailable.begin(), kUnavailable.end(), name) != kUnavailable.end();
}

std::string general_help() {
  std::string text =
      "harvestd - harvests targets for Amazon Ads Sponsored Products\n\n"
      "usage: harvestd COMMAND -c FILE [options]\n\n";
  for (const CommandSpec& command : kCommands) text += fmt::format("  {:<9}{}\n", command.name, command.summary);
  text +=
      "\nharvestd COMMAND --help shows a command's options and an example.\n"
      "Exit codes: 0 done, 1 failed or partly failed, 2 bad usage or configuration,\n"
      "3 another process holds the ledger, 4 Amazon refused all credentials.\n";
  return text;
}

std::string command_help(const CommandSpec& command) {
  std::string text = fmt::format("harvestd {} - {}\n\n{}\n", command.name, command.summary, usage(command));
  for (const char letter : command.options) {
    const OptionSpec& option = option_of(letter);
    text += option_line(option.names, option.value, option.help);
  }
  text += option_line("-h,--help", "", "this text");
  if (!command.notes.empty()) text += fmt::format("\n{}\n", command.notes);
  return text + fmt::format("\nexample:\n  {}\n", fmt::format(fmt::runtime(command.example), kExampleFile));
}

}  // namespace harvestd

// The commands of the program as data: what each takes and how its help reads.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace harvestd {

struct CommandSpec {
  std::string_view name;
  std::string_view summary;
  std::string_view operand;  // as the usage shows it; empty: takes none
  std::string_view options;  // letters of kOptions
  std::string_view notes;    // a paragraph for the help, or empty
  std::string_view example;
};

struct OptionSpec {
  char letter;
  std::string_view names;  // as CLI11 reads them: "-c,--config"
  std::string_view value;  // the placeholder; empty for a flag
  std::string_view help;
};

std::span<const CommandSpec> commands();
const CommandSpec* find_command(std::string_view name);
const OptionSpec& option_of(char letter);

/// In the contract, without behaviour in this version.
bool is_unavailable_command(std::string_view name);

/// All commands; and one command with its options and an example. Both end with a newline.
std::string general_help();
std::string command_help(const CommandSpec& command);

}  // namespace harvestd

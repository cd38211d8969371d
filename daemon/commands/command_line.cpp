#include "daemon/commands/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "core/nearest.h"
#include "core/printable.h"
#include "daemon/commands/command_table.h"

namespace harvestd {
namespace {

int usage_error(std::string_view command, const std::string& problem) {
  const std::string see = command.empty() ? "" : fmt::format(" {}", command);
  std::cerr << fmt::format("harvestd{}: {} (see harvestd{} --help)\n", see, visible(problem), see);
  return kExitUsage;
}

int unknown_command(const std::string& word) {
  if (is_unavailable_command(word)) {
    std::cerr << fmt::format("harvestd {} is not available in this version\n", word);
    return kExitUsage;
  }
  if (word.starts_with('-')) return usage_error("", fmt::format("the command comes first, not {}", word));
  std::vector<std::string_view> names;
  for (const CommandSpec& command : commands()) names.push_back(command.name);
  const auto likely = nearest(word, names);
  return usage_error("", fmt::format("unknown command {}{}", word,
                                     likely ? fmt::format("; did you mean {}?", *likely) : std::string()));
}

std::string check_format(const std::string& text) {
  const bool good = text == "table" || text == "json" || text == "csv";
  return good ? "" : fmt::format("wants table, json or csv, not {}", text);
}

std::string check_limit(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == text.npos;
  return digits && text.find_first_not_of('0') != text.npos ? ""
                                                            : fmt::format("wants a whole number from 1, not {}", text);
}

/// Where CLI11 puts what it read.
struct Parsed {
  CommandLine line;
  std::string config, format = "table";
  std::string operand;
  std::vector<std::string> operands;
  bool help = false;
};

bool takes_several(const CommandSpec& command) {
  return command.operand.ends_with("...");
}

void add_options(CLI::App& app, const CommandSpec& command, Parsed& to) {
  app.set_help_flag();
  app.add_flag("-h,--help", to.help);
  if (takes_several(command)) {
    app.add_option("OPERAND", to.operands);
  } else if (!command.operand.empty()) {
    app.add_option("OPERAND", to.operand);  // a list would take brackets for its own
  }
  for (const char letter : command.options) {
    const std::string names(option_of(letter).names);
    switch (letter) {
      case 'c':
        app.add_option(names, to.config);
        break;
      case 'L':
        app.add_option(names, to.line.campaign);
        break;
      case 's':
        app.add_option(names, to.line.since);
        break;
      case 'S':
        app.add_option(names, to.line.state);
        break;
      case 'l':
        app.add_option(names, to.line.limit)->check(check_limit);
        break;
      case 'f':
        app.add_option(names, to.format)->check(check_format);
        break;
      case 'a':
        app.add_flag(names, to.line.all);
        break;
      case 'y':
        app.add_flag(names, to.line.yes);
        break;
      case 'o':
        app.add_flag(names, to.line.online);
        break;
      default:
        break;
    }
  }
}

std::string unexpected(const CLI::App& app, const CommandSpec& command) {
  const std::string word = app.remaining().front();
  if (command.name == "verify" && word == "--online") return "--online is not available in this version";
  if (!word.starts_with('-')) {
    const bool quotes = command.name == "explain";
    return fmt::format("did not expect {}{}", word, quotes ? "; put a target of several words in quotes" : "");
  }
  std::vector<std::string_view> names{"--help"};
  for (const char letter : command.options) {
    const auto spec = option_of(letter).names;
    names.push_back(spec.substr(spec.find("--")));
  }
  const auto likely = nearest(word, names);
  return fmt::format("unknown option {}{}", word, likely ? fmt::format("; did you mean {}?", *likely) : std::string());
}

/// CLI11 says "--option: what is wrong".
std::string in_our_words(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string option = text.substr(0, text.find(':'));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const bool too_many = text.find("received") != text.npos;
    return option + (too_many ? " is given twice" : " wants a value");
  }
  return option + text.substr(std::min(option.size() + 1, text.size()));
}

/// What is wrong with the words after the command, or nothing.
std::optional<std::string> parse_words(std::vector<std::string> words, const CommandSpec& command, Parsed& to) {
  CLI::App app;
  add_options(app, command, to);
  std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(words));
  } catch (const CLI::ExtrasError&) {
    if (!to.help) return unexpected(app, command);
  } catch (const CLI::ParseError& error) {
    return in_our_words(error);
  }
  if (to.help) return std::nullopt;
  const bool wants_config = command.options.find('c') != std::string_view::npos;
  if (!to.operand.empty()) to.operands.push_back(to.operand);
  if (!command.operand.empty() && to.operands.empty() && !to.line.all)
    return fmt::format("{} is missing", command.operand);
  if (wants_config && to.config.empty()) return "-c FILE is missing";
  return std::nullopt;
}

}  // namespace

std::variant<CommandLine, int> parse_command_line(int argc, char** argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty()) {
    std::cerr << general_help();
    return kExitUsage;
  }
  std::string name = words.front();
  words.erase(words.begin());
  if (name == "help" && !words.empty()) {
    name = words.front();
    words.assign(1, "--help");
  }
  if (name == "-h" || name == "--help" || name == "help") {
    std::cout << general_help();
    return kExitDone;
  }
  if (name == "--version") name = "version";
  const CommandSpec* command = find_command(name);
  if (command == nullptr) return unknown_command(name);

  Parsed parsed;
  if (const auto problem = parse_words(std::move(words), *command, parsed)) return usage_error(command->name, *problem);
  if (parsed.help) {
    std::cout << command_help(*command);
    return kExitDone;
  }
  CommandLine line = std::move(parsed.line);
  line.command = name;
  line.config = parsed.config;
  line.operands = std::move(parsed.operands);
  line.format = parsed.format == "json" ? Format::kJson : parsed.format == "csv" ? Format::kCsv : Format::kTable;
  return line;
}

}  // namespace harvestd

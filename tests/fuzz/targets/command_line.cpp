// What was typed, one word a line: a command, or words on what is wrong with it that a terminal can show.
#include "daemon/commands/command_line.h"

#include <iostream>
#include <sstream>

#include "core/check.h"
#include "daemon/commands/command_table.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
namespace {

class Captured {
 public:
  explicit Captured(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Captured() { stream_.rdbuf(before_); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::ostream& stream_;
  std::streambuf* before_;
};

void check_line(const CommandLine& line) {
  const CommandSpec* command = find_command(line.command);
  HARVESTD_CHECK(command != nullptr && line.operands.size() == (command->operand.empty() ? 0U : 1U));
  HARVESTD_CHECK(line.config.empty() == (command->options.find('c') == std::string_view::npos));
  HARVESTD_CHECK(!line.limit || *line.limit >= 1);
}

}  // namespace

void command_line(std::string_view bytes) {
  std::vector<std::string> words{"harvestd"};
  for (Input input(bytes); !input.empty() && words.size() < 32;) words.emplace_back(input.line());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());  // ends at a NUL, as what is typed does
  const Captured out(std::cout);
  const Captured err(std::cerr);
  const auto parsed = parse_command_line(static_cast<int>(argv.size()), argv.data());
  HARVESTD_CHECK(is_plain(out.text(), "\n") && is_plain(err.text(), "\n"));
  if (const auto* line = std::get_if<CommandLine>(&parsed)) {
    check_line(*line);
    HARVESTD_CHECK(out.text().empty() && err.text().empty());
  } else if (std::get<int>(parsed) == kExitDone) {
    HARVESTD_CHECK(!out.text().empty() && err.text().empty());
  } else {
    HARVESTD_CHECK(std::get<int>(parsed) == kExitUsage && out.text().empty() && err.text().ends_with('\n'));
  }
}

}  // namespace harvestd::fuzz

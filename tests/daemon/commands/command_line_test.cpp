#include "daemon/commands/command_line.h"

#include <gmock/gmock.h>

#include "daemon/commands/command_table.h"
#include "tests/daemon/commands/ledger_fixture.h"
#include "tests/support/plain_text.h"

namespace harvestd {
namespace {

using testing::HasSubstr;

/// A command line that must not be run: its exit code and what was printed.
Ran refused(std::vector<std::string> words) {
  words.insert(words.begin(), "harvestd");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return run([&] {
    const auto parsed = parse_command_line(static_cast<int>(argv.size()), argv.data());
    return std::holds_alternative<int>(parsed) ? std::get<int>(parsed) : -1;
  });
}

TEST(CommandLineOf, OptionsStandBeforeOrAfterOperands) {
  for (const auto& words : {std::vector<std::string>{"audit", "cycles", "-c", "f.yaml", "--limit", "5"},
                            {"audit", "-c", "f.yaml", "--limit", "5", "cycles"},
                            {"audit", "--limit=5", "cycles", "--config", "f.yaml"}}) {
    const CommandLine line = typed(words);
    EXPECT_EQ(line.command, "audit");
    EXPECT_EQ(line.operands, std::vector<std::string>{"cycles"});
    EXPECT_EQ(line.config, "f.yaml");
    EXPECT_EQ(line.limit, 5);
    EXPECT_EQ(line.format, Format::kTable);
  }
}

TEST(CommandLineOf, EveryOptionArrives) {
  const CommandLine line = typed(
      {"audit", "promotions", "-c", "f", "--since", "7d", "--campaign", "L", "--state", "created", "--format", "json"});
  EXPECT_EQ(line.since, "7d");
  EXPECT_EQ(line.campaign, "L");
  EXPECT_EQ(line.state, "created");
  EXPECT_EQ(line.format, Format::kJson);
  EXPECT_TRUE(typed({"check", "-c", "f", "--online"}).online);
}

TEST(CommandLineOf, ATargetIsTakenAsItIs) {
  for (const char* target : {"running shoes", "[running shoes]", "pause", "a,b", "ランニングシューズ", "\"x\""}) {
    EXPECT_EQ(typed({"explain", target, "-c", "f"}).operands, std::vector<std::string>{target});
  }
  EXPECT_EQ(typed({"explain", "-c", "f", "--", "-18 degrees"}).operands, std::vector<std::string>{"-18 degrees"});
}

TEST(CommandLineOf, SeveralPromotionsMayBeNamed) {
  EXPECT_EQ(typed({"approve", "1", "-c", "f", "2@3"}).operands, (std::vector<std::string>{"1", "2@3"}));
  const CommandLine all = typed({"decline", "--all", "--yes", "-c", "f", "--campaign", "x"});
  EXPECT_TRUE(all.all && all.yes && all.operands.empty());
}

TEST(CommandLineOf, HelpIsOnStandardOutputAndSucceeds) {
  for (const auto& words : {std::vector<std::string>{"--help"}, {"-h"}, {"help"}}) {
    const Ran ran = refused(words);
    EXPECT_EQ(ran.code, kExitDone);
    for (const CommandSpec& command : commands()) EXPECT_THAT(ran.out, HasSubstr(std::string(command.name)));
    for (const char* name : {"undo  ", "groups", "login"}) {
      EXPECT_THAT(ran.out, testing::Not(HasSubstr(std::string("\n  ") + name)));
    }
  }
  for (const CommandSpec& command : commands()) {
    const Ran ran = refused({std::string(command.name), "--help"});
    EXPECT_EQ(ran.code, kExitDone);
    EXPECT_THAT(ran.out, HasSubstr("\nexample:\n  harvestd " + std::string(command.name)));
    EXPECT_EQ(refused({"help", std::string(command.name)}).out, ran.out);
    EXPECT_EQ(ran.err, "");
  }
}

TEST(CommandLineOf, TheHelpOfACommandReadsLikeThis) {
  EXPECT_EQ(refused({"check", "-h"}).out,
            "harvestd check - validate the configuration\n"
            "\n"
            "usage: harvestd check -c FILE [options]\n"
            "\n"
            "  -c, --config FILE             the configuration\n"
            "      --online                  also ask Amazon: credentials, profiles, groups; reads only\n"
            "  -h, --help                    this text\n"
            "\n"
            "example:\n"
            "  harvestd check -c /etc/harvestd/harvestd.yaml --online\n");
}

TEST(CommandLineOf, BadUsageIsOneClearLine) {
  const struct {
    std::vector<std::string> words;
    const char* says;
  } kCases[] = {
      {{"adit", "-c", "f"}, "harvestd: unknown command adit; did you mean audit? (see harvestd --help)\n"},
      {{"frobnicate"}, "harvestd: unknown command frobnicate (see harvestd --help)\n"},
      {{"-c", "f", "run"}, "harvestd: the command comes first, not -c (see harvestd --help)\n"},
      {{"run"}, "harvestd run: -c FILE is missing (see harvestd run --help)\n"},
      {{"run", "-c"}, "harvestd run: --config wants a value (see harvestd run --help)\n"},
      {{"once", "-c", "f", "--campain", "x"},
       "harvestd once: unknown option --campain; did you mean --campaign? (see harvestd once --help)\n"},
      {{"once", "-c", "f", "--campaign"}, "harvestd once: --campaign wants a value (see harvestd once --help)\n"},
      {{"run", "-c", "f", "x"}, "harvestd run: did not expect x (see harvestd run --help)\n"},
      {{"explain", "-c", "f"}, "harvestd explain: TARGET is missing (see harvestd explain --help)\n"},
      {{"explain", "a", "b", "-c", "f"},
       "harvestd explain: did not expect b; put a target of several words in quotes (see harvestd explain --help)\n"},
      {{"audit", "cycles", "-c", "f", "--limit", "0"},
       "harvestd audit: --limit wants a whole number from 1, not 0 (see harvestd audit --help)\n"},
      {{"audit", "cycles", "-c", "f", "--limit", "-3"},
       "harvestd audit: --limit wants a whole number from 1, not -3 (see harvestd audit --help)\n"},
      {{"audit", "cycles", "-c", "f", "--format", "xml"},
       "harvestd audit: --format wants table, json or csv, not xml (see harvestd audit --help)\n"},
      {{"audit", "cycles", "-c", "f", "--limit", "1", "--limit", "2"},
       "harvestd audit: --limit is given twice (see harvestd audit --help)\n"},
      {{"verify", "-c", "f", "--online"},
       "harvestd verify: --online is not available in this version (see harvestd verify --help)\n"},
      {{"approve", "-c", "f"}, "harvestd approve: ID... is missing (see harvestd approve --help)\n"},
      {{"\x1b[2J"}, "harvestd: unknown command \\x1b[2J (see harvestd --help)\n"},
  };
  for (const auto& each : kCases) {
    const Ran ran = refused(each.words);
    EXPECT_EQ(ran.code, kExitUsage) << each.says;
    EXPECT_EQ(ran.err, each.says);
    EXPECT_EQ(ran.out, "");
  }
}

TEST(CommandLineOf, CommandsWithoutBehaviourAreRefusedByName) {
  for (const char* name : {"undo", "groups", "login", "init"}) {
    for (const auto& words : {std::vector<std::string>{name}, {name, "--help"}, {name, "17", "-c", "f"}}) {
      const Ran ran = refused(words);
      EXPECT_EQ(ran.code, kExitUsage);
      EXPECT_EQ(ran.err, "harvestd " + std::string(name) + " is not available in this version\n");
    }
  }
}

TEST(CommandLineOf, NothingAtAllShowsTheHelpAndFails) {
  const Ran ran = refused({});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("usage: harvestd COMMAND"));
}

TEST(CommandLineOf, WhatWasTypedIsShownWithoutItsControlCharacters) {
  for (const std::string typed : {"--help=\x1b[2J", "--online=\x1b[2J", "--limit=\x1b[2J", "--format=\x1b[2J",
                                  "--\x1b[2J", "\x1b[2J", "-c\x1b[2J\n-c", "--since=\x1b\n--since"}) {
    for (const char* command : {"plan", "audit", "check", "explain", "\x1b[2J"}) {
      const Ran ran = refused({command, typed, "x", "y"});
      EXPECT_EQ(ran.code, kExitUsage);
      EXPECT_TRUE(test::is_plain(ran.err, "\n")) << ran.err;
    }
  }
}

}  // namespace
}  // namespace harvestd

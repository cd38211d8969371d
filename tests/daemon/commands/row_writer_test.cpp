#include "daemon/commands/row_writer.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/printable.h"
#include "daemon/commands/table.h"

namespace harvestd {
namespace {

using namespace std::string_view_literals;
using Rows = std::vector<std::vector<Cell>>;

std::string written(Format format, std::vector<std::string> columns, const Rows& rows, Terminal terminal = {}) {
  std::ostringstream out;
  const auto writer = make_row_writer(format, out, terminal, std::move(columns));
  for (const auto& row : rows) writer->row(row);
  writer->finish();
  return out.str();
}

Rows some_rows() {
  return {{std::int64_t{7}, "running shoes"sv, "0.75"sv, std::monostate()},
          {std::int64_t{1234}, "ランニングシューズ"sv, "60"sv, "a\nb"sv}};
}

TEST(Rows, ATableAlignsNumbersAndWideCharacters) {
  EXPECT_EQ(written(Format::kTable, {"clicks", "target", "bid", "note"}, some_rows()),
            "clicks  target              bid   note\n"
            "     7  running shoes       0.75\n"
            "  1234  ランニングシューズ  60    a\\nb\n");
}

TEST(Rows, MoneyStandsToTheRightWhenAllOfItHasDecimals) {
  EXPECT_EQ(written(Format::kTable, {"bid"}, {{"0.75"sv}, {"12.00"sv}}), "  bid\n 0.75\n12.00\n");
}

TEST(Rows, JsonIsOneArrayOfObjects) {
  EXPECT_EQ(written(Format::kJson, {"n", "target", "bid", "note"}, some_rows()),
            "[\n{\"n\":7,\"target\":\"running shoes\",\"bid\":\"0.75\",\"note\":null},\n"
            "{\"n\":1234,\"target\":\"ランニングシューズ\",\"bid\":\"60\",\"note\":\"a\\u000ab\"}\n]\n");
  EXPECT_EQ(written(Format::kJson, {"a"}, {{"say \"x\\y\""sv}}), "[\n{\"a\":\"say \\\"x\\\\y\\\"\"}\n]\n");
  EXPECT_EQ(written(Format::kJson, {"a"}, {}), "[]\n");
}

TEST(Rows, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(written(Format::kCsv, {"n", "text"}, {{std::int64_t{1}, "a,b"sv}, {std::monostate(), "say \"x\"\n"sv}}),
            "n,text\r\n1,\"a,b\"\r\n,\"say \"\"x\"\"\\n\"\r\n");
}

TEST(Rows, NoRowsAreSaid) {
  EXPECT_EQ(written(Format::kTable, {"a", "b"}, {}), "(none)\n");
  EXPECT_EQ(written(Format::kCsv, {"a", "b"}, {}), "a,b\r\n");
}

TEST(Rows, ATerminalsWidthIsKept) {
  const Rows rows{{"2026-11-20 10:00"sv, "running shoes for wide feet"sv,
                   "nearest rule proven-keywords: clicks 7, needs at least 10; conversions 1, needs at least 2"sv}};
  const std::string text = written(Format::kTable, {"at", "target", "detail"}, rows, {.columns = 70, .colour = false});
  EXPECT_EQ(text,
            "at                target                     detail\n"
            "2026-11-20 10:00  running shoes for wide     nearest rule\n"
            "                  feet                       proven-keywords: clicks\n"
            "                                             7, needs at least 10;\n"
            "                                             conversions 1, needs at\n"
            "                                             least 2\n");
}

TEST(Rows, TooNarrowATerminalGetsOneLineACell) {
  const Rows rows{{std::int64_t{1}, "running shoes"sv, std::monostate(), "0.75"sv}};
  EXPECT_EQ(written(Format::kTable, {"number", "target", "error", "bid"}, rows, {.columns = 24, .colour = false}),
            "number  1\ntarget  running shoes\nbid     0.75\n\n");
}

TEST(Rows, NoLineIsWiderThanTheTerminal) {
  const Rows rows = some_rows();
  for (std::size_t columns = 20; columns < 60; ++columns) {
    std::istringstream lines(
        written(Format::kTable, {"clicks", "target", "bid", "note"}, rows, {.columns = columns, .colour = false}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), columns) << line;
  }
}

TEST(Rows, ColourMarksTitlesAndStates) {
  EXPECT_EQ(written(Format::kTable, {"id", "state"}, {{std::int64_t{1}, "created"sv}}, {.columns = 80, .colour = true}),
            "\x1b[1mid\x1b[0m  \x1b[1mstate\x1b[0m\n 1  \x1b[32mcreated\x1b[0m\n");
}

TEST(Rows, RowsBeyondThoseMeasuredAreWrittenWhole) {
  std::ostringstream out;
  const auto writer = make_row_writer(Format::kTable, out, {}, {"text"});
  const std::string wide(50, 'x');
  for (int i = 0; i < 1000; ++i) writer->row(std::vector<Cell>{"narrow"sv});
  EXPECT_FALSE(out.str().empty());
  writer->row(std::vector<Cell>{std::string_view(wide)});
  EXPECT_NE(out.str().find(wide), std::string::npos);
}

TEST(Wrap, BreaksAtSpacesAndInsideLongWords) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("靴靴靴", 4), (std::vector<std::string>{"靴靴", "靴"}));
  EXPECT_EQ(wrap("", 4), std::vector<std::string>{""});
  EXPECT_EQ(wrap("靴靴", 1), (std::vector<std::string>{"靴", "靴"}));
}

}  // namespace
}  // namespace harvestd

#include "daemon/logging.h"

#include <gtest/gtest.h>
#include <spdlog/formatter.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>

namespace harvestd {
namespace {

std::string formatted(LogShape shape, spdlog::level::level_enum level, spdlog::string_view_t text) {
  const spdlog::log_clock::time_point at(std::chrono::milliseconds(1'795'471'303'120));
  const spdlog::details::log_msg message(at, spdlog::source_loc{}, "harvestd", level, text);
  spdlog::memory_buf_t line;
  log_formatter(shape)->format(message, line);
  return {line.data(), line.size()};
}

TEST(Logging, TextIsALineAPersonCanRead) {
  EXPECT_EQ(formatted(LogShape::kText, spdlog::level::info, "ready"), "2026-11-23T22:01:43.120Z info: ready\n");
}

TEST(Logging, TheJournalGetsAPriorityAndNoTime) {
  EXPECT_EQ(formatted(LogShape::kJournal, spdlog::level::debug, "x"), "<7>x\n");
  EXPECT_EQ(formatted(LogShape::kJournal, spdlog::level::info, "x"), "<6>x\n");
  EXPECT_EQ(formatted(LogShape::kJournal, spdlog::level::warn, "x"), "<4>x\n");
  EXPECT_EQ(formatted(LogShape::kJournal, spdlog::level::err, "x"), "<3>x\n");
}

TEST(Logging, JsonIsEscaped) {
  EXPECT_EQ(formatted(LogShape::kJson, spdlog::level::warn, "say \"靴\"\\"),
            "{\"ts\":\"2026-11-23T22:01:43.120Z\",\"level\":\"warning\",\"message\":\"say \\\"靴\\\"\\\\\"}\n");
}

TEST(Logging, AMessageIsAlwaysOneLine) {
  EXPECT_EQ(formatted(LogShape::kJournal, spdlog::level::info, "a\n<0>forged\x1b[0m\xff"),
            "<6>a\\n<0>forged\\x1b[0m\\xff\n");
  EXPECT_EQ(formatted(LogShape::kJson, spdlog::level::info, "a\nb").find('\n'),
            formatted(LogShape::kJson, spdlog::level::info, "a\nb").size() - 1);
}

TEST(Logging, TheJournalIsRecognisedByItsStream) {
  unsetenv("JOURNAL_STREAM");
  EXPECT_EQ(log_shape({}), LogShape::kText);
  setenv("JOURNAL_STREAM", "1:1", 1);
  EXPECT_EQ(log_shape({}), LogShape::kText);
  struct stat status{};
  ASSERT_EQ(fstat(2, &status), 0);
  setenv("JOURNAL_STREAM", (std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino)).c_str(), 1);
  EXPECT_EQ(log_shape({}), LogShape::kJournal);
  EXPECT_EQ(log_shape({.json = true}), LogShape::kJson);
  unsetenv("JOURNAL_STREAM");
}

TEST(Logging, TheConfiguredLevelDecidesWhatIsWritten) {
  testing::internal::CaptureStderr();
  start_logging({.json = false, .level = LogConfig::Level::kWarning});
  spdlog::info("quiet");
  spdlog::warn("loud");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("quiet"), text.npos);
  EXPECT_NE(text.find(" warning: loud\n"), text.npos);
  start_logging({});
}

}  // namespace
}  // namespace harvestd

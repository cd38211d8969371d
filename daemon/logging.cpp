#include "daemon/logging.h"

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cstdlib>
#include <iterator>

#include "core/printable.h"
#include "core/time.h"

namespace harvestd {
namespace {

std::string_view level_name(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::info:
      return "info";
    case spdlog::level::warn:
      return "warning";
    default:
      return "error";
  }
}

int journal_priority(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return 7;
    case spdlog::level::info:
      return 6;
    case spdlog::level::warn:
      return 4;
    default:
      return 3;
  }
}

class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(LogShape shape) : shape_(shape) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    const std::string text = visible({message.payload.data(), message.payload.size()});
    const auto out = std::back_inserter(line);
    switch (shape_) {
      case LogShape::kJournal:
        fmt::format_to(out, "<{}>{}\n", journal_priority(message.level), text);
        break;
      case LogShape::kText:
        fmt::format_to(out, "{} {}: {}\n", time_of(message), level_name(message.level), text);
        break;
      case LogShape::kJson:
        fmt::format_to(out,
                       R"({{"ts":"{}","level":"{}","message":{}}})"
                       "\n",
                       time_of(message), level_name(message.level), boost::json::serialize(boost::json::string(text)));
        break;
    }
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(shape_); }

 private:
  static std::string time_of(const spdlog::details::log_msg& message) {
    return to_iso8601(std::chrono::time_point_cast<Duration>(message.time));
  }

  LogShape shape_;
};

bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status{};
  if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

spdlog::level::level_enum spdlog_level(LogConfig::Level level) {
  switch (level) {
    case LogConfig::Level::kDebug:
      return spdlog::level::debug;
    case LogConfig::Level::kInfo:
      return spdlog::level::info;
    case LogConfig::Level::kWarning:
      return spdlog::level::warn;
    case LogConfig::Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

std::unique_ptr<spdlog::formatter> log_formatter(LogShape shape) {
  return std::make_unique<LineFormatter>(shape);
}

LogShape log_shape(const LogConfig& config) {
  if (config.json) return LogShape::kJson;
  return stderr_is_journal() ? LogShape::kJournal : LogShape::kText;
}

void start_logging(const LogConfig& config) {
  auto logger = std::make_shared<spdlog::logger>("harvestd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(log_formatter(log_shape(config)));
  logger->set_level(spdlog_level(config.level));
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace harvestd

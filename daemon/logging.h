// The log: lines to standard error through spdlog's default logger (spdlog::info(...), from one thread or many).
#pragma once

#include <memory>

#include "config/config.h"

namespace spdlog {
class formatter;
}

namespace harvestd {

enum class LogShape : std::uint8_t {
  kText = 1,  // 2026-11-23T22:01:43.120Z info: message
  kJournal,   // <6>message: the priority for journald, which knows the time
  kJson,      // {"ts":"...","level":"info","message":"..."}
};

/// Control characters in messages are made visible, so that one message is always one line.
std::unique_ptr<spdlog::formatter> log_formatter(LogShape shape);

/// JSON when configured, kJournal when standard error is the journal ($JOURNAL_STREAM names it), else kText.
LogShape log_shape(const LogConfig& config);

/// Replaces the default logger. May be called again (SIGHUP).
void start_logging(const LogConfig& config);

}  // namespace harvestd

// Keeps what is logged, to look for secrets in it.
#pragma once

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

namespace harvestd::simulation {

/// What the engine logs, at all levels, for as long as it lives.
class LogCapture {
 public:
  LogCapture() {
    sink()->text.clear();
    spdlog::set_level(spdlog::level::debug);
  }
  ~LogCapture() { spdlog::set_level(spdlog::level::off); }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
  const std::string& text() const { return sink()->text; }

 private:
  struct Sink : spdlog::sinks::base_sink<spdlog::details::null_mutex> {
    void sink_it_(const spdlog::details::log_msg& message) override {
      text.append(message.payload.data(), message.payload.size()).append("\n");
    }
    void flush_() override {}
    std::string text;
  };
  static const std::shared_ptr<Sink>& sink() {
    static const std::shared_ptr<Sink> sink = [] {
      auto made = std::make_shared<Sink>();
      spdlog::set_default_logger(std::make_shared<spdlog::logger>("simulation", made));
      return made;
    }();
    return sink;
  }
};

}  // namespace harvestd::simulation

// Plays systemd's part: receives what a service says by sd_notify.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace harvestd {

class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path);
  ~NotifySocket();
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  /// True when a message with this line arrives within `patience`; other messages are passed over.
  bool hear(const std::string& line, std::chrono::milliseconds patience = std::chrono::seconds(20));

 private:
  int socket_;
};

}  // namespace harvestd

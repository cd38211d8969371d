// A TCP server on loopback that does to each connection what the test says: for answers no real server would give.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace harvestd::test {

class RawConnection {
 public:
  explicit RawConnection(int fd) : fd_(fd) {}
  int fd() const { return fd_; }
  /// Reads until the bytes so far end with `end`, at most 5 s a piece.
  std::string read_until(std::string_view end) {
    std::string seen;
    pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
    char byte = 0;
    while (!seen.ends_with(end) && ::poll(&waiting, 1, 5000) == 1 && ::recv(fd_, &byte, 1, 0) == 1) seen += byte;
    return seen;
  }
  /// False once the peer has gone.
  bool write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  }
  /// Returns when the peer has closed, after 5 s at the latest.
  void wait_for_close() {
    pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
    char byte = 0;
    while (::poll(&waiting, 1, 5000) == 1 && ::recv(fd_, &byte, 1, 0) == 1) continue;
  }

 private:
  int fd_;
};

class RawServer {
 public:
  /// `serve(connection, number)` runs for one connection after the other, numbered from 1; then it is closed.
  explicit RawServer(std::function<void(RawConnection&, int)> serve) : serve_(std::move(serve)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("cannot listen on loopback");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~RawServer() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url(const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(port_) + "/path";
  }
  int port() const { return port_; }
  int connections() const { return accepted_; }

 private:
  void run() {
    while (!stopping_) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      RawConnection connection(fd);
      serve_(connection, ++accepted_);
      ::close(fd);
    }
  }

  std::function<void(RawConnection&, int)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace harvestd::test

// A small blocking HTTP/1.1 client for tests: plain sockets and OpenSSL, nothing of the code under test. Loopback only.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace harvestd::test {

struct ProbeAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string problem;  // empty: a whole answer came; else "connect", "tls", "send", "timeout" or "cut short"
};

class HttpProbe {
 public:
  /// `ca_file` empty: plain HTTP; else TLS with the peer verified against it, as `host`.
  explicit HttpProbe(std::uint16_t port, std::string ca_file = {}, std::string host = "localhost");
  ~HttpProbe();
  HttpProbe(const HttpProbe&) = delete;
  HttpProbe& operator=(const HttpProbe&) = delete;

  /// Sends one request and reads its answer, for at most `limit`. The connection is kept for the next one, unless the
  /// server closes it or something went wrong.
  ProbeAnswer send(std::string_view method, std::string_view path, const std::map<std::string, std::string>& headers,
                   std::string_view body, std::chrono::milliseconds limit = std::chrono::seconds(10));

  /// How many connections were opened so far.
  int connections() const { return connections_; }

 private:
  class Connection;

  std::uint16_t port_;
  std::string ca_file_;
  std::string host_;
  int connections_ = 0;
  std::unique_ptr<Connection> connection_;
};

}  // namespace harvestd::test

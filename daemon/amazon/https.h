// HTTP/1.1 over TLS, and over plain TCP to loopback addresses. Peer and host name are verified, TLS 1.2 or later;
// redirects are not followed; connections are kept and used again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "daemon/amazon/transport.h"

namespace harvestd {

class HttpsTransport : public Transport {
 public:
  struct Options {
    std::string ca_file;  // PEM; empty: the system's. One that cannot be used fails every request with kConnection
    std::size_t max_body = std::size_t{32} << 20;
    Duration keep_idle = std::chrono::seconds(20);
    Duration keep_idle_for_write = std::chrono::seconds(3);  // a write takes no connection that idled longer
  };
  /// Everything happens on the thread that runs `context`.
  HttpsTransport(boost::asio::io_context& context, Options options);
  ~HttpsTransport() override;

  /// Also kInvalidValue: a URL or header that may not be sent; nothing was. A read whose kept connection turns out to
  /// be dead before the first byte of an answer goes out once more on a fresh one; a write never does.
  Task<Result<HttpResponse>> send(HttpRequest request) override;
  /// A write that has not handed a byte to TLS when its grace ends is kStopped. Later requests are kStopped at once.
  void stop(Duration grace) override;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace harvestd

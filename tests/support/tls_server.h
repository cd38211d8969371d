// A TLS server on loopback, as careless as a test wants it, that counts what clients say once their handshake is done.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <mutex>
#include <string>

#include "tests/support/raw_server.h"

namespace harvestd::test {

class TlsServer {
 public:
  struct Options {
    std::string chain;  // PEM file, the server's certificate first; empty: none
    std::string key;    // PEM file
    int version = 0;    // the only one it speaks: TLS1_1_VERSION; 0: any
    std::string ciphers = "ALL:COMPLEMENTOFALL";
    std::string answer;  // to whatever was said
  };
  /// Any key size, signature and cipher is good enough for it.
  explicit TlsServer(Options options);

  std::string url(const std::string& host = "127.0.0.1") const;
  int port() const { return server_->port(); }

  struct Seen {
    int handshakes = 0;           // completed ones
    std::string said;             // application data of all clients
    std::string last_name_asked;  // SNI
  };
  /// Waits until every connection has ended, and serves no more.
  Seen finish();

 private:
  void serve(RawConnection& connection);

  Options options_;
  std::shared_ptr<SSL_CTX> context_;
  std::mutex mutex_;
  Seen seen_;
  std::unique_ptr<RawServer> server_;
};

/// What a client without any scruple says to it: one byte, through any certificate and protocol. False when even that
/// failed.
bool says_one_byte(int port, const std::string& server_name);

}  // namespace harvestd::test

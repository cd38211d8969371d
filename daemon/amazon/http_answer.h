// One HTTP/1.1 answer from the bytes that the wire brings, however they are cut. Pure.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "daemon/amazon/transport.h"

namespace harvestd {

class HttpAnswer {
 public:
  /// Nothing is taken beyond `max_body` bytes of body, 64 KiB of header fields, and a bounded rest (chunk headers,
  /// trailers).
  explicit HttpAnswer(std::size_t max_body);
  ~HttpAnswer();
  HttpAnswer(const HttpAnswer&) = delete;
  HttpAnswer& operator=(const HttpAnswer&) = delete;

  /// Where the next bytes are to be put. Valid until the next call.
  std::span<char> space();
  /// The first `size` bytes of space() came. Says what is wrong with the answer, and is not to be called again then:
  /// it is no HTTP, too large, an interim answer, or does not say where it ends (such a body is never complete).
  std::optional<std::string> take(std::size_t size);
  /// The answer is there to its last byte. Until then an end of the connection is an answer cut short.
  bool is_whole() const;
  /// The peer keeps the connection open, and sent nothing behind the answer.
  bool leaves_connection_usable() const;
  /// Of a whole answer, once.
  HttpResponse response();

 private:
  struct Parts;
  std::optional<std::string> problem() const;

  std::unique_ptr<Parts> parts_;
};

}  // namespace harvestd

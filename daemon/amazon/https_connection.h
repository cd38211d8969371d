// Parts of https.cpp: a connection, and one request under way on it.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>

#include "core/error.h"

namespace harvestd::https {

struct Connection {
  Connection(boost::asio::io_context& context, boost::asio::ssl::context& tls_context, bool with_tls)
      : stream(context, tls_context), tls(with_tls) {}
  boost::asio::ip::tcp::socket& socket() { return stream.next_layer(); }

  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream;  // the socket alone is used when `tls` is false
  bool tls;
  std::chrono::steady_clock::time_point idle_since;
};

/// An idle connection with something to read has been closed by its peer, or speaks out of turn.
inline bool is_quiet(Connection& connection) {
  char byte = 0;
  const ssize_t n = ::recv(connection.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/// A name may stand for several addresses: one beyond this machine is one too many.
inline bool are_all_loopback(const boost::asio::ip::tcp::resolver::results_type& found) {
  return std::all_of(found.begin(), found.end(),
                     [](const auto& entry) { return entry.endpoint().address().is_loopback(); });
}

/// One request under way: what may be cut short, by its deadline or by stop.
struct Exchange {
  Exchange(boost::asio::io_context& context, bool write) : deadline(context), resolved(context), is_write(write) {}
  enum class End { kNone, kTimedOut, kStopped };

  void cut(End why) {
    if (end != End::kNone) return;
    end = why;
    resolved.cancel();
    boost::system::error_code ignored;
    if (connection) connection->socket().close(ignored);
  }
  /// What the caller learns when a step failed, or was cut short.
  Error failure(const std::string& what) const {
    if (end == End::kStopped && !(is_write && handed_over))
      return {Errc::kStopped, "abandoned: the process is stopping"};
    if (end == End::kStopped) return {Errc::kInterrupted, "given up: the process is stopping"};
    if (end == End::kTimedOut && handed_over) return {Errc::kTimeout, "no whole answer within the timeout"};
    if (end == End::kTimedOut) return {Errc::kConnection, "no connection within the timeout"};
    return {handed_over ? Errc::kInterrupted : Errc::kConnection, what};
  }

  boost::asio::steady_timer deadline;
  boost::asio::steady_timer resolved;  // cancelled when the name is known
  std::unique_ptr<Connection> connection;
  bool is_write;
  bool handed_over = false;  // bytes of the request may have left
  bool answered = false;     // bytes of an answer came
  End end = End::kNone;
};

}  // namespace harvestd::https

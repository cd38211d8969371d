#include "daemon/amazon/https.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <map>
#include <set>

#include "daemon/amazon/http_answer.h"
#include "daemon/amazon/http_request.h"
#include "daemon/amazon/https_connection.h"

namespace harvestd {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using https::Connection;
using https::Exchange;

constexpr std::size_t kMaxIdlePerHost = 8;

/// Some transports speak of an answer that ends early, others of a connection that does: for us both are one.
std::string words(const error_code& error) {
  if (error == asio::error::eof || error == ssl::error::stream_truncated) return "the peer closed the connection";
  return error.message();
}

std::string tls_words(Connection& connection, const error_code& error) {
  const long verified = ::SSL_get_verify_result(connection.stream.native_handle());
  if (verified == X509_V_ERR_HOSTNAME_MISMATCH || verified == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    return "the certificate is for another host";
  }
  if (verified != X509_V_OK) return ::X509_verify_cert_error_string(verified);
  return words(error);
}

/// A name is looked for among the alternative names alone (RFC 9525: a common name is no host name), and no asterisk
/// stands for a part of a label.
bool expect_host(SSL* stream, const HttpUrl& url) {
  ::SSL_set_hostflags(stream, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (url.is_address) return ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(stream), url.host.c_str()) == 1;
  return ::SSL_set1_host(stream, url.host.c_str()) == 1 &&
         SSL_set_tlsext_host_name(stream, url.host.c_str()) == 1;  // a macro: not to be qualified
}

}  // namespace

class HttpsTransport::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, Options options);
  static Task<Result<HttpResponse>> send(std::shared_ptr<Impl> self, HttpRequest request);
  void stop(Duration grace);
  void close_idle();

 private:
  using Endpoints = tcp::resolver::results_type;
  struct Lookup {
    Endpoints endpoints;
    error_code error;
    bool done = false;
  };

  Task<Result<HttpResponse>> exchange(Exchange& current, const HttpRequest& request, const HttpUrl& url,
                                      const Secret& head);
  Task<Result<void>> connect(Exchange& current, const HttpUrl& url);
  Task<Result<Endpoints>> resolve(Exchange& current, const HttpUrl& url);
  Task<Result<void>> handshake(Exchange& current, const HttpUrl& url);
  Task<Result<HttpResponse>> converse(Exchange& current, const HttpUrl& url, const Secret& head, const Secret& body);
  Task<Result<void>> read_answer(Exchange& current, HttpAnswer& answer);
  std::unique_ptr<Connection> take_idle(const HttpUrl& url, bool for_write);
  void keep(std::unique_ptr<Connection> connection, const HttpUrl& url);
  void watch_idle();
  static std::string key_of(const HttpUrl& url) { return (url.tls ? "s" : "p") + url.host + " " + url.port; }

  asio::io_context& context_;
  Options options_;
  ssl::context tls_{ssl::context::tls_client};
  std::string tls_problem_;
  tcp::resolver resolver_;
  asio::steady_timer idle_timer_;
  asio::steady_timer grace_timer_;
  std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
  std::set<std::shared_ptr<Exchange>> current_;
  bool watching_ = false;
  bool stopping_ = false;
};

HttpsTransport::Impl::Impl(asio::io_context& context, Options options)
    : context_(context), options_(std::move(options)), resolver_(context), idle_timer_(context), grace_timer_(context) {
  tls_.set_verify_mode(ssl::verify_peer);
  error_code error;
  if (::SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_2_VERSION) != 1) {
    tls_problem_ = "TLS 1.2 is not available";
  }
  // 112 bits: no SHA-1 or MD5 signature, no RSA key below 2048 bits, whatever the system's configuration permits.
  ::SSL_CTX_set_security_level(tls_.native_handle(), std::max(::SSL_CTX_get_security_level(tls_.native_handle()), 2));
  ::SSL_CTX_set_options(tls_.native_handle(), SSL_OP_NO_RENEGOTIATION);
  if (options_.ca_file.empty()) {
    tls_.set_default_verify_paths(error);
  } else {
    tls_.load_verify_file(options_.ca_file, error);
  }
  if (error) tls_problem_ = fmt::format("cannot use the CA file {}: {}", options_.ca_file, error.message());
}

Task<Result<HttpResponse>> HttpsTransport::Impl::send(std::shared_ptr<Impl> self, HttpRequest request) {
  Result<HttpUrl> url = parse_http_url(request.url);
  if (!url) co_return url.error();
  Result<Secret> head = request_head(request, *url);
  if (!head) co_return head.error();
  auto current = std::make_shared<Exchange>(self->context_, request.is_write);
  if (self->stopping_) {
    current->end = Exchange::End::kStopped;
    co_return current->failure("");
  }
  current->deadline.expires_after(request.timeout);
  current->deadline.async_wait([weak = std::weak_ptr<Exchange>(current)](error_code error) {
    const auto exchange = weak.lock();
    if (!error && exchange) exchange->cut(Exchange::End::kTimedOut);
  });
  self->current_.insert(current);
  Result<HttpResponse> result = co_await self->exchange(*current, request, *url, *head);
  current->deadline.cancel();
  self->current_.erase(current);
  co_return result;
}

Task<Result<HttpResponse>> HttpsTransport::Impl::exchange(Exchange& current, const HttpRequest& request,
                                                          const HttpUrl& url, const Secret& head) {
  current.connection = take_idle(url, request.is_write);
  if (current.connection) {
    Result<HttpResponse> result = co_await converse(current, url, head, request.body);
    const bool stale = !result && !current.answered && current.end == Exchange::End::kNone;
    if (!stale || request.is_write) co_return result;
    current.handed_over = false;  // a read that a dead connection swallowed may be sent again
  }
  Result<void> connected = co_await connect(current, url);
  if (!connected) co_return connected.error();
  Result<HttpResponse> result = co_await converse(current, url, head, request.body);
  co_return result;
}

Task<Result<HttpsTransport::Impl::Endpoints>> HttpsTransport::Impl::resolve(Exchange& current, const HttpUrl& url) {
  // A name server that does not answer cannot be cancelled, only left behind.
  auto lookup = std::make_shared<Lookup>();
  const auto exchange = std::find_if(current_.begin(), current_.end(),
                                     [&](const std::shared_ptr<Exchange>& each) { return each.get() == &current; });
  current.resolved.expires_at(Clock::time_point::max());
  resolver_.async_resolve(url.host, url.port,
                          [lookup, weak = std::weak_ptr<Exchange>(*exchange)](error_code error, Endpoints endpoints) {
                            *lookup = {std::move(endpoints), error, true};
                            if (const auto waiting = weak.lock()) waiting->resolved.cancel();
                          });
  if (!lookup->done) {
    error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await current.resolved.async_wait(token);
  }
  if (current.end != Exchange::End::kNone || !lookup->done) co_return current.failure("");
  if (lookup->error) co_return current.failure(fmt::format("{} does not resolve: {}", url.host, words(lookup->error)));
  co_return std::move(lookup->endpoints);
}

Task<Result<void>> HttpsTransport::Impl::connect(Exchange& current, const HttpUrl& url) {
  if (url.tls && !tls_problem_.empty()) co_return current.failure(tls_problem_);
  Result<Endpoints> endpoints = co_await resolve(current, url);
  if (!endpoints) co_return endpoints.error();
  if (!url.tls && !https::are_all_loopback(*endpoints)) {
    co_return current.failure("http:// is for loopback addresses only");
  }
  current.connection = std::make_unique<Connection>(context_, tls_, url.tls);
  error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await asio::async_connect(current.connection->socket(), *endpoints, token);
  if (error || current.end != Exchange::End::kNone) {
    co_return current.failure(fmt::format("cannot connect to {}: {}", url.authority, words(error)));
  }
  current.connection->socket().set_option(tcp::no_delay(true), error);
  if (!url.tls) co_return Result<void>();
  Result<void> secured = co_await handshake(current, url);
  co_return secured;
}

Task<Result<void>> HttpsTransport::Impl::handshake(Exchange& current, const HttpUrl& url) {
  ssl::stream<tcp::socket>& stream = current.connection->stream;
  if (!expect_host(stream.native_handle(), url)) {
    co_return current.failure(fmt::format("TLS with {} failed: no certificate can be for this host", url.authority));
  }
  error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await stream.async_handshake(ssl::stream_base::client, token);
  if (error || current.end != Exchange::End::kNone) {
    const std::string why = tls_words(*current.connection, error);
    co_return current.failure(fmt::format("TLS with {} failed: {}", url.authority, why));
  }
  co_return Result<void>();
}

Task<Result<HttpResponse>> HttpsTransport::Impl::converse(Exchange& current, const HttpUrl& url, const Secret& head,
                                                          const Secret& body) {
  Connection& connection = *current.connection;
  const std::array<asio::const_buffer, 2> message{asio::buffer(head.reveal()), asio::buffer(body.reveal())};
  current.handed_over = true;
  error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  if (connection.tls) {
    co_await asio::async_write(connection.stream, message, token);
  } else {
    co_await asio::async_write(connection.socket(), message, token);
  }
  if (error) co_return current.failure("sending failed: " + words(error));
  HttpAnswer answer(options_.max_body);
  Result<void> read = co_await read_answer(current, answer);
  if (!read) co_return read.error();
  std::unique_ptr<Connection> finished = std::move(current.connection);
  if (answer.leaves_connection_usable() && current.end == Exchange::End::kNone) keep(std::move(finished), url);
  HttpResponse response = answer.response();
  co_return std::move(response);
}

Task<Result<void>> HttpsTransport::Impl::read_answer(Exchange& current, HttpAnswer& answer) {
  Connection& connection = *current.connection;
  error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (!answer.is_whole()) {
    const std::span<char> space = answer.space();
    const asio::mutable_buffer buffer(space.data(), space.size());
    std::size_t size = 0;
    if (connection.tls) {
      size = co_await connection.stream.async_read_some(buffer, token);
    } else {
      size = co_await connection.socket().async_read_some(buffer, token);
    }
    if (error) co_return current.failure("the answer did not arrive whole: " + words(error));
    current.answered = true;
    const std::optional<std::string> problem = answer.take(size);
    if (problem) co_return current.failure(*problem);
  }
  co_return Result<void>();
}

std::unique_ptr<Connection> HttpsTransport::Impl::take_idle(const HttpUrl& url, bool for_write) {
  std::vector<std::unique_ptr<Connection>>& kept = idle_[key_of(url)];
  const Duration most = for_write ? options_.keep_idle_for_write : options_.keep_idle;
  while (!kept.empty()) {
    std::unique_ptr<Connection> connection = std::move(kept.back());  // the one that idled least
    kept.pop_back();
    if (Clock::now() - connection->idle_since < most && is_quiet(*connection)) return connection;
  }
  return nullptr;
}

void HttpsTransport::Impl::keep(std::unique_ptr<Connection> connection, const HttpUrl& url) {
  std::vector<std::unique_ptr<Connection>>& kept = idle_[key_of(url)];
  if (stopping_ || kept.size() >= kMaxIdlePerHost) return;
  connection->idle_since = Clock::now();
  kept.push_back(std::move(connection));
  if (!watching_) watch_idle();
}

void HttpsTransport::Impl::watch_idle() {
  Clock::time_point oldest = Clock::time_point::max();
  for (const auto& [key, kept] : idle_) {
    if (!kept.empty()) oldest = std::min(oldest, kept.front()->idle_since);
  }
  watching_ = oldest != Clock::time_point::max();
  if (!watching_) return;
  idle_timer_.expires_at(oldest + options_.keep_idle);
  idle_timer_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const Clock::time_point too_old = Clock::now() - self->options_.keep_idle;
    for (auto& [key, kept] : self->idle_) {
      std::erase_if(kept, [&](const auto& connection) { return connection->idle_since <= too_old; });
    }
    self->watch_idle();
  });
}

void HttpsTransport::Impl::close_idle() {
  idle_timer_.cancel();
  idle_.clear();
}

void HttpsTransport::Impl::stop(Duration grace) {
  const bool first = !std::exchange(stopping_, true);
  const bool at_once = grace <= Duration(0);
  if (first) close_idle();
  for (const auto& exchange : current_) {
    if (!exchange->is_write || at_once) exchange->cut(Exchange::End::kStopped);
  }
  if (!first || at_once) return;
  grace_timer_.expires_after(grace);
  grace_timer_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    for (const auto& exchange : self->current_) exchange->cut(Exchange::End::kStopped);
  });
}

HttpsTransport::HttpsTransport(asio::io_context& context, Options options)
    : impl_(std::make_shared<Impl>(context, std::move(options))) {}
HttpsTransport::~HttpsTransport() {
  impl_->close_idle();
}

Task<Result<HttpResponse>> HttpsTransport::send(HttpRequest request) {
  return Impl::send(impl_, std::move(request));
}
void HttpsTransport::stop(Duration grace) {
  impl_->stop(grace);
}

}  // namespace harvestd

#include "tests/sandbox/server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tests/sandbox/api.h"
#include "tests/sandbox/operations.h"

namespace harvestd::sandbox {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using boost::beast::flat_buffer;
using Parser = http::request_parser<http::string_body>;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t kBodyLimit = 16U << 20;

tcp::socket& socket_of(tcp::socket& socket) {
  return socket;
}
tcp::socket& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

void reset(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

/// The request's target without its query.
std::string path_of(const Parser& parser) {
  const std::string_view target = parser.get().target();
  return std::string(target.substr(0, target.find('?')));
}

Request request_of(Parser& parser) {
  const auto& message = parser.get();
  const auto field = [&message](std::string_view name) { return std::string(message[name]); };
  Request request;
  request.method = message.method_string();
  request.path = path_of(parser);
  request.content_type = field("Content-Type");
  request.accept = field("Accept");
  request.authorization = field("Authorization");
  request.client_id = field("Amazon-Advertising-API-ClientId");
  request.scope = field("Amazon-Advertising-API-Scope");
  request.body = std::move(parser.get().body());
  return request;
}

std::string bytes_of(const Answer& answer, bool keep_alive) {
  const Response& response = answer.response;
  const std::string_view reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status)));
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason);
  if (answer.delivery != Delivery::kUntilEof) out += fmt::format("Content-Length: {}\r\n", response.body.size());
  if (!response.body.empty()) out += fmt::format("Content-Type: {}\r\n", response.content_type);
  for (const auto& [name, value] : response.headers) out += fmt::format("{}: {}\r\n", name, value);
  if (!keep_alive || answer.delivery == Delivery::kUntilEof) out += "Connection: close\r\n";
  out += "\r\n";
  const bool whole = answer.delivery != Delivery::kShortBody;
  out.append(response.body, 0, whole ? response.body.size() : response.body.size() / 2);
  return out;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Account account)
      : address_(asio::ip::make_address(options.address)),
        api_(std::move(options.api), std::move(account)),
        acceptor_(io_),
        watch_(std::move(options.watch)) {
    if (!address_.is_loopback()) throw std::invalid_argument(options.address + " is not a loopback address");
    if (!options.tls_certificate.empty()) {
      tls_.emplace(asio::ssl::context::tls_server);
      tls_->use_certificate_chain_file(options.tls_certificate);
      tls_->use_private_key_file(options.tls_key, asio::ssl::context::pem);
    }
    const tcp::endpoint endpoint(address_, options.port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    io_.stop();
    thread_.join();
  }

  template <class F>
  auto locked(F&& use) {
    const std::lock_guard lock(mutex_);
    return use(api_);
  }

  std::string url() const {
    const std::string host = address_.is_v6() ? fmt::format("[{}]", address_.to_string()) : address_.to_string();
    return fmt::format("http{}://{}:{}", tls_ ? "s" : "", host, port_);
  }

  std::uint16_t port() const { return port_; }
  std::size_t late() const { return late_; }

 private:
  asio::awaitable<void> accept() {
    while (true) {
      auto [failed, socket] = co_await acceptor_.async_accept(kResult);
      if (failed) continue;
      tell(Step::At::kConnected, {});
      if (const auto fault = locked([](Api& api) { return api.connect_fault(); })) {
        if (fault->kind == FaultKind::kStall) {
          silent_.push_back(std::move(socket));
        } else {
          reset(socket);
        }
        continue;
      }
      boost::system::error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      if (tls_) {
        asio::co_spawn(io_, serve_tls(std::move(socket)), asio::detached);
      } else {
        asio::co_spawn(io_, serve_plain(std::move(socket)), asio::detached);
      }
    }
  }

  void tell(Step::At at, std::string_view operation) const {
    if (watch_) watch_({at, operation});
  }

  asio::awaitable<void> serve_plain(tcp::socket socket) { co_await serve(socket); }

  asio::awaitable<void> serve_tls(tcp::socket socket) {
    TlsStream stream(std::move(socket), *tls_);
    const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::server, kResult);
    if (!failed) co_await serve(stream);
  }

  template <class Stream>
  asio::awaitable<void> serve(Stream& stream) {
    flat_buffer buffer;
    buffer.reserve(65536);
    bool open = true;
    while (open) open = co_await serve_one(stream, buffer);
  }

  /// Whether the connection stays open for another request.
  template <class Stream>
  asio::awaitable<bool> serve_one(Stream& stream, flat_buffer& buffer) {
    Parser parser;
    parser.body_limit(kBodyLimit);
    const auto [no_header, header_size] = co_await http::async_read_header(stream, buffer, parser, kResult);
    if (no_header) co_return false;
    const std::string method(parser.get().method_string());
    const std::string path = path_of(parser);
    const Operation* operation = find_operation(method, path);
    const std::string_view name = operation == nullptr ? "unknown" : operation->name;
    tell(Step::At::kArrived, name);
    const std::optional<Fault> fault = locked([&](Api& api) { return api.pick_fault(method, path); });
    if (fault && fault->kind == FaultKind::kResetBeforeRead) {
      locked([&](Api& api) { api.log_unread(method, path); });
      reset(socket_of(stream));
      co_return false;
    }
    const auto [no_body, body_size] = co_await http::async_read(stream, buffer, parser, kResult);
    if (no_body) co_return false;
    const bool keep_alive = parser.get().keep_alive();
    const Request request = request_of(parser);
    const Answer answer = locked([&](Api& api) { return api.handle(request, fault); });
    tell(Step::At::kHandled, name);
    if (answer.apply_after) {
      ++late_;
      asio::co_spawn(io_, apply_late(request, *answer.apply_after), asio::detached);
    }
    if (answer.delay.count() > 0) co_await wait(answer.delay);
    const bool open = co_await deliver(stream, answer, keep_alive);
    tell(Step::At::kAnswered, name);
    co_return open;
  }

  /// Ends what was written in good order; simply closing a TLS connection would look like a cut.
  static asio::awaitable<void> end(tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }
  static asio::awaitable<void> end(TlsStream& stream) { co_await stream.async_shutdown(kResult); }

  asio::awaitable<void> wait(std::chrono::milliseconds delay) {
    asio::steady_timer timer(io_, delay);
    co_await timer.async_wait(kResult);
  }

  asio::awaitable<void> apply_late(Request request, std::chrono::milliseconds after) {
    co_await wait(after);
    locked([&](Api& api) { api.apply_late(request); });
    --late_;
  }

  template <class Stream>
  asio::awaitable<bool> deliver(Stream& stream, const Answer& answer, bool keep_alive) {
    if (answer.delivery == Delivery::kReset) {
      reset(socket_of(stream));
      co_return false;
    }
    if (answer.delivery == Delivery::kStall) {
      char byte = 0;
      const asio::mutable_buffer one(&byte, 1);
      co_await stream.async_read_some(one, kResult);
      co_return false;
    }
    const std::string bytes = bytes_of(answer, keep_alive);
    const asio::const_buffer whole(bytes.data(), bytes.size());
    const auto [failed, written] = co_await asio::async_write(stream, whole, kResult);
    if (answer.delivery == Delivery::kUntilEof) co_await end(stream);
    co_return !failed && keep_alive && answer.delivery == Delivery::kWhole;
  }

  asio::io_context io_{1};
  asio::ip::address address_;
  Api api_;
  std::mutex mutex_;
  std::optional<asio::ssl::context> tls_;
  tcp::acceptor acceptor_;
  std::function<void(const Step&)> watch_;
  std::vector<tcp::socket> silent_;  // accepted and never served
  std::atomic<std::size_t> late_ = 0;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Server::Server(ServerOptions options, Account account)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(account))) {}
Server::~Server() = default;

std::uint16_t Server::port() const {
  return impl_->port();
}
std::string Server::url() const {
  return impl_->url();
}

std::uint64_t Server::requests(std::string_view operation) const {
  return impl_->locked([&](Api& api) { return api.log().count(operation); });
}

std::uint64_t Server::requests() const {
  return impl_->locked([](Api& api) {
    std::uint64_t sum = 0;
    for (const auto& [operation, count] : api.log().counts()) sum += count;
    return sum;
  });
}

std::vector<LoggedRequest> Server::last_requests() const {
  return impl_->locked(
      [](Api& api) { return std::vector<LoggedRequest>(api.log().last().begin(), api.log().last().end()); });
}

void Server::clear_requests() {
  impl_->locked([](Api& api) { api.log().clear(); });
}

std::vector<CreatedTarget> Server::created() const {
  return impl_->locked([](Api& api) { return api.created().all(); });
}

std::size_t Server::most_accepted() const {
  return impl_->locked([](Api& api) {
    std::size_t most = 0;
    for (const auto& [identity, count] : api.created().accepted()) most = std::max(most, count);
    return most;
  });
}

std::map<Identity, std::size_t> Server::accepted() const {
  return impl_->locked([](Api& api) { return api.created().accepted(); });
}

std::map<Identity, std::size_t> Server::received() const {
  return impl_->locked([](Api& api) { return api.created().received(); });
}

std::size_t Server::late() const {
  return impl_->late();
}

void Server::add_fault(Fault fault) {
  impl_->locked([&](Api& api) { api.faults().add(std::move(fault)); });
}

void Server::add_fault(std::string_view spec) {
  add_fault(parse_fault(spec));
}

void Server::clear_faults() {
  impl_->locked([](Api& api) { api.faults().clear(); });
}

void Server::expire_tokens() {
  impl_->locked([](Api& api) { api.tokens().expire_all(); });
}

void Server::with_account(const std::function<void(Account&)>& change) {
  impl_->locked([&](Api& api) { change(api.account()); });
}

void Server::with_options(const std::function<void(ApiOptions&)>& change) {
  impl_->locked([&](Api& api) { change(api.options()); });
}

}  // namespace harvestd::sandbox

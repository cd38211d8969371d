#include "daemon/admin/control.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>
#include <set>

#include "core/printable.h"
#include "daemon/admin/control_message.h"

namespace harvestd {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kPatience{5};         // with one client
constexpr std::chrono::milliseconds kBreather{100};  // after an accept that failed (no file descriptors)

/// Who runs the other end, as the kernel says. `allowed`: the owner of this process, or root.
bool peer_allowed(Local::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == geteuid();
}

/// Makes room for the socket: a file left by a service that died is removed. What stands in the way otherwise, in
/// words.
std::optional<std::string> clear_path(const std::filesystem::path& path, const Local::endpoint& endpoint) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  if (!S_ISSOCK(status.st_mode)) return "a file that is not a socket is in its place";
  asio::io_context context;
  Local::socket probe(context);
  boost::system::error_code code;
  probe.connect(endpoint, code);
  if (!code) return "another service listens there; give this one a socket of its own (admin.socket)";
  if (code != boost::system::errc::connection_refused) return code.message();
  unlink(path.c_str());
  return std::nullopt;
}

void throw_on(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

struct ControlServer::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, std::filesystem::path file, std::string ledger, Handler on_request)
      : acceptor(io),
        breather(io),
        path(std::move(file)),
        ledger_id(std::move(ledger)),
        handler(std::move(on_request)) {}

  struct Session {
    explicit Session(Local::socket connection) : socket(std::move(connection)), timer(socket.get_executor()) {}
    void close() {
      boost::system::error_code ignored;
      socket.close(ignored);
      timer.cancel();
    }
    Local::socket socket;
    asio::steady_timer timer;
    std::string input, output;
  };

  boost::system::error_code listen(const Local::endpoint& endpoint) {
    boost::system::error_code code;
    acceptor.open(endpoint.protocol(), code);
    if (code) return code;
    const mode_t before = umask(0177);  // the file is born 0600
    acceptor.bind(endpoint, code);
    umask(before);
    if (code) return code;
    struct stat status{};
    if (lstat(path.c_str(), &status) == 0) inode = status.st_ino;
    acceptor.listen(asio::socket_base::max_listen_connections, code);
    return code;
  }

  void stop() {
    boost::system::error_code ignored;
    handler = nullptr;
    acceptor.close(ignored);
    breather.cancel();
    for (const auto& session : sessions) session->close();
    struct stat status{};
    const bool ours = inode != 0 && lstat(path.c_str(), &status) == 0 && status.st_ino == inode;
    if (ours) unlink(path.c_str());
  }

  ControlAnswer answer(std::string_view line, Local::socket& socket) const {
    if (!peer_allowed(socket)) return {false, "only the owner of the service and root may use this socket"};
    const auto request = decode_request(line);
    if (!request) return {false, request.error().message};
    if (request->ledger_id != ledger_id) return {false, "this service holds another ledger"};
    return handler(*request);
  }

  asio::local::stream_protocol::acceptor acceptor;
  asio::steady_timer breather;
  std::filesystem::path path;
  std::string ledger_id;
  Handler handler;  // empty once stopped
  std::set<std::shared_ptr<Session>> sessions;
  ino_t inode = 0;

  static Task<void> accept(std::shared_ptr<State> self);
  static Task<void> serve(std::shared_ptr<State> self, std::shared_ptr<Session> session);
};

Task<void> ControlServer::State::accept(std::shared_ptr<State> self) {
  while (self->acceptor.is_open()) {
    auto [failure, socket] = co_await self->acceptor.async_accept(kTuple);
    if (!self->acceptor.is_open()) break;
    if (failure) {
      self->breather.expires_after(kBreather);
      co_await self->breather.async_wait(kTuple);
      continue;
    }
    auto session = std::make_shared<Session>(std::move(socket));
    self->sessions.insert(session);
    asio::co_spawn(self->acceptor.get_executor(), serve(self, std::move(session)), throw_on);
  }
}

Task<void> ControlServer::State::serve(std::shared_ptr<State> self, std::shared_ptr<Session> session) {
  session->timer.expires_after(kPatience);
  session->timer.async_wait([session](const boost::system::error_code& code) {
    if (!code) session->close();
  });
  auto in = asio::dynamic_buffer(session->input, kLongestControlLine);
  const auto [read_error, length] = co_await asio::async_read_until(session->socket, in, '\n', kTuple);
  const bool too_long = read_error == asio::error::not_found;
  if (self->handler && (!read_error || too_long)) {
    const std::string_view line = std::string_view(session->input).substr(0, length);
    ControlAnswer answer;
    if (too_long) {
      answer.message = fmt::format("a request may have at most {} bytes", kLongestControlLine);
    } else {
      answer = self->answer(line, session->socket);
    }
    session->output = encode_answer(answer, self->ledger_id);
    const auto out = asio::buffer(session->output);
    co_await asio::async_write(session->socket, out, kTuple);
  }
  session->close();
  self->sessions.erase(session);
}

ControlServer::ControlServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

ControlServer::~ControlServer() {
  state_->stop();
}

Result<std::unique_ptr<ControlServer>> ControlServer::start(asio::io_context& context,
                                                            const std::filesystem::path& path, std::string ledger_id,
                                                            Handler handler) {
  const auto failed = [&](const std::string& why) {
    return Error{Errc::kConfiguration,
                 fmt::format("the control socket {} cannot be opened: {}", visible(path.native()), why)};
  };
  if (path.native().size() >= sizeof(sockaddr_un::sun_path)) {
    return failed(fmt::format("its path is longer than {} bytes", sizeof(sockaddr_un::sun_path) - 1));
  }
  const Local::endpoint endpoint(path.native());
  if (const auto obstacle = clear_path(path, endpoint)) return failed(*obstacle);
  auto state = std::make_shared<State>(context, path, std::move(ledger_id), std::move(handler));
  if (const auto code = state->listen(endpoint)) return failed(code.message());
  asio::co_spawn(context, State::accept(state), throw_on);
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(state)));
}

}  // namespace harvestd

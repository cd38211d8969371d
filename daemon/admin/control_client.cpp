#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/printable.h"
#include "daemon/admin/control.h"
#include "daemon/admin/control_message.h"

namespace harvestd {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kPatience{5};

struct Conversation {
  Local::endpoint endpoint;
  std::string request;
  std::string answer;
  boost::system::error_code connect_error;
  bool finished = false;
};

Task<void> converse(asio::io_context& context, Conversation& talk) {
  Local::socket socket(context);
  const auto [connected] = co_await socket.async_connect(talk.endpoint, kTuple);
  talk.connect_error = connected;
  if (!connected) {
    const auto out = asio::buffer(talk.request);
    co_await asio::async_write(socket, out, kTuple);
    // A service that refuses early answers and hangs up: what it said is read even when writing failed.
    auto in = asio::dynamic_buffer(talk.answer, kLongestControlLine);
    const auto [read_error, length] = co_await asio::async_read_until(socket, in, '\n', kTuple);
    talk.answer.resize(length);
  }
  talk.finished = true;
}

Error error_of_connect(const std::string& shown, const boost::system::error_code& code) {
  if (code == boost::system::errc::no_such_file_or_directory || code == boost::system::errc::connection_refused) {
    return {Errc::kNotFound, fmt::format("no service listens at {}", shown)};
  }
  return {Errc::kConnection, fmt::format("the control socket {} cannot be used: {}", shown, code.message())};
}

}  // namespace

Result<ControlAnswer> ask_service(const std::filesystem::path& path, const ControlRequest& request) {
  const std::string shown = visible(path.native());
  Conversation talk;
  try {
    talk.endpoint = Local::endpoint(path.native());
  } catch (const boost::system::system_error&) {
    return Error{Errc::kConnection, fmt::format("{} is too long for a socket", shown)};
  }
  talk.request = encode_request(request);
  asio::io_context context;
  asio::co_spawn(context, converse(context, talk), asio::detached);
  context.run_for(kPatience);
  if (!talk.finished) {
    return Error{Errc::kTimeout, fmt::format("the service at {} did not answer within {} s", shown, kPatience.count())};
  }
  if (talk.connect_error) return error_of_connect(shown, talk.connect_error);
  if (talk.answer.empty()) {
    return Error{Errc::kInterrupted, fmt::format("the service at {} hung up without an answer", shown)};
  }
  const auto decoded = decode_answer(talk.answer);
  if (!decoded) return Error{decoded.error().code, fmt::format("{}: {}", shown, decoded.error().message)};
  if (decoded->ledger_id != request.ledger_id) {
    return Error{Errc::kNotFound, fmt::format("the service at {} holds another ledger", shown)};
  }
  return decoded->answer;
}

}  // namespace harvestd

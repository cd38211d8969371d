#include "daemon/amazon/http_answer.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "core/check.h"

namespace harvestd {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kReadSize = 65536;
constexpr std::size_t kMaxHeader = 65536;
constexpr std::size_t kMaxUnparsed = 131072;  // a chunk's or trailer's header; Beast's own limits leave them out

}  // namespace

struct HttpAnswer::Parts {
  http::response_parser<http::string_body> parser;
  boost::beast::flat_buffer buffer;
  std::size_t received = 0;
  std::size_t most = 0;
};

HttpAnswer::HttpAnswer(std::size_t max_body) : parts_(std::make_unique<Parts>()) {
  parts_->parser.header_limit(kMaxHeader);
  parts_->parser.body_limit(max_body);
  parts_->parser.eager(true);
  parts_->buffer.reserve(kReadSize);
  parts_->most = kMaxHeader + kMaxUnparsed + max_body + max_body / 8;
}

HttpAnswer::~HttpAnswer() = default;

std::span<char> HttpAnswer::space() {
  const auto free = parts_->buffer.prepare(kReadSize);
  return {static_cast<char*>(free.data()), free.size()};
}

std::optional<std::string> HttpAnswer::take(std::size_t size) {
  parts_->received += size;
  parts_->buffer.commit(size);
  boost::system::error_code error;
  parts_->buffer.consume(parts_->parser.put(parts_->buffer.data(), error));
  if (error && error != http::error::need_more)
    return "the answer is not HTTP as harvestd takes it: " + error.message();
  return problem();
}

std::optional<std::string> HttpAnswer::problem() const {
  const auto& parser = parts_->parser;
  if (parser.is_header_done() && !parser.is_done() && parser.need_eof()) {
    return "the answer does not say where it ends";
  }
  const std::size_t unparsed = parts_->buffer.size();
  if (parts_->received > parts_->most || (parser.is_header_done() && unparsed > kMaxUnparsed)) {
    return "the answer is too large";
  }
  if (parser.is_done() && parser.get().result_int() < 200) return "an interim answer came instead of an answer";
  return std::nullopt;
}

bool HttpAnswer::is_whole() const {
  return parts_->parser.is_done();
}

bool HttpAnswer::leaves_connection_usable() const {
  return is_whole() && parts_->buffer.size() == 0 && parts_->parser.get().keep_alive();
}

HttpResponse HttpAnswer::response() {
  HARVESTD_CHECK(is_whole());
  auto& message = parts_->parser.get();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  response.retry_after = std::string(message[http::field::retry_after]);
  response.request_id = std::string(message["x-amzn-RequestId"]);
  if (response.request_id.empty()) response.request_id = std::string(message["x-amz-rid"]);
  response.body = std::move(message.body());
  return response;
}

}  // namespace harvestd

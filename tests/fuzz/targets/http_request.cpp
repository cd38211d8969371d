// What may stand in a request. Input, one line each: method, URL, field name, field value, token; the body. \r in a
// line is as it stands, a line feed is written as U+0001.
#include "daemon/amazon/http_request.h"

#include <algorithm>

#include "core/check.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
namespace {

std::string unfolded(std::string_view line) {
  std::string text(line);
  std::replace(text.begin(), text.end(), '\x01', '\n');
  return text;
}

std::size_t lines_of(std::string_view head) {
  std::size_t lines = 0;
  for (std::size_t at = 0; at < head.size(); at += 2) {
    at = head.find("\r\n", at);
    HARVESTD_CHECK(at != head.npos);
    ++lines;
  }
  return lines;
}

}  // namespace

void http_request(std::string_view bytes) {
  Input input(bytes);
  HttpRequest request;
  request.method = unfolded(input.line());
  request.url = unfolded(input.line());
  std::string name = unfolded(input.line());
  std::string value = unfolded(input.line());
  request.headers.emplace_back(std::move(name), std::move(value));
  request.bearer = Secret(unfolded(input.line()));
  request.body = Secret(std::string(input.rest()));

  const Result<HttpUrl> url = parse_http_url(request.url);
  if (!url) {
    HARVESTD_CHECK(url.error().code == Errc::kInvalidValue && is_plain(url.error().message));
    return;
  }
  HARVESTD_CHECK(!url->host.empty() && !url->port.empty() && url->target.starts_with('/'));
  const Result<Secret> head = request_head(request, *url);
  if (!head) {
    HARVESTD_CHECK(head.error().code == Errc::kInvalidValue && is_plain(head.error().message));
    return;
  }
  const std::string_view text = head->reveal();
  const std::size_t lines = 6U + (request.bearer.empty() ? 0 : 1) + (request.method == "GET" ? 0 : 1);
  HARVESTD_CHECK(text.ends_with("\r\n\r\n") && lines_of(text) == lines);
  HARVESTD_CHECK(std::count(text.begin(), text.end(), '\r') == std::count(text.begin(), text.end(), '\n'));
  HARVESTD_CHECK(text.find('\0') == text.npos && text.find('\x1b') == text.npos);
}

}  // namespace harvestd::fuzz

#include "daemon/amazon/http_answer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace harvestd {
namespace {

/// Feeds pieces of at most `piece` bytes until the answer is whole or refused.
std::optional<std::string> feed(HttpAnswer& answer, std::string_view bytes, std::size_t piece) {
  while (!bytes.empty() && !answer.is_whole()) {
    const std::span<char> space = answer.space();
    const std::size_t size = std::min({piece, bytes.size(), space.size()});
    std::copy_n(bytes.begin(), size, space.begin());
    bytes.remove_prefix(size);
    if (auto problem = answer.take(size)) return problem;
  }
  return std::nullopt;
}

TEST(HttpAnswer, IsTheSameHoweverItsBytesAreCut) {
  constexpr std::string_view kChunked =
      "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nX-Amzn-RequestId: R1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
  for (std::size_t piece = 1; piece <= kChunked.size(); ++piece) {
    HttpAnswer answer(100);
    EXPECT_EQ(feed(answer, kChunked, piece), std::nullopt);
    ASSERT_TRUE(answer.is_whole()) << piece;
    EXPECT_TRUE(answer.leaves_connection_usable());
    const HttpResponse response = answer.response();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body, "abcde");
    EXPECT_EQ(response.retry_after, "7");
    EXPECT_EQ(response.request_id, "R1");
  }
}

TEST(HttpAnswer, AnEmptyChunkedBodyMayComeInAnyPieces) {
  constexpr std::string_view kEmpty = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (std::size_t piece = 1; piece <= kEmpty.size(); ++piece) {
    HttpAnswer answer(100);
    EXPECT_EQ(feed(answer, kEmpty, piece), std::nullopt);
    EXPECT_TRUE(answer.is_whole()) << piece;
  }
}

TEST(HttpAnswer, BytesBehindItLeaveTheConnectionUnusable) {
  for (const char* bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1",
                            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"}) {
    HttpAnswer answer(100);
    EXPECT_EQ(feed(answer, bytes, 1000), std::nullopt);
    EXPECT_TRUE(answer.is_whole());
    EXPECT_FALSE(answer.leaves_connection_usable()) << bytes;
  }
}

TEST(HttpAnswer, TwoSaysOnItsLengthAreNoAnswer) {
  for (const char* bytes :
       {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n"}) {
    HttpAnswer answer(100);
    EXPECT_NE(feed(answer, bytes, 1000), std::nullopt) << bytes;
  }
}

}  // namespace
}  // namespace harvestd

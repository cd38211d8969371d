#include "tests/daemon/amazon/https_fixture.h"
#include "tests/support/raw_server.h"

namespace harvestd {
namespace {

using test::RawConnection;
using test::RawServer;

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class Https : public test::HttpsTest {
 protected:
  /// What the client makes of this answer.
  Error failure_of(const std::string& answer) {
    RawServer server([&](RawConnection& connection, int) {
      connection.read_until("\r\n\r\nbody");
      connection.write(answer);
    });
    return failure(server.url());
  }
};

TEST_F(Https, SendsOneCompleteRequestAndReadsOneAnswer) {
  std::string seen;
  RawServer server([&](RawConnection& connection, int) {
    seen = connection.read_until("\r\n\r\nbody");
    connection.write("HTTP/1.1 207 Multi-Status\r\nContent-Length: 3\r\nRetry-After: 7\r\nx-amz-rid: R1\r\n\r\nabc");
  });
  HttpRequest request = post(server.url() + "?a=b");
  request.headers.emplace_back("Accept", "application/json");
  request.bearer = Secret("token-1");
  const Result<HttpResponse> answer = send(std::move(request));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 207);
  EXPECT_EQ(answer->body, "abc");
  EXPECT_EQ(answer->retry_after, "7");
  EXPECT_EQ(answer->request_id, "R1");
  const std::string authority = server.url().substr(7, server.url().size() - 12);
  EXPECT_EQ(seen, "POST /path?a=b HTTP/1.1\r\nHost: " + authority +
                      "\r\nUser-Agent: harvestd/" HARVESTD_VERSION
                      "\r\nAccept-Encoding: identity\r\nAccept: application/json\r\nAuthorization: Bearer token-1\r\n"
                      "Content-Length: 4\r\n\r\nbody");
}

TEST_F(Https, ARefusedConnectionSentNothing) {
  std::string url;
  {
    RawServer gone([](RawConnection&, int) {});
    url = gone.url();
  }
  EXPECT_EQ(failure(url).code, Errc::kConnection);
}

TEST_F(Https, WhatMayNotBeSentIsRefusedBeforeAnyConnection) {
  RawServer server([](RawConnection&, int) {});
  HttpRequest header = post(server.url());
  header.headers.emplace_back("Accept", "a\r\nX-Injected: 1");
  HttpRequest bearer = post(server.url());
  bearer.bearer = Secret(std::string("a\nb"));
  for (HttpRequest* request : {&header, &bearer}) EXPECT_EQ(send(*request).error().code, Errc::kInvalidValue);
  for (const char* more : {"\r\nX: 1", " x", "\t"}) EXPECT_EQ(failure(server.url() + more).code, Errc::kInvalidValue);
  EXPECT_EQ(failure("ftp://127.0.0.1/").code, Errc::kInvalidValue);
  EXPECT_EQ(failure("http://user@127.0.0.1/").code, Errc::kInvalidValue);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Https, PlainHttpIsForLoopbackOnly) {
  const Error error = failure("http://192.0.2.1:80/");
  EXPECT_EQ(error.code, Errc::kConnection);
  EXPECT_EQ(error.message, "http:// is for loopback addresses only");
}

TEST_F(Https, AnAnswerThatDoesNotArriveWholeIsInterrupted) {
  for (const char* answer :
       {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\n\r\nuntil the end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "SSH-2.0-nothing\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    EXPECT_EQ(failure_of(answer).code, Errc::kInterrupted) << answer;
  }
}

TEST_F(Https, AResetAfterTheRequestIsInterrupted) {
  RawServer server([](RawConnection& connection, int) {
    connection.read_until("\r\n\r\nbody");
    connection.reset();
  });
  EXPECT_EQ(failure(server.url()).code, Errc::kInterrupted);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Https, HeaderBodyAndTrailersAreBounded) {
  options_.max_body = 100'000;
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n").code, Errc::kInterrupted);
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n" + std::string(100'001, 'x')).code,
            Errc::kInterrupted);
  std::string trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
  for (int i = 0; i < 40'000; ++i) trailers += "X-Trailer: more\r\n";
  EXPECT_EQ(failure_of(trailers + "\r\n").message, "the answer is too large");
}

TEST_F(Https, AStallEndsInATimeoutOnceTheRequestIsOut) {
  RawServer server([](RawConnection& connection, int) { connection.wait_for_close(); });
  HttpRequest request = post(server.url());
  request.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(send(std::move(request)).error().code, Errc::kTimeout);
}

TEST_F(Https, AStalledHandshakeSentNothing) {
  RawServer server([](RawConnection& connection, int) { connection.wait_for_close(); });
  HttpRequest request = post(server.url("https"));
  request.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(send(std::move(request)).error().code, Errc::kConnection);
}

TEST_F(Https, RedirectsAreAnswersLikeOthers) {
  RawServer server([](RawConnection& connection, int) {
    connection.read_until("body");
    connection.write("HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_EQ(get_answer(server.url())->status, 307);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Https, ConnectionsAreKept) {
  RawServer server([](RawConnection& connection, int) {
    while (connection.read_until("body").ends_with("body")) connection.write(kOk);
  });
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(get_answer(server.url()));
  EXPECT_EQ(server.connections(), 1);
  transport_.reset();
}

TEST_F(Https, AReadThatADeadConnectionSwallowedIsSentOnceMore) {
  RawServer server([](RawConnection& connection, int number) {
    connection.read_until("body");
    connection.write(kOk);
    if (number == 1) connection.read_until("body");  // and no answer
  });
  EXPECT_TRUE(get_answer(server.url()));
  EXPECT_TRUE(get_answer(server.url()));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Https, AWriteThatADeadConnectionSwallowedIsNot) {
  RawServer server([](RawConnection& connection, int number) {
    connection.read_until("body");
    connection.write(kOk);
    if (number == 1) connection.read_until("body");
  });
  EXPECT_TRUE(get_answer(server.url()));
  HttpRequest request = post(server.url());
  request.is_write = true;
  EXPECT_EQ(send(std::move(request)).error().code, Errc::kInterrupted);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Https, AWriteTakesNoConnectionThatIdledForLong) {
  options_.keep_idle_for_write = Duration(0);
  RawServer server([](RawConnection& connection, int) {
    connection.read_until("body");
    connection.write(kOk);
  });
  EXPECT_TRUE(get_answer(server.url()));
  HttpRequest request = post(server.url());
  request.is_write = true;
  EXPECT_TRUE(send(std::move(request)));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Https, StopAbandonsReadsAndRefusesWhatComesLater) {
  RawServer server([&](RawConnection& connection, int) {
    connection.read_until("body");
    boost::asio::post(context_, [this] { transport().stop(std::chrono::seconds(5)); });
    connection.wait_for_close();
  });
  EXPECT_EQ(failure(server.url()).code, Errc::kStopped);
  EXPECT_EQ(failure(server.url()).code, Errc::kStopped);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Https, StopLetsAWriteEndWithinItsGrace) {
  for (const bool answers : {true, false}) {
    transport_.reset();
    RawServer server([&](RawConnection& connection, int) {
      connection.read_until("body");
      const Duration grace = answers ? std::chrono::seconds(5) : Duration(20);
      boost::asio::post(context_, [this, grace] { transport().stop(grace); });
      if (answers) connection.write(kOk);
      connection.wait_for_close();
    });
    HttpRequest request = post(server.url());
    request.is_write = true;
    const Result<HttpResponse> result = send(std::move(request));
    EXPECT_EQ(result.has_value(), answers);
    if (!answers) {
      EXPECT_EQ(result.error().code, Errc::kInterrupted);
    }
  }
}

TEST_F(Https, StopWithoutGraceLetsNoByteOfAWriteLeaveThatIsStillConnecting) {
  for (const bool had_grace : {false, true}) {
    transport_.reset();
    RawServer server([&](RawConnection& connection, int) {
      boost::asio::post(context_, [this, had_grace] {
        if (had_grace) transport().stop(std::chrono::seconds(5));
        transport().stop(Duration(0));
      });
      connection.wait_for_close();  // no word of TLS is answered
    });
    HttpRequest request = post(server.url("https"));
    request.is_write = true;
    EXPECT_EQ(send(std::move(request)).error().code, Errc::kStopped) << "nothing was handed over";
  }
}

}  // namespace
}  // namespace harvestd

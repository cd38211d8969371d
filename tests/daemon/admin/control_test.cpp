#include "daemon/admin/control.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "daemon/admin/control_message.h"

namespace harvestd {
namespace {

using Local = boost::asio::local::stream_protocol;

class Control : public testing::Test {
 protected:
  Control() {
    std::string pattern = testing::TempDir() + "control-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ / "control.sock";
  }
  ~Control() override {
    stop();
    std::filesystem::remove_all(folder_);
  }

  Result<std::unique_ptr<ControlServer>> start() {
    return ControlServer::start(context_, path_, "ledger-1", [this](const ControlRequest& request) {
      requests_.push_back(request);
      return ControlAnswer{true, "did " + request.command + " " + request.campaign};
    });
  }
  void serve() {
    auto server = start();
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    thread_ = std::thread([this] { context_.run(); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    boost::asio::post(context_, [this] { server_.reset(); });
    guard_.reset();
    thread_.join();
  }

  Local::socket connect() {
    Local::socket socket(client_);
    socket.connect(Local::endpoint(path_.native()));
    timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return socket;
  }
  /// Everything the service says until it hangs up.
  static std::string read_all(Local::socket& socket) {
    std::string all;
    char buffer[4096];
    for (ssize_t n = 0; (n = recv(socket.native_handle(), buffer, sizeof buffer, 0)) > 0;) {
      all.append(buffer, static_cast<std::size_t>(n));
    }
    return all;
  }
  std::string say(std::string_view bytes) {
    Local::socket socket = connect();
    EXPECT_GE(send(socket.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL), 0);
    shutdown(socket.native_handle(), SHUT_WR);
    return read_all(socket);
  }

  std::filesystem::path folder_, path_;
  boost::asio::io_context context_, client_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{context_.get_executor()};
  std::unique_ptr<ControlServer> server_;
  std::vector<ControlRequest> requests_;
  std::thread thread_;
};

TEST_F(Control, ARequestReachesTheHandlerAndItsAnswerComesBack) {
  serve();
  const auto answer = ask_service(path_, {"ledger-1", "pause", "spring \"auto\" 靴"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(answer->ok);
  EXPECT_EQ(answer->message, "did pause spring \"auto\" 靴");
  stop();
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].ledger_id, "ledger-1");
}

TEST_F(Control, AServiceOfAnotherLedgerCountsAsNobody) {
  serve();
  const auto answer = ask_service(path_, {"ledger-2", "pause", ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kNotFound);
  stop();
  EXPECT_TRUE(requests_.empty());
}

TEST_F(Control, WithoutAServiceNobodyIsFound) {
  const auto missing = ask_service(path_, {"ledger-1", "pause", ""});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::kNotFound);
  const auto too_long = ask_service(folder_ / std::string(200, 'x'), {"ledger-1", "pause", ""});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, Errc::kConnection);
}

TEST_F(Control, GarbageIsAnsweredWithAnErrorAndNeverHandled) {
  serve();
  for (const char* line : {"hello\n", "{}\n", "[1]\n", "{\"ledger\":\"ledger-1\",\"command\":7,\"campaign\":\"\"}\n",
                           "\xff\xfe\n", "\n"}) {
    const auto answer = decode_answer(say(line));
    ASSERT_TRUE(answer) << line;
    EXPECT_FALSE(answer->answer.ok) << line;
  }
  EXPECT_EQ(say("no newline, then the end"), "");
  stop();
  EXPECT_TRUE(requests_.empty());
}

TEST_F(Control, AnOversizeRequestIsRefused) {
  serve();
  const auto answer = decode_answer(say(std::string(kLongestControlLine + 1, 'x')));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->answer.message, "a request may have at most 65536 bytes");
}

TEST_F(Control, ASilentClientKeepsNobodyWaiting) {
  serve();
  Local::socket silent = connect();
  const auto answer = ask_service(path_, {"ledger-1", "resume", ""});
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->ok);
  EXPECT_EQ(read_all(silent), "");  // hung up on after its time
}

TEST_F(Control, OnlyTheOwnerMayReadOrWriteTheSocketFile) {
  serve();
  struct stat status{};
  ASSERT_EQ(lstat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  stop();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Control, AnotherUserIsRefusedEvenPastTheFilesMode) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can play another user";
  serve();
  chmod(folder_.c_str(), 0755);
  chmod(path_.c_str(), 0666);
  Result<ControlAnswer> answer = ControlAnswer{};
  std::thread stranger([&] {
    const uid_t nobody = 65534;
    ASSERT_EQ(syscall(SYS_setresuid, -1, nobody, -1), 0);  // this thread only
    answer = ask_service(path_, {"ledger-1", "pause", ""});
  });
  stranger.join();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_FALSE(answer->ok);
  EXPECT_EQ(answer->message, "only the owner of the service and root may use this socket");
  stop();
  EXPECT_TRUE(requests_.empty());
}

TEST_F(Control, AStaleSocketFileIsReplaced) {
  {
    Local::acceptor dead(client_, Local::endpoint(path_.native()));
  }
  ASSERT_TRUE(std::filesystem::exists(path_));
  serve();
  EXPECT_TRUE(ask_service(path_, {"ledger-1", "pause", ""}));
}

TEST_F(Control, ALivingSocketAndAPlainFileAreLeftAlone) {
  serve();
  const auto second = start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::kConfiguration);
  EXPECT_TRUE(ask_service(path_, {"ledger-1", "pause", ""}));
  stop();
  std::ofstream(path_) << "precious";
  EXPECT_FALSE(start());
  EXPECT_EQ(std::filesystem::file_size(path_), 8u);
}

TEST_F(Control, AMissingFolderAndATooLongPathAreErrors) {
  path_ = folder_ / "none" / "control.sock";
  EXPECT_FALSE(start());
  path_ = folder_ / std::string(200, 'x');
  const auto result = start();
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("longer than 107 bytes"), std::string::npos) << result.error().message;
}

TEST_F(Control, WhatTheHandlerThrowsEndsTheLoop) {
  auto server = ControlServer::start(context_, path_, "ledger-1", [](const ControlRequest&) -> ControlAnswer {
    throw std::runtime_error("the disk is gone");
  });
  ASSERT_TRUE(server);
  server_ = std::move(*server);
  thread_ = std::thread([this] {
    EXPECT_THROW(context_.run(), std::runtime_error);
    server_.reset();
    context_.run();
  });
  const auto answer = ask_service(path_, {"ledger-1", "pause", ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kInterrupted);
}

TEST_F(Control, AServiceThatHangsUpOrTalksNonsenseIsAnError) {
  Local::acceptor acceptor(client_, Local::endpoint(path_.native()));
  for (const std::string_view reply : {std::string_view(), std::string_view("what?\n")}) {
    std::thread peer([&] {
      Local::socket socket = acceptor.accept();
      char buffer[4096];
      recv(socket.native_handle(), buffer, sizeof buffer, 0);
      send(socket.native_handle(), reply.data(), reply.size(), MSG_NOSIGNAL);
    });
    const auto answer = ask_service(path_, {"ledger-1", "pause", ""});
    peer.join();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, reply.empty() ? Errc::kInterrupted : Errc::kBadAnswer);
  }
}

}  // namespace
}  // namespace harvestd

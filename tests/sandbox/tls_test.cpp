#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "tests/sandbox/tls_files.h"
#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct TlsTest : testing::Test {
  std::filesystem::path directory =
      std::filesystem::path(testing::TempDir()) / ("sandbox-tls-" + std::to_string(::getpid()));
  SmallAccount small;

  ~TlsTest() override { std::filesystem::remove_all(directory); }

  /// What a verifying client sees of a server with such a certificate: a status, or the problem.
  std::string meets(Certificate kind) {
    const TlsFiles files = make_tls_files(directory, kind);
    ServerOptions options;
    options.tls_certificate = files.certificate;
    options.tls_key = files.key;
    Server server(options, small.account);
    SandboxClient client(server, small.profile_id, files.ca);
    const auto answer = client.token(kGoodGrant);
    return answer.problem.empty() ? std::to_string(answer.status) : answer.problem;
  }
};

TEST_F(TlsTest, AGoodCertificateServesHttps) {
  EXPECT_EQ(meets(Certificate::kGood), "200");
}

TEST_F(TlsTest, ABadCertificateIsRefusedByAVerifyingClient) {
  for (const Certificate bad : {Certificate::kExpired, Certificate::kNotYetValid, Certificate::kWrongHost,
                                Certificate::kOtherCa, Certificate::kSelfSigned}) {
    EXPECT_EQ(meets(bad), "tls") << static_cast<int>(bad);
  }
}

TEST_F(TlsTest, TheKeyIsItsOwnersAlone) {
  const TlsFiles files = make_tls_files(directory);
  struct stat info{};
  ASSERT_EQ(::stat(files.key.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(TlsTest, PlainHttpDoesNotReachATlsServer) {
  const TlsFiles files = make_tls_files(directory);
  ServerOptions options;
  options.tls_certificate = files.certificate;
  options.tls_key = files.key;
  Server server(options, small.account);
  EXPECT_TRUE(server.url().starts_with("https://127.0.0.1:"));
  SandboxClient client(server, small.profile_id);
  EXPECT_NE(client.token(kGoodGrant).problem, "");
}

TEST(Server, OnlyLoopbackIsListenedOn) {
  ServerOptions options;
  options.address = "0.0.0.0";
  EXPECT_THROW(Server(options, Account()), std::invalid_argument);
}

TEST(Server, StopsInTheMiddleOfAStall) {
  SmallAccount small;
  auto server = std::make_unique<Server>(ServerOptions{}, small.account);
  server->add_fault("token:every:stall");
  test::HttpProbe probe(server->port());
  EXPECT_EQ(probe.send("POST", "/auth/o2/token", {}, "", std::chrono::milliseconds(50)).problem, "timeout");
  server.reset();
}

}  // namespace
}  // namespace harvestd::sandbox

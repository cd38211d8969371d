#include "tests/daemon/amazon/https_fixture.h"
#include "tests/sandbox/server.h"
#include "tests/sandbox/tls_files.h"
#include "tests/support/raw_server.h"
#include "tests/support/temporary_folder.h"

namespace harvestd {
namespace {

using sandbox::Certificate;

class HttpsTls : public test::HttpsTest {
 protected:
  /// Starts the simulator with this certificate; the client trusts ca.pem.
  std::string serve(Certificate kind) {
    const sandbox::TlsFiles files = sandbox::make_tls_files(folder_.path(), kind);
    options_.ca_file = files.ca;
    sandbox::ServerOptions options;
    options.tls_certificate = files.certificate;
    options.tls_key = files.key;
    server_ = std::make_unique<sandbox::Server>(options, sandbox::Account(1));
    return server_->url();
  }
  TemporaryFolder folder_;
  std::unique_ptr<sandbox::Server> server_;
};

TEST_F(HttpsTls, AGoodCertificateIsTrustedByAddressAndByName) {
  const std::string url = serve(Certificate::kGood);
  EXPECT_EQ(get_answer(url + "/nowhere")->status, 404);
  const std::string port = url.substr(url.rfind(':'));
  EXPECT_EQ(get_answer("https://localhost" + port + "/nowhere")->status, 404);
}

TEST_F(HttpsTls, BadCertificatesAreRefusedBeforeAnyByteOfTheRequest) {
  for (const Certificate kind : {Certificate::kExpired, Certificate::kNotYetValid, Certificate::kWrongHost,
                                 Certificate::kOtherCa, Certificate::kSelfSigned}) {
    transport_.reset();
    const Error error = failure(serve(kind) + "/nowhere");
    EXPECT_EQ(error.code, Errc::kConnection) << static_cast<int>(kind);
    EXPECT_NE(error.message.find("TLS with "), std::string::npos) << error.message;
    EXPECT_EQ(server_->requests(), 0U);
  }
}

TEST_F(HttpsTls, TheSystemsAuthoritiesDoNotKnowTheSandbox) {
  const std::string url = serve(Certificate::kGood);
  options_.ca_file.clear();
  EXPECT_EQ(failure(url + "/nowhere").code, Errc::kConnection);
}

TEST_F(HttpsTls, PlainHttpOnATlsPortSentNothing) {
  test::RawServer server([](test::RawConnection& connection, int) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    connection.wait_for_close();
  });
  EXPECT_EQ(failure(server.url("https")).code, Errc::kConnection);
}

TEST_F(HttpsTls, AnUnusableCaFileSendsNothing) {
  const std::string url = serve(Certificate::kGood);
  options_.ca_file = folder_.path() / "missing.pem";
  const Error error = failure(url);
  EXPECT_EQ(error.code, Errc::kConnection);
  EXPECT_NE(error.message.find("missing.pem"), std::string::npos);
}

}  // namespace
}  // namespace harvestd

// Peers that no request may reach. Each case is shown to a client without scruples first: the server works, and counts.
#include <openssl/ssl.h>

#include <fstream>

#include "daemon/amazon/https_connection.h"
#include "tests/daemon/amazon/https_fixture.h"
#include "tests/sandbox/certificate.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_server.h"

namespace harvestd {
namespace {

using sandbox::authority_spec;
using sandbox::CertificateSpec;
using sandbox::Certified;
using test::TlsServer;

constexpr long kDay = 24L * 60 * 60;

/// A server with its certificates, and what the client trusts.
struct Peer {
  Certified trusted = Certified::self_signed(authority_spec());
  std::vector<Certified> chain;  // the server's own first
  std::string host = "localhost";
  int version = 0;
  std::string ciphers = "ALL:COMPLEMENTOFALL";
};

Peer with(CertificateSpec spec, std::string host = "localhost") {
  Peer peer;
  peer.chain.push_back(peer.trusted.sign(spec));
  peer.host = std::move(host);
  return peer;
}

Peer below(CertificateSpec issuer, CertificateSpec spec = {}) {
  Peer peer;
  const Certified between = peer.trusted.sign(issuer);
  peer.chain = {between.sign(spec), between};
  return peer;
}

Peer speaking(int version, std::string ciphers = "ALL:COMPLEMENTOFALL") {
  Peer peer = with({});
  peer.version = version;
  peer.ciphers = std::move(ciphers);
  return peer;
}

struct Case {
  const char* name;
  Peer (*peer)();
  const char* words;  // of the error: the case is refused for its own reason
};

void PrintTo(const Case& which, std::ostream* out) {
  *out << which.name;
}

CertificateSpec server(void (*change)(CertificateSpec&)) {
  CertificateSpec spec;
  change(spec);
  return spec;
}

Peer without_a_certificate() {
  Peer peer = speaking(TLS1_2_VERSION, "aNULL");
  peer.chain.clear();
  return peer;
}

Peer from_an_authority_that_may_not_sign() {
  Peer peer;
  CertificateSpec spec = authority_spec();
  spec.basic_constraints = "critical,CA:FALSE";
  spec.key_usage.clear();
  peer.trusted = Certified::self_signed(spec);
  peer.chain = {peer.trusted.sign({})};
  return peer;
}

Peer signed_with_md5() {
  Peer peer;
  CertificateSpec authority = authority_spec(), spec;
  authority.rsa_bits = 2048;  // elliptic curves know no MD5
  spec.digest = "MD5";
  peer.trusted = Certified::self_signed(authority);
  peer.chain = {peer.trusted.sign(spec)};
  return peer;
}

CertificateSpec narrow_authority() {
  CertificateSpec spec = authority_spec("narrow");
  spec.name_constraints = "permitted;DNS:ads.invalid";
  return spec;
}

const Case kCases[] = {
    {"Expired", [] { return with(server([](auto& s) { s.until = -kDay; })); }, "expired"},
    {"NotYetValid", [] { return with(server([](auto& s) { s.from = kDay; })); }, "not yet valid"},
    {"AuthorityExpired",
     [] {
       CertificateSpec spec = authority_spec("old");
       spec.until = -kDay;
       return below(spec);
     },
     "expired"},
    {"ForAnotherName", [] { return with(server([](auto& s) { s.alternative_names = "DNS:ads.invalid"; })); },
     "another host"},
    {"ForAnotherAddress",
     [] { return with(server([](auto& s) { s.alternative_names = "IP:127.0.0.2"; }), "127.0.0.1"); }, "another host"},
    {"ForTheAddressAsAName",
     [] { return with(server([](auto& s) { s.alternative_names = "DNS:127.0.0.1"; }), "127.0.0.1"); }, "another host"},
    {"ForTheNameAsACommonNameOnly", [] { return with(server([](auto& s) { s.alternative_names.clear(); })); },
     "another host"},
    {"ForEveryName", [] { return with(server([](auto& s) { s.alternative_names = "DNS:*"; })); }, "another host"},
    {"ForAPartOfTheName", [] { return with(server([](auto& s) { s.alternative_names = "DNS:local*,DNS:*host"; })); },
     "another host"},
    {"SelfSigned",
     [] {
       Peer peer;
       peer.chain = {Certified::self_signed({})};
       return peer;
     },
     "self-signed"},
    {"OfAnUnknownAuthority",
     [] {
       Peer peer;
       peer.chain = {Certified::self_signed(authority_spec()).sign({})};
       return peer;
     },
     "signature failure"},
    {"OfAnUnknownAuthorityThatIsSent",
     [] {
       Peer peer;
       const Certified other = Certified::self_signed(authority_spec("another"));
       peer.chain = {other.sign({}), other};
       return peer;
     },
     "self-signed certificate in certificate chain"},
    {"SignedByAServersCertificate", [] { return below(server([](auto& s) { s.common_name = "leaf"; })); },
     "invalid CA certificate"},
    {"SignedByAnAuthorityThatMayNot", from_an_authority_that_may_not_sign, "invalid CA certificate"},
    {"OutsideWhatItsAuthorityMaySign", [] { return below(narrow_authority()); }, "permitted subtree violation"},
    {"ForClientsOnly", [] { return with(server([](auto& s) { s.extended_key_usage = "clientAuth"; })); },
     "unsuitable certificate purpose"},
    {"ForSigningCertificatesOnly",
     [] { return with(server([](auto& s) { s.key_usage = "critical,keyCertSign,cRLSign"; })); },
     "unsuitable certificate purpose"},
    {"SignedWithSha1", [] { return with(server([](auto& s) { s.digest = "SHA1"; })); }, "digest algorithm too weak"},
    {"SignedWithMd5", signed_with_md5, "digest algorithm too weak"},
    {"WithAShortKey", [] { return with(server([](auto& s) { s.rsa_bits = 1024; })); }, "key too weak"},
    {"SpeakingTls10", [] { return speaking(TLS1_VERSION); }, "TLS with "},
    {"SpeakingTls11", [] { return speaking(TLS1_1_VERSION); }, "TLS with "},
    {"WithoutEncryption", [] { return speaking(TLS1_2_VERSION, "eNULL"); }, "TLS with "},
    {"WithoutACertificate", without_a_certificate, "TLS with "},
};

class TlsPeers : public test::HttpsTest {
 protected:
  TlsServer::Options write(const Peer& peer) {
    TlsServer::Options options;
    options.version = peer.version;
    options.ciphers = peer.ciphers;
    peer.trusted.write_certificate(folder_.path() / "ca.pem");
    options_.ca_file = folder_.path() / "ca.pem";
    if (peer.chain.empty()) return options;
    options.chain = folder_.path() / "chain.pem";
    options.key = folder_.path() / "key.pem";
    std::ofstream chain(options.chain);
    for (const Certified& each : peer.chain) chain << each.pem();
    peer.chain.front().write_key(options.key);
    return options;
  }
  HttpRequest secret_post(const std::string& url) {
    HttpRequest request = post(url);
    request.bearer = Secret(std::string("fake-token"));
    request.is_write = true;
    return request;
  }
  TemporaryFolder folder_;
};

class TlsRefusals : public TlsPeers, public testing::WithParamInterface<Case> {};

TEST_P(TlsRefusals, LetNoByteOfARequestThrough) {
  const Peer peer = GetParam().peer();
  TlsServer server(write(peer));
  ASSERT_TRUE(test::says_one_byte(server.port(), peer.host)) << "the server itself does not work";
  const Result<HttpResponse> result = send(secret_post(server.url(peer.host)));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::kConnection);
  EXPECT_NE(result.error().message.find(GetParam().words), std::string::npos) << result.error().message;
  const TlsServer::Seen seen = server.finish();
  EXPECT_EQ(seen.said, "x") << "beyond the one byte of the client without scruples";
}

INSTANTIATE_TEST_SUITE_P(Peers, TlsRefusals, testing::ValuesIn(kCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(TlsPeers, GoodOnesAreAskedByTheirNameAndGetTheRequest) {
  for (const char* host : {"localhost", "127.0.0.1"}) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      transport_.reset();
      TlsServer::Options options = write(speaking(version));
      options.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      TlsServer server(std::move(options));
      const Result<HttpResponse> answer = send(secret_post(server.url(host)));
      EXPECT_TRUE(answer) << answer.error().message;
      const TlsServer::Seen seen = server.finish();
      EXPECT_EQ(seen.handshakes, 1);
      EXPECT_EQ(seen.last_name_asked, host == std::string("localhost") ? "localhost" : "") << "an address is no name";
      EXPECT_TRUE(seen.said.starts_with("POST /path HTTP/1.1\r\n"));
    }
  }
}

class TlsEdges : public test::HttpsTest {};

TEST_F(TlsEdges, APeerThatAnswersATlsPortInPlainHttpGetsNoRequest) {
  std::string seen;
  {
    test::RawServer server([&](test::RawConnection& connection, int) {
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      seen = connection.read_until("an end that never comes");
    });
    EXPECT_EQ(failure(server.url("https")).code, Errc::kConnection);
  }
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen[0], '\x16') << "a TLS handshake record and nothing else";
  EXPECT_EQ(seen.find("POST"), seen.npos);
  EXPECT_EQ(seen.find("body"), seen.npos);
}

TEST_F(TlsEdges, PlainHttpIsNotSpokenBeyondThisMachine) {
  for (const char* url :
       {"http://192.0.2.1/", "http://[2001:db8::1]/", "http://0.0.0.0:1/", "http://[::ffff:192.0.2.1]/"}) {
    const Error error = failure(url);
    EXPECT_EQ(error.code, Errc::kConnection) << url;
    EXPECT_EQ(error.message, "http:// is for loopback addresses only") << url;
  }
}

TEST_F(TlsEdges, ANameThatAlsoStandsForAnAddressElsewhereIsNotLoopback) {
  namespace ip = boost::asio::ip;
  const auto found = [](const std::vector<const char*>& addresses) {
    std::vector<ip::tcp::endpoint> endpoints;
    for (const char* address : addresses) endpoints.emplace_back(ip::make_address(address), std::uint16_t{80});
    return ip::tcp::resolver::results_type::create(endpoints.begin(), endpoints.end(), "name", "80");
  };
  EXPECT_TRUE(https::are_all_loopback(found({"127.0.0.1", "::1", "127.9.9.9"})));
  EXPECT_FALSE(https::are_all_loopback(found({"127.0.0.1", "192.0.2.1"})));
  EXPECT_FALSE(https::are_all_loopback(found({"192.0.2.1", "::1"})));
}

}  // namespace
}  // namespace harvestd

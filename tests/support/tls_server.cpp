#include "tests/support/tls_server.h"

#include <openssl/ssl.h>
#include <openssl/tls1.h>

#include <array>
#include <csignal>
#include <utility>

namespace harvestd::test {
namespace {

constexpr const char* kAnyCipher = "ALL:COMPLEMENTOFALL";

using Stream = std::unique_ptr<SSL, decltype(&SSL_free)>;

std::shared_ptr<SSL_CTX> careless_context(const SSL_METHOD* method, int version, const std::string& ciphers) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(method), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  const int oldest = version == 0 ? TLS1_VERSION : version;
  if (SSL_CTX_set_min_proto_version(context.get(), oldest) != 1 ||
      SSL_CTX_set_max_proto_version(context.get(), version) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), (ciphers + ":@SECLEVEL=0").c_str()) != 1) {
    throw std::runtime_error("OpenSSL has no such protocol or cipher");
  }
  return context;
}

void bound_waits(int fd) {
  const timeval patience{.tv_sec = 5, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

/// For the life of this thread: OpenSSL writes to sockets that may be closed already.
void block_sigpipe() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

bool say_one_byte(int port, const std::string& server_name) {
  block_sigpipe();
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  bool said = false;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    bound_waits(fd);
    const auto context = careless_context(TLS_client_method(), 0, kAnyCipher);
    const Stream stream(SSL_new(context.get()), SSL_free);
    SSL_set_fd(stream.get(), fd);
    SSL_set_tlsext_host_name(stream.get(), server_name.c_str());
    said = SSL_connect(stream.get()) == 1 && SSL_write(stream.get(), "x", 1) == 1;
  }
  ::close(fd);
  return said;
}

}  // namespace

TlsServer::TlsServer(Options options)
    : options_(std::move(options)),
      context_(careless_context(TLS_server_method(), options_.version, options_.ciphers)) {
  SSL_CTX* context = context_.get();
  if (!options_.chain.empty() && (SSL_CTX_use_certificate_chain_file(context, options_.chain.c_str()) != 1 ||
                                  SSL_CTX_use_PrivateKey_file(context, options_.key.c_str(), SSL_FILETYPE_PEM) != 1)) {
    throw std::runtime_error("OpenSSL does not take the certificate");
  }
  server_ = std::make_unique<RawServer>([this](RawConnection& connection, int) { serve(connection); });
}

std::string TlsServer::url(const std::string& host) const {
  return "https://" + host + ":" + std::to_string(server_->port()) + "/path";
}

TlsServer::Seen TlsServer::finish() {
  server_.reset();
  const std::lock_guard lock(mutex_);
  return seen_;
}

void TlsServer::serve(RawConnection& connection) {
  block_sigpipe();
  bound_waits(connection.fd());
  const Stream stream(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(stream.get(), connection.fd());
  const bool shaken = SSL_accept(stream.get()) == 1;
  const char* name = SSL_get_servername(stream.get(), TLSEXT_NAMETYPE_host_name);
  {
    const std::lock_guard lock(mutex_);
    seen_.handshakes += shaken ? 1 : 0;
    seen_.last_name_asked = name != nullptr ? name : "";
  }
  std::array<char, 4096> buffer{};
  for (int n = 0; shaken && (n = SSL_read(stream.get(), buffer.data(), static_cast<int>(buffer.size()))) > 0;) {
    const std::lock_guard lock(mutex_);
    seen_.said.append(buffer.data(), static_cast<std::size_t>(n));
    if (!options_.answer.empty()) {
      SSL_write(stream.get(), options_.answer.data(), static_cast<int>(options_.answer.size()));
    }
  }
}

bool says_one_byte(int port, const std::string& server_name) {
  bool said = false;
  std::thread client([&] { said = say_one_byte(port, server_name); });
  client.join();
  return said;
}

}  // namespace harvestd::test

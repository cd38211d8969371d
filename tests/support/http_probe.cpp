#include "tests/support/http_probe.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace harvestd::test {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

void read_head(std::string_view head, ProbeAnswer& answer) {
  const std::size_t space = head.find(' ');
  if (space != std::string_view::npos)
    std::from_chars(head.data() + space + 1, head.data() + head.size(), answer.status);
  std::size_t line = head.find("\r\n");
  while (line != std::string_view::npos) {
    head = head.substr(line + 2);
    line = head.find("\r\n");
    const std::string_view field = head.substr(0, line);
    const std::size_t colon = field.find(": ");
    if (colon != std::string_view::npos) answer.headers[lower(field.substr(0, colon))] = field.substr(colon + 2);
  }
}

}  // namespace

class HttpProbe::Connection {
 public:
  ~Connection() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    if (fd_ >= 0) ::close(fd_);
  }

  bool connect(std::uint16_t port) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool start_tls(const std::string& ca_file, const std::string& host) {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    if (SSL_CTX_load_verify_locations(context_, ca_file.c_str(), nullptr) != 1) return false;
    ssl_ = SSL_new(context_);
    SSL_set1_host(ssl_, host.c_str());
    SSL_set_tlsext_host_name(ssl_, host.c_str());
    return SSL_set_fd(ssl_, fd_) == 1 && SSL_connect(ssl_) == 1;
  }

  void limit(std::chrono::milliseconds time) {
    timeval value{};
    value.tv_sec = time.count() / 1000;
    value.tv_usec = time.count() % 1000 * 1000;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const long n = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                     : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  /// Appends what comes next; false at the end, on an error and when the time is over (then errno is EAGAIN).
  bool read(std::string& into) {
    char chunk[65536];
    errno = 0;
    const long n =
        ssl_ != nullptr ? SSL_read(ssl_, chunk, static_cast<int>(sizeof chunk)) : ::recv(fd_, chunk, sizeof chunk, 0);
    if (n <= 0) return false;
    into.append(chunk, static_cast<std::size_t>(n));
    return true;
  }

 private:
  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
};

HttpProbe::HttpProbe(std::uint16_t port, std::string ca_file, std::string host)
    : port_(port), ca_file_(std::move(ca_file)), host_(std::move(host)) {}
HttpProbe::~HttpProbe() = default;

ProbeAnswer HttpProbe::send(std::string_view method, std::string_view path,
                            const std::map<std::string, std::string>& headers, std::string_view body,
                            std::chrono::milliseconds limit) {
  ProbeAnswer answer;
  const auto fail = [&](std::string_view problem) {
    answer.problem = problem;
    connection_.reset();
    return answer;
  };
  if (connection_ == nullptr) {
    connection_ = std::make_unique<Connection>();
    ++connections_;
    if (!connection_->connect(port_)) return fail("connect");
    connection_->limit(limit);
    if (!ca_file_.empty() && !connection_->start_tls(ca_file_, host_)) return fail("tls");
  }
  connection_->limit(limit);
  std::string bytes =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n", method, path, host_, body.size());
  for (const auto& [name, value] : headers) bytes += fmt::format("{}: {}\r\n", name, value);
  bytes += "\r\n";
  bytes += body;
  if (!connection_->write(bytes)) return fail("send");

  std::string in;
  std::size_t end = std::string::npos;
  while ((end = in.find("\r\n\r\n")) == std::string::npos) {
    if (!connection_->read(in)) return fail(errno == EAGAIN ? "timeout" : "cut short");
  }
  read_head(std::string_view(in).substr(0, end + 2), answer);
  if (!answer.headers.contains("content-length")) {
    while (connection_->read(in)) continue;
    answer.body = in.substr(end + 4);
    connection_.reset();
    return answer;
  }
  const std::size_t length = std::stoul("0" + answer.headers["content-length"]);
  while (in.size() < end + 4 + length) {
    if (!connection_->read(in)) return fail(errno == EAGAIN ? "timeout" : "cut short");
  }
  answer.body = in.substr(end + 4, length);
  if (lower(answer.headers["connection"]) == "close") connection_.reset();
  return answer;
}

}  // namespace harvestd::test

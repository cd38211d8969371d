// The simulated API on a loopback port, over HTTP or HTTPS, in a thread of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/account.h"
#include "tests/sandbox/api_options.h"
#include "tests/sandbox/create_log.h"
#include "tests/sandbox/faults.h"
#include "tests/sandbox/request_log.h"

namespace harvestd::sandbox {

/// A step of a request's way, for tests that time something by it.
struct Step {
  enum class At {
    kConnected,  // a connection was accepted; no operation yet
    kArrived,    // the header is there
    kHandled,    // read whole and answered in memory: what it asks for has taken effect, unless a fault says otherwise
    kAnswered,   // the answer was written
  };
  At at;
  std::string_view operation;  // "unknown" for a path that nothing answers
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // a loopback address
  std::uint16_t port = 0;             // 0: any free one
  std::string tls_certificate;        // PEM files; both empty: plain HTTP
  std::string tls_key;
  ApiOptions api;
  std::function<void(const Step&)> watch;  // called by the server's thread; must not call the server
};

/// Every member may be called from any thread while it runs.
class Server {
 public:
  /// Listens before it returns. Throws std::exception: an address that is not loopback or is taken, unusable PEM files.
  Server(ServerOptions options, Account account);
  /// Stops at once, in the middle of requests too, and joins the thread.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// http(s)://ADDRESS:PORT
  std::string url() const;

  /// Requests of one operation ("create_targets", ...) since the start or the last clear_requests.
  std::uint64_t requests(std::string_view operation) const;
  std::uint64_t requests() const;  // of all operations
  std::vector<LoggedRequest> last_requests() const;
  void clear_requests();

  std::vector<CreatedTarget> created() const;
  /// The largest number of times that any one identity was accepted; 0 when nothing was created.
  std::size_t most_accepted() const;
  /// As CreateLog's.
  std::map<Identity, std::size_t> accepted() const;
  std::map<Identity, std::size_t> received() const;
  /// Requests that were given up on and have yet to take effect (faults with `after`).
  std::size_t late() const;

  void add_fault(Fault fault);
  void add_fault(std::string_view spec);  // as parse_fault
  void clear_faults();
  void expire_tokens();

  /// Runs `change` while no request is being answered.
  void with_account(const std::function<void(Account&)>& change);
  void with_options(const std::function<void(ApiOptions&)>& change);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace harvestd::sandbox

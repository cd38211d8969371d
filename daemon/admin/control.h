// The control socket: how a command reaches the service that holds the ledger. A unix socket, owner only; one JSON
// object a line each way. The request names the ledger's id, so that a command never changes another ledger.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/runtime.h"
#include "storage/ledger.h"

namespace boost::asio {
class io_context;
}

namespace harvestd {

struct ControlRequest {
  std::string ledger_id;
  std::string command;               // "pause", "resume", "approve", "decline"
  std::string campaign;              // label; empty: everything
  std::vector<Choice> choices = {};  // of approve and decline
};
struct ControlAnswer {
  bool ok = false;
  std::string message;                    // one line for the person
  std::vector<std::string> details = {};  // more lines, one each of what was asked for
};

/// Serves on the engine's thread until destroyed; removes the socket file then. Requests over 64 KiB, of another
/// ledger, from another user (neither owner nor root) or that are not understood are answered with an error and closed.
class ControlServer {
 public:
  /// What it throws (a failing ledger) leaves the context's run().
  using Handler = std::function<ControlAnswer(const ControlRequest&)>;
  /// Replaces a stale socket file; its folder must exist. Errors: kConfiguration with the path.
  static Result<std::unique_ptr<ControlServer>> start(boost::asio::io_context& context,
                                                      const std::filesystem::path& path, std::string ledger_id,
                                                      Handler handler);
  ~ControlServer();

 private:
  struct State;
  explicit ControlServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Asks the service at `path`; blocks up to five seconds (kTimeout). kNotFound: nobody listens there, or a service that
/// holds another ledger. kConnection: the socket is there and may not be used. kInterrupted: it hung up. kBadAnswer.
Result<ControlAnswer> ask_service(const std::filesystem::path& path, const ControlRequest& request);

/// What a pause or resume changed (`changed` of Ledger::set_paused), or that it was so already: one line.
std::string paused_message(const std::string& campaign, bool pause, bool changed);

}  // namespace harvestd

// The simulated Amazon Ads API without its network: a request in, an answer out. Not synchronised.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tests/sandbox/account.h"
#include "tests/sandbox/api_options.h"
#include "tests/sandbox/create_log.h"
#include "tests/sandbox/faults.h"
#include "tests/sandbox/http_message.h"
#include "tests/sandbox/operations.h"
#include "tests/sandbox/request_log.h"
#include "tests/sandbox/token_endpoint.h"

namespace harvestd::sandbox {

class Api {
 public:
  Api(ApiOptions options, Account account);

  /// The fault that hits a request whose header has arrived. Ask once for each request; "connect" faults are asked for
  /// with connect_fault, once for each connection. The control interface meets no faults.
  std::optional<Fault> pick_fault(std::string_view method, std::string_view path);
  std::optional<Fault> connect_fault() { return faults_.pick("connect"); }

  /// Answers a whole request, with the fault that pick_fault gave for it, and logs it.
  Answer handle(const Request& request, const std::optional<Fault>& fault);

  /// Lets a request take effect whose answer had apply_after; nobody hears what came of it.
  void apply_late(const Request& request);

  /// Logs a request that a reset cut off before it was read.
  void log_unread(std::string_view method, std::string_view path);

  ApiOptions& options() { return options_; }
  Account& account() { return account_; }
  FaultBook& faults() { return faults_; }
  RequestLog& log() { return log_; }
  TokenEndpoint& tokens() { return tokens_; }
  const CreateLog& created() const { return created_; }

 private:
  Answer answer_with(const Operation& operation, const Request& request, const std::optional<Fault>& fault,
                     LoggedRequest& entry);
  Response run(const Operation& operation, const Request& request, const std::optional<Fault>& fault,
               LoggedRequest& entry);
  void check_headers(const Operation& operation, const Request& request) const;
  Profile* scope_of(const Operation& operation, const Request& request);
  Response control(const Request& request);  // control.cpp

  ApiOptions options_;
  Account account_;
  FaultBook faults_;
  RequestLog log_;
  TokenEndpoint tokens_;
  CreateLog created_;
  std::uint64_t request_ids_ = 0;
};

}  // namespace harvestd::sandbox

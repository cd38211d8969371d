// One HTTP request and its whole answer. The seam between what is said to Amazon and how it travels: https.h is the
// real one, tests and the simulation bring their own.
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "daemon/runtime.h"

namespace harvestd {

struct HttpRequest {
  std::string method;                                        // POST, GET
  std::string url;                                           // scheme://host[:port]/path
  std::vector<std::pair<std::string, std::string>> headers;  // without Host, Content-Length, Authorization
  Secret bearer;                                             // "Authorization: Bearer ..." when not empty
  Secret body;            // token requests hold secrets; all bodies are treated alike
  Duration timeout{0};    // for name, connect, TLS, write and read together
  bool is_write = false;  // a create: not abandoned when the process begins to stop, never sent twice
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::string retry_after;
  std::string request_id;  // x-amzn-RequestId or x-amz-rid
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Any complete answer is a value, whatever its status; redirects are not followed. Errors: kConnection (no byte of
  /// the request was handed to TLS), kInterrupted (reset, short body, a body ended by EOF, limits exceeded), kTimeout,
  /// kStopped (abandoned by stop; a write that had begun is kInterrupted). Messages never hold the request.
  virtual Task<Result<HttpResponse>> send(HttpRequest request) = 0;
  /// The process stops: reads under way end with kStopped; writes have `grace` to end, then kInterrupted. Without any
  /// grace, also after a call with one, no further byte leaves.
  virtual void stop(Duration grace) = 0;
};

}  // namespace harvestd

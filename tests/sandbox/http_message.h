// What passes between the HTTP server and the simulated API: plain values, no network types.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace harvestd::sandbox {

/// One request, read whole. Header fields that were not sent are empty.
struct Request {
  std::string method;
  std::string path;  // without the query
  std::string content_type;
  std::string accept;
  std::string authorization;
  std::string client_id;  // Amazon-Advertising-API-ClientId
  std::string scope;      // Amazon-Advertising-API-Scope
  std::string body;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// What becomes of an answer on its way out.
enum class Delivery {
  kWhole,
  kReset,      // the connection is reset; no byte of the answer leaves
  kStall,      // nothing is sent until the client closes the connection
  kShortBody,  // half of the body that Content-Length declares, then the connection closes
  kUntilEof,   // whole, without a Content-Length, then the connection closes
};

struct Answer {
  Response response;
  Delivery delivery = Delivery::kWhole;
  std::chrono::milliseconds delay{0};                      // before it leaves
  std::optional<std::chrono::milliseconds> apply_after{};  // the request takes effect then, by Api::apply_late
};

/// A refusal of the whole call, thrown by the operations and turned into an answer once, in Api::handle.
struct Refusal {
  int status;
  std::string code;  // Amazon's, such as INVALID_ARGUMENT
  std::string message;
};

}  // namespace harvestd::sandbox

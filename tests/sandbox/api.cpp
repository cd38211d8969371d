#include "tests/sandbox/api.h"

#include <fmt/format.h>

#include "tests/sandbox/call.h"
#include "tests/sandbox/json_writer.h"

namespace harvestd::sandbox {
namespace {

Response error_response(int status, std::string_view code, std::string_view message) {
  JsonWriter out;
  out.begin_object().field("code", code).field("message", message).end_object();
  Response response;
  response.status = status;
  response.body = out.take();
  return response;
}

bool accepts(std::string_view accept, std::string_view media_type) {
  if (accept.empty()) return true;
  while (true) {
    const std::string_view one = accept.substr(0, accept.find(','));
    for (const std::string_view good : {media_type, std::string_view("*/*"), std::string_view("application/*")}) {
      if (same_media_type(one, good)) return true;
    }
    if (accept.find(',') == std::string_view::npos) return false;
    accept = accept.substr(accept.find(',') + 1);
  }
}

std::string_view code_of(int status) {
  switch (status) {
    case 400:
      return "INVALID_ARGUMENT";
    case 401:
      return "UNAUTHORIZED";
    case 403:
      return "ACCESS_DENIED";
    case 404:
      return "NOT_FOUND";
    case 415:
      return "UNSUPPORTED_MEDIA_TYPE";
    case 429:
      return "THROTTLED";
    case 501:
      return "NOT_IMPLEMENTED";
    case 503:
      return "SERVICE_UNAVAILABLE_EXCEPTION";
    default:
      return "INTERNAL_ERROR";
  }
}

/// The promotion-group operations name it differently in the OpenAPI document.
std::string unauthorized_code(const Operation& operation) {
  return operation.path.starts_with("/sp/targetPromotionGroups") ? "UNAUTHENTICATED" : "UNAUTHORIZED";
}

Response fault_response(const Fault& fault) {
  const int status = fault.kind == FaultKind::kThrottle ? 429 : fault.kind == FaultKind::kRedirect ? 307 : fault.code;
  Response response = error_response(status, code_of(status), "A fault that was asked for");
  const std::string retry_after =
      fault.kind == FaultKind::kThrottle && fault.retry_after.empty() ? std::string("1") : retry_after_value(fault);
  if (!retry_after.empty()) response.headers.emplace_back("Retry-After", retry_after);
  if (status < 400) response.headers.emplace_back("Location", "/_sandbox/elsewhere");
  return response;
}

bool takes_the_place_of_an_answer(FaultKind kind) {
  switch (kind) {
    case FaultKind::kStatus:
    case FaultKind::kRedirect:
    case FaultKind::kThrottle:
    case FaultKind::kReset:
    case FaultKind::kStall:
    case FaultKind::kShortBody:
    case FaultKind::kNotJson:
    case FaultKind::kEmpty:
      return true;
    default:
      return false;
  }
}

Answer spoiled(const Fault& fault, Response response) {
  switch (fault.kind) {
    case FaultKind::kReset:
      return {.response = std::move(response), .delivery = Delivery::kReset};
    case FaultKind::kStall:
      return {.response = std::move(response), .delivery = Delivery::kStall};
    case FaultKind::kShortBody:
      return {.response = std::move(response), .delivery = Delivery::kShortBody};
    case FaultKind::kNotJson:
      response.body = "<html><body>Bad gateway, but with a good status</body></html>";
      break;
    case FaultKind::kEmpty:
      response.body.clear();
      break;
    default:
      return {.response = fault_response(fault)};
  }
  return {.response = std::move(response)};
}

}  // namespace

Api::Api(ApiOptions options, Account account) : options_(std::move(options)), account_(std::move(account)) {
  if (!options_.create_log.empty()) created_.write_to(options_.create_log);
}

std::optional<Fault> Api::pick_fault(std::string_view method, std::string_view path) {
  const Operation* operation = find_operation(method, path);
  return operation == nullptr ? std::nullopt : faults_.pick(operation->name);
}

void Api::log_unread(std::string_view method, std::string_view path) {
  LoggedRequest entry;
  entry.operation = find_operation(method, path)->name;
  log_.add(std::move(entry));
}

Answer Api::handle(const Request& request, const std::optional<Fault>& fault) {
  if (request.path.starts_with("/_sandbox/")) return {.response = control(request)};
  LoggedRequest entry;
  entry.profile_id = request.scope;
  entry.operation = "unknown";
  Answer answer;
  if (const Operation* operation = find_operation(request.method, request.path)) {
    entry.operation = operation->name;
    if (operation->name == "create_targets") {
      const auto received = received_items(request, version_of(*operation, request));
      for (const CreatedTarget& item : received) created_.receive(item);
      entry.items = received.size();
    }
    answer = answer_with(*operation, request, fault, entry);
  } else {
    answer.response = error_response(404, "NOT_FOUND", "Could not find resource for full path");
  }
  answer.response.headers.emplace_back("x-amzn-RequestId", fmt::format("sandbox-request-{}", ++request_ids_));
  const bool silent = answer.delivery == Delivery::kReset || answer.delivery == Delivery::kStall;
  entry.status = silent ? 0 : answer.response.status;
  log_.add(std::move(entry));
  return answer;
}

void Api::apply_late(const Request& request) {
  LoggedRequest nobody_asks;
  if (const Operation* operation = find_operation(request.method, request.path)) {
    run(*operation, request, std::nullopt, nobody_asks);
  }
}

Answer Api::answer_with(const Operation& operation, const Request& request, const std::optional<Fault>& fault,
                        LoggedRequest& entry) {
  const bool replaced = fault && takes_the_place_of_an_answer(fault->kind);
  Response response;
  const bool late = replaced && fault->applied && fault->after.count() > 0;
  if (!replaced || (fault->applied && !late)) {
    response = run(operation, request, fault, entry);
  } else {
    response.status = operation.name == "create_targets" ? 207 : 200;
    response.body = R"({"success":[],"errors":[],"totalResults":0})";
  }
  if (response.status < 300 && !operation.media_type.empty()) {
    response.content_type = media_type_of(operation, version_of(operation, request));
  }
  Answer answer;
  if (replaced) {
    answer = spoiled(*fault, std::move(response));
    if (late) answer.apply_after = fault->after;
    return answer;
  }
  answer.response = std::move(response);
  if (fault && fault->kind == FaultKind::kEofBody) answer.delivery = Delivery::kUntilEof;
  if (fault && fault->kind == FaultKind::kSlow) answer.delay = fault->after;
  return answer;
}

Response Api::run(const Operation& operation, const Request& request, const std::optional<Fault>& fault,
                  LoggedRequest& entry) {
  if (operation.run == nullptr) return tokens_.grant(request, options_);
  Call call{options_, account_, created_, request, fault, version_of(operation, request)};
  try {
    check_headers(operation, request);
    call.profile = scope_of(operation, request);
    Response response = operation.run(call);
    entry.items = call.items;
    return response;
  } catch (const Refusal& refusal) {
    entry.items = call.items;
    return error_response(refusal.status, refusal.code, refusal.message);
  }
}

void Api::check_headers(const Operation& operation, const Request& request) const {
  const std::string code = unauthorized_code(operation);
  if (request.client_id.empty()) throw Refusal{401, code, "Missing Amazon-Advertising-API-ClientId"};
  if (request.authorization.empty()) throw Refusal{401, code, "Missing Authorization"};
  if (!tokens_.accepts(request.authorization)) {
    throw Refusal{401, code, "Not authorized: the access token is unknown or has expired"};
  }
  if (request.client_id != options_.client_id) {
    throw Refusal{403, "ACCESS_DENIED", "The client is not the one the access token was given to"};
  }
  if (operation.media_type.empty()) return;
  const int version = version_of(operation, request);
  if (version == 0) {
    const std::string other = operation.media_type_2.empty() ? "" : fmt::format(" or {}", operation.media_type_2);
    throw Refusal{415, "UNSUPPORTED_MEDIA_TYPE",
                  fmt::format("Cannot consume content type \"{}\"; expected {}{}", request.content_type,
                              operation.media_type, other)};
  }
  const std::string_view produced = media_type_of(operation, version);
  if (!accepts(request.accept, produced)) {
    throw Refusal{406, "NOT_ACCEPTABLE", fmt::format("Only {} is produced of such a request", produced)};
  }
}

Profile* Api::scope_of(const Operation& operation, const Request& request) {
  if (operation.name == "profiles") return nullptr;
  const std::string code = unauthorized_code(operation);
  if (request.scope.empty()) throw Refusal{401, code, "Missing Amazon-Advertising-API-Scope"};
  Profile* profile = account_.find(request.scope);
  if (profile == nullptr) {
    throw Refusal{401, code, "No matching advertiser found for scope " + request.scope};
  }
  if (!profile->authorized) throw Refusal{401, code, "Not authorized to access scope " + request.scope};
  return profile;
}

}  // namespace harvestd::sandbox

// The control interface under /_sandbox/: faults, state and requests. It needs no token and meets no faults.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <stdexcept>

#include "tests/sandbox/api.h"
#include "tests/sandbox/expression.h"
#include "tests/sandbox/json_writer.h"

namespace harvestd::sandbox {
namespace {

std::string state_text(const CreateLog& created) {
  JsonWriter out;
  out.begin_object().key("created").begin_array();
  for (const CreatedTarget& target : created.all()) {
    out.begin_object().field("profileId", target.profile_id).field("targetPromotionGroupId", target.group_id);
    out.field("adGroupId", target.ad_group_id).field("targetId", target.target_id);
    out.field("kind", kind_name(target.kind)).field("matchType", match_name(target.match));
    out.field("target", target.target).field("bid", target.bid).end_object();
  }
  out.end_array().key("identities").begin_array();
  for (const auto& [identity, count] : created.accepted()) {
    out.begin_object().field("profileId", identity.profile_id).field("targetPromotionGroupId", identity.group_id);
    out.field("kind", kind_name(identity.kind)).field("matchType", match_name(identity.match));
    out.field("target", identity.target).key("accepted").number(count).end_object();
  }
  out.end_array().end_object();
  return out.take();
}

std::string requests_text(const RequestLog& log) {
  JsonWriter out;
  out.begin_object().key("counts").begin_object();
  for (const auto& [operation, count] : log.counts()) out.key(operation).number(count);
  out.end_object().key("last").begin_array();
  for (const LoggedRequest& request : log.last()) {
    out.begin_object().key("number").number(request.number).field("operation", request.operation);
    out.field("profileId", request.profile_id).key("items").number(request.items);
    out.key("status").number(static_cast<std::uint64_t>(request.status)).end_object();
  }
  out.end_array().end_object();
  return out.take();
}

std::vector<Fault> faults_in(std::string_view body) {
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse(body, error);
  if (error || !value.is_array()) throw std::invalid_argument("expected a JSON array of fault specifications");
  std::vector<Fault> faults;
  for (const auto& spec : value.as_array()) {
    if (!spec.is_string()) throw std::invalid_argument("expected a JSON array of strings");
    faults.push_back(parse_fault(spec.as_string()));
  }
  return faults;
}

}  // namespace

Response Api::control(const Request& request) {
  Response response;
  response.body = "{}";
  const std::string call = request.method + " " + request.path;
  if (call == "GET /_sandbox/state") {
    response.body = state_text(created_);
  } else if (call == "GET /_sandbox/requests") {
    response.body = requests_text(log_);
  } else if (call == "DELETE /_sandbox/requests") {
    log_.clear();
  } else if (call == "DELETE /_sandbox/faults") {
    faults_.clear();
  } else if (call == "POST /_sandbox/expire-tokens") {
    tokens_.expire_all();
  } else if (call == "POST /_sandbox/faults") {
    try {
      for (Fault& fault : faults_in(request.body)) faults_.add(std::move(fault));
    } catch (const std::invalid_argument& wrong) {
      JsonWriter out;
      out.begin_object().field("error", wrong.what()).end_object();
      response.status = 400;
      response.body = out.take();
    }
  } else {
    response.status = 404;
  }
  return response;
}

}  // namespace harvestd::sandbox

// One call on its way through an operation: the request, the profile it is for, the fault that hits it.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "tests/sandbox/account.h"
#include "tests/sandbox/api_options.h"
#include "tests/sandbox/faults.h"
#include "tests/sandbox/http_message.h"
#include "tests/sandbox/json_writer.h"

namespace harvestd::sandbox {

class CreateLog;

/// References are to what Api owns, valid for the length of one Api::handle.
class Call {
 public:
  const ApiOptions& options;
  Account& account;
  CreateLog& created;
  const Request& request;
  const std::optional<Fault>& fault;
  int version = 1;             // of the request's media type
  Profile* profile = nullptr;  // null only for operations without a scope
  std::size_t items = 0;       // rows answered or received, for the request log

  bool fault_is(FaultKind kind) const { return fault && fault->kind == kind; }
};

/// The request's body as an object; throws Refusal 400 when it is not one or has a key that is not in `known`.
boost::json::object body_object(std::string_view body, std::initializer_list<std::string_view> known);

/// The ids of {"<name>": {"include": [...]}}; none when there is no such filter. Throws Refusal 400 on any other shape,
/// on more than `most` ids and on an id that is not a string.
using IdFilter = std::optional<std::unordered_set<std::string>>;
IdFilter id_filter(const boost::json::object& body, std::string_view name, std::size_t most);

/// {"stateFilter": {"include": [...]}}; Refusal 400 on a state that does not exist.
IdFilter state_filter(const boost::json::object& body);

bool passes(const IdFilter& filter, const std::string& value);

/// Throws Refusal with 400 INVALID_ARGUMENT.
[[noreturn]] void invalid(std::string message);

}  // namespace harvestd::sandbox

// What reasons and states mean, as one says it to a colleague.
#pragma once

#include <string_view>

namespace harvestd {

struct ReasonWords {
  std::string_view name;    // as audit_decisions.reason
  std::string_view what;    // "skipped: ..." goes on with this
  std::string_view advice;  // what would change it, or why nothing needs to
};
/// Null for a reason that this version does not know.
const ReasonWords* words_of_reason(std::string_view reason);

/// audit_promotions.state as a sentence without its full stop; the state itself when it is not known.
std::string_view words_of_state(std::string_view state);

}  // namespace harvestd

// What creates were accepted, beside the account: the oracle that tests ask.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/sandbox/account.h"

namespace harvestd::sandbox {

/// One accepted create.
struct CreatedTarget {
  std::string profile_id, group_id, ad_group_id, target_id;
  Kind kind;
  Match match;
  std::string target;  // as received
  std::string bid;     // decimal text as received; empty when the request had none
};

/// What must exist at most once.
struct Identity {
  std::string profile_id, group_id;
  Kind kind;
  Match match;
  std::string target;  // normalised

  auto operator<=>(const Identity&) const = default;
};

class CreateLog {
 public:
  void record(CreatedTarget target);

  const std::vector<CreatedTarget>& all() const { return all_; }
  /// How many times each identity was accepted.
  const std::map<Identity, std::size_t>& accepted() const { return accepted_; }

 private:
  std::vector<CreatedTarget> all_;
  std::map<Identity, std::size_t> accepted_;
};

}  // namespace harvestd::sandbox

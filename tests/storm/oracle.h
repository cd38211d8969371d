// What must hold of a ledger and of what the sandbox accepted, whenever no process is at work on them. The numbers are
// those of the invariants that the simulation's oracle checks as well.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "tests/sandbox/server.h"
#include "tests/storm/findings.h"
#include "tests/storm/ledger_view.h"

namespace harvestd::storm {

/// What the sandbox knows.
struct ServerView {
  std::map<sandbox::Identity, std::size_t> accepted, received;
  std::vector<sandbox::CreatedTarget> created;
};
ServerView view_of(const sandbox::Server& server);

class Oracle {
 public:
  explicit Oracle(Findings& findings) : findings_(findings) {}

  /// With the process gone:
  ///  - each identity was accepted at most once;
  ///  - each create item that came has an attempt in the ledger, begun before;
  ///  - `created` is true: that target, with that bid, under that id; and nothing is `already_existed`, because in this
  ///    world nobody else creates;
  ///  - at most two attempts of unknown outcome an identity;
  ///  - against the ledger as it was at the last call: nothing vanished, nothing that was final changed, and neither
  ///    the attempts nor the events became fewer.
  void check(const LedgerView& ledger, const ServerView& server);

  /// At the end, with the faults off and after the cycles that it takes: every wanted identity is in the ledger,
  /// nothing is planned, being sent or unresolved, and what is not `rejected` was accepted exactly once.
  void check_end(const LedgerView& ledger, const ServerView& server, const std::set<sandbox::Identity>& wanted);

 private:
  void check_against_server(const PromotionRow& row, const ServerView& server);
  void check_against_before(const LedgerView& ledger);

  Findings& findings_;
  LedgerView before_;
};

/// Millionths; -1 for what is no plain decimal number.
std::int64_t micros(std::string_view decimal);

}  // namespace harvestd::storm

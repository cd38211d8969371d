#include "tests/simulation/fault.h"

#include "tests/simulation/io.h"

namespace harvestd::simulation {
namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames{"name does not resolve",
                                                           "refused",
                                                           "connect times out",
                                                           "TLS fails",
                                                           "reset before bytes",
                                                           "reset, not applied",
                                                           "reset, applied",
                                                           "timeout, not applied",
                                                           "timeout, applied",
                                                           "applied late",
                                                           "short body",
                                                           "body not JSON",
                                                           "207 mixed",
                                                           "207 bad items",
                                                           "429",
                                                           "5xx, not applied",
                                                           "5xx, applied",
                                                           "401 in mid-batch",
                                                           "empty 2xx",
                                                           "stale list",
                                                           "bad page",
                                                           "3xx",
                                                           "disk full once",
                                                           "disk full for good",
                                                           "I/O error on write",
                                                           "I/O error on fsync",
                                                           "torn sector",
                                                           "unsynced lost",
                                                           "busy",
                                                           "flipped bit",
                                                           "backup restored",
                                                           "kill -9",
                                                           "power loss",
                                                           "SIGTERM in a POST",
                                                           "SIGHUP in a POST",
                                                           "SIGSTOP past deadline",
                                                           "second, same ledger",
                                                           "second, other ledger",
                                                           "clock +1 h",
                                                           "clock -1 h",
                                                           "suspend",
                                                           "day rollover",
                                                           "invalid_grant",
                                                           "token endpoint 5xx",
                                                           "refresh token rotated"};

constexpr std::array<std::string_view, kPhases + 2> kPhaseNames{"token",  "pull",      "judge",   "intend",  "send",
                                                                "settle", "reconcile", "command", "opening", "idle"};

bool only_creates(FaultKind kind) {
  switch (kind) {
    case FaultKind::kResetApplied:
    case FaultKind::kTimeoutApplied:
    case FaultKind::kAppliedLate:
    case FaultKind::kMixedAnswer:
    case FaultKind::kBadItems:
    case FaultKind::kServerErrorApplied:
      return true;
    default:
      return false;
  }
}

bool only_lists(FaultKind kind) {
  return kind == FaultKind::kStaleList || kind == FaultKind::kBadPage;
}

bool needs_a_request(FaultKind kind) {
  return kind == FaultKind::kTerminate || kind == FaultKind::kHangUp || kind == FaultKind::kFreeze;
}

bool asks_amazon(Phase phase) {
  return phase == Phase::kToken || phase == Phase::kPull || phase == Phase::kSend || phase == Phase::kReconcile;
}

}  // namespace

std::string_view to_string(FaultKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(Phase phase) {
  return kPhaseNames.at(static_cast<std::size_t>(phase));
}

std::string place_name(std::size_t place) {
  switch (static_cast<Place>(place)) {
    case Place::kRequestBegins:
      return "request begins";
    case Place::kRequestLeaves:
      return "request leaves";
    case Place::kAnswerArrives:
      return "answer arrives";
    case Place::kFailedCommand:
      return "failed command";
    default:
      return std::string(to_string(static_cast<IoKind>(place)));
  }
}

FaultKind any_loss(Random& random) {
  constexpr std::array kLosses{FaultKind::kResetNotApplied,    FaultKind::kResetApplied,
                               FaultKind::kTimeoutNotApplied,  FaultKind::kTimeoutApplied,
                               FaultKind::kAppliedLate,        FaultKind::kNotJson,
                               FaultKind::kServerErrorApplied, FaultKind::kServerErrorNotApplied};
  return kLosses[random.below(kLosses.size())];
}

std::string_view why_impossible(Cell cell) {
  if (cell.phase > Phase::kCommand) return "not a phase of the matrix";
  if (is_auth(cell.kind)) {
    return cell.phase == Phase::kToken ? "" : "only the token endpoint says so, and asking it is the token phase";
  }
  const bool wants_amazon = is_api(cell.kind) || needs_a_request(cell.kind);
  if (wants_amazon && !asks_amazon(cell.phase)) return "no request is under way: the phase only computes and writes";
  if (only_creates(cell.kind) && cell.phase != Phase::kSend) return "only a create applies anything at Amazon";
  if (only_lists(cell.kind) && cell.phase != Phase::kPull && cell.phase != Phase::kReconcile) {
    return "no list is read in this phase";
  }
  if (cell.kind == FaultKind::kUnauthorized && cell.phase == Phase::kToken) return "asking for a token needs no token";
  return "";
}

const std::vector<Cell>& possible_cells() {
  static const std::vector<Cell> cells = [] {
    std::vector<Cell> possible;
    for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
      for (std::size_t phase = 0; phase < kPhases; ++phase) {
        const Cell cell{static_cast<FaultKind>(kind), static_cast<Phase>(phase)};
        if (why_impossible(cell).empty()) possible.push_back(cell);
      }
    }
    return possible;
  }();
  return cells;
}

}  // namespace harvestd::simulation

// What can go wrong, and when: the fault matrix. A cell is a kind of fault in a phase of the work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/random.h"

namespace harvestd::simulation {

enum class FaultKind : std::uint8_t {
  // The API and the way to it. "Applied": what was asked for happens at Amazon, though nobody here learns of it.
  kNameUnknown,
  kConnectionRefused,
  kConnectTimeout,
  kTlsFails,
  kResetBeforeBytes,
  kResetNotApplied,
  kResetApplied,
  kTimeoutNotApplied,
  kTimeoutApplied,
  kAppliedLate,  // after the answer was given up on
  kShortBody,
  kNotJson,
  kMixedAnswer,  // a 207 that accepts some and refuses others
  kBadItems,     // a 207 that leaves items out, repeats them, or contradicts what was sent
  kThrottled,    // 429; Retry-After in seconds, as a date, missing, garbage, huge
  kServerErrorNotApplied,
  kServerErrorApplied,
  kUnauthorized,  // 401 in mid-batch
  kEmptySuccess,  // a 2xx without a body
  kStaleList,
  kBadPage,  // duplicate or missing rows, or a token that repeats
  kRedirect,
  // The disk.
  kDiskFullOnce,
  kDiskFullForGood,
  kWriteError,
  kSyncError,
  kTornSector,
  kUnsyncedLost,  // or reordered, by a loss of power
  kBusy,
  kFlippedBit,
  kBackupRestored,  // an old one
  // The process.
  kKill,
  kPowerLoss,
  kTerminate,  // SIGTERM while a request is under way
  kHangUp,     // SIGHUP likewise
  kFreeze,     // SIGSTOP, and SIGCONT after the request's deadline
  kSecondSameLedger,
  kSecondOtherLedger,
  // The clock.
  kClockForward,
  kClockBack,
  kSuspend,
  kDayRollover,
  // Login with Amazon.
  kInvalidGrant,
  kTokenServerError,
  kRotatedRefreshToken,
};
inline constexpr std::size_t kFaultKinds = 45;

enum class Phase : std::uint8_t {
  kToken,
  kPull,
  kJudge,
  kIntend,
  kSend,
  kSettle,
  kReconcile,
  kCommand,  // a person's: pause, resume
  // Not in the matrix: faults happen here as well, and are not counted.
  kOpening,
  kIdle,
};
inline constexpr std::size_t kPhases = 8;

std::string_view to_string(FaultKind kind);
std::string_view to_string(Phase phase);

constexpr bool is_api(FaultKind kind) {
  return kind <= FaultKind::kRedirect;
}
constexpr bool is_storage(FaultKind kind) {
  return kind >= FaultKind::kDiskFullOnce && kind <= FaultKind::kBackupRestored;
}
constexpr bool is_process(FaultKind kind) {
  return kind >= FaultKind::kKill && kind <= FaultKind::kSecondOtherLedger;
}
constexpr bool is_clock(FaultKind kind) {
  return kind >= FaultKind::kClockForward && kind <= FaultKind::kDayRollover;
}
constexpr bool is_auth(FaultKind kind) {
  return kind >= FaultKind::kInvalidGrant;
}

struct Cell {
  FaultKind kind{};
  Phase phase{};
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// Something after which nobody knows what became of a create.
FaultKind any_loss(Random& random);

/// Why this cannot occur; empty when it can.
std::string_view why_impossible(Cell cell);
/// Those that can occur, in the order of the enums.
const std::vector<Cell>& possible_cells();

/// Where a process can end: at an operation of its disk (the number of its IoKind), at a point of a request, or because
/// a person's command could not write the ledger.
enum class Place : std::uint8_t { kDisk = 0, kRequestBegins = 16, kRequestLeaves, kAnswerArrives, kFailedCommand };
inline constexpr std::size_t kPlaces = 20;
std::string place_name(std::size_t place);

/// How often each cell was hit.
class Hits {
 public:
  std::uint64_t& of(Cell cell) { return counts_[index(cell)]; }
  std::uint64_t of(Cell cell) const { return counts_[index(cell)]; }
  void add(const Hits& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  }

 private:
  static std::size_t index(Cell cell) {
    return static_cast<std::size_t>(cell.kind) * kPhases + static_cast<std::size_t>(cell.phase);
  }
  std::array<std::uint64_t, kFaultKinds * kPhases> counts_{};
};

}  // namespace harvestd::simulation

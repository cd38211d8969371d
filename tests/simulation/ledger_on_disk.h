// A ledger on a simulated disk, and the work that is done with it: for tests of the disk and of the ledger's own
// soundness under it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/simulation/disk.h"
#include "tests/storage/fixture.h"

namespace harvestd::simulation {

inline const std::filesystem::path kLedger = "/var/lib/harvestd/ledger.db";

inline Ledger open_ledger(SimDisk& disk, TimePoint now = kNow) {
  Result<Ledger> ledger = Ledger::open(kLedger, now, disk);
  if (ledger.has_error()) throw LedgerError(ledger.error().message);
  return std::move(*ledger);
}

inline CycleId begin_cycle(Ledger& ledger) {
  return ledger.begin_cycle(kCampaign, "auto", Trigger::kSchedule, kNow);
}

/// A closed ledger, without history.
inline DiskImage new_ledger() {
  SimDisk disk(1);
  open_ledger(disk);
  return disk.snapshot();
}

/// One promotion through its whole life, in steps; each step is a transaction of the ledger. Stops at the first
/// LedgerError.
class Work {
 public:
  static constexpr int kSteps = 5;
  enum class Ending : std::uint8_t { kClose, kKill };
  explicit Work(SimDisk& disk, Ending ending = Ending::kClose) : disk_(disk), ending_(ending) {}

  /// How many steps returned.
  int run() {
    try {
      Ledger ledger = open_ledger(disk_);
      opened_ = true;
      steps(ledger);
      if (ending_ == Ending::kKill) disk_.die();
    } catch (const LedgerError& error) {
      error_ = error.what();
    }
    return done_;
  }
  bool opened() const { return opened_; }
  const std::string& error() const { return error_; }

 private:
  void steps(Ledger& ledger) {
    const CycleId cycle = begin_cycle(ledger);
    ++done_;
    const std::vector<OpenPromotion> planned = ledger.plan(cycle, {promotion("a")}, kNow);
    ++done_;
    ledger.begin_attempt(cycle, ids_of(planned), kNow);
    ++done_;
    ledger.settle({{.id = planned[0].id,
                    .event = PromotionEvent::kCreated,
                    .target = TargetId("T1"),
                    .ad_group = {},
                    .error = {}}},
                  kNow);
    ++done_;
    ledger.finish_cycle(cycle, CycleStatus::kDone, harvestd::Fault::kNone, {}, "", kNow);
    ++done_;
  }

  SimDisk& disk_;
  Ending ending_;
  bool opened_ = false;
  int done_ = 0;
  std::string error_;
};

/// What is wrong with the ledger on the disk after `done` steps of Work returned and perhaps one more was under way;
/// empty when it is as it must be. Opens it, which settles what was left over.
inline std::string complaint(SimDisk& disk, int done) {
  Result<Ledger> ledger = Ledger::open(kLedger, kNow, disk);
  if (ledger.has_error()) return "cannot be opened: " + ledger.error().message;
  for (const std::string& line : Ledger::verify(ledger->reader())) return line;
  if (ledger->findings().restored) return "taken for a restored one";
  const auto state = ledger->reader().promotion_state(promotion("a").identity);
  const auto is = [&](PromotionState wanted) { return state == wanted; };
  const bool none = !state.has_value();
  const bool right[Work::kSteps + 1] = {none,
                                        none || is(PromotionState::kPlanned),
                                        is(PromotionState::kPlanned) || is(PromotionState::kUnresolved),
                                        is(PromotionState::kUnresolved) || is(PromotionState::kCreated),
                                        is(PromotionState::kCreated),
                                        is(PromotionState::kCreated)};
  if (right[done]) return {};
  return "after " + std::to_string(done) + " steps: " + (state ? std::string(to_string(*state)) : "no promotion");
}

}  // namespace harvestd::simulation

// What all cycles share: the ledger, time, and the cycles under way. One thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "daemon/amazon/ads_api.h"
#include "storage/ledger.h"

namespace harvestd {

struct CycleOutcome {
  CycleStatus status = CycleStatus::kDone;
  CycleCounts counts;
  std::string nothing_sent;    // why this cycle could send nothing: its mode, a pause; else empty
  Fault fault = Fault::kNone;  // when it did not do all it should
  std::vector<Settlement> settled_by_reading;
  std::int64_t awaiting = 0;         // promotions of the campaign that wait for a person
  std::int64_t open_unresolved = 0;  // of the campaign, with those of earlier cycles
  std::string error;
  bool credentials_refused = false;
};

/// What came of a cycle in one line; when it failed, the cause alone.
std::string in_words(const CycleOutcome& outcome);

/// What is being done at the moment: between two suspensions it is of one cycle only.
enum class Stage : std::uint8_t { kIdle = 1, kPull, kJudge, kIntend, kSend, kSettle, kReconcile };
std::string_view to_string(Stage stage);

struct EngineOptions {
  std::int64_t keywords_per_ad_group = 1000;  // Amazon's limit on one ad group
};

class Engine {
 public:
  /// References must outlive it.
  Engine(Ledger& ledger, Runtime& runtime, EngineOptions options = {});

  Ledger& ledger() { return ledger_; }
  const Ledger& ledger() const { return ledger_; }
  Runtime& runtime() { return runtime_; }
  const Runtime& runtime() const { return runtime_; }
  const EngineOptions& options() const { return options_; }

  /// Every API call goes through here into the ledger and the counts of the profile's cycle. A Retry-After parks the
  /// profile, so that neither its other campaigns nor a restart come too early.
  void observe(const ApiCall& call);
  void park(const ProfileId& profile, Duration wait, const std::string& why);
  static std::string parked_message(const ProfileId& profile, TimePoint until);
  /// Until when, while that is still to come.
  std::optional<TimePoint> parked(const ProfileId& profile) const;

  /// One cycle a profile at a time (checked).
  void enter(const ProfileId& profile, CycleId cycle);
  CycleCounts leave(const ProfileId& profile);

  /// After an older ledger was restored, lists may not yet show what was sent before: how long nothing may be sent
  /// still.
  std::optional<Duration> creates_held(Duration settle) const;
  Moment moment() const { return {runtime_.now(), runtime_.boot_clock()}; }

  /// SQLite's quick check, when it is due, before the first create. Throws LedgerError when it
  /// complains.
  void require_sound_ledger();
  /// When the engine last got an answer or ended a cycle, or, while Amazon lets it wait, when that wait ends; for the
  /// watchdog.
  Duration last_progress() const { return last_progress_; }
  bool busy() const { return !running_.empty(); }

  /// A person wants a cycle of this campaign now; whoever runs its profile takes the wish. Wake the idle.
  void want_cycle(const ProfileId& profile, const CampaignId& campaign) { wanted_.insert({profile, campaign}); }
  bool is_wanted(const ProfileId& profile, const CampaignId& campaign) const {
    return wanted_.contains({profile, campaign});
  }
  bool take_wish(const ProfileId& profile, const CampaignId& campaign) {
    return wanted_.erase({profile, campaign}) > 0;
  }

  /// Said by whoever begins a stage, and again after each suspension before it touches the ledger.
  void enter(Stage stage) { stage_ = stage; }
  Stage stage() const { return stage_; }

 private:
  struct Running {
    CycleId cycle;
    CycleCounts counts;
  };
  Ledger& ledger_;
  Runtime& runtime_;
  EngineOptions options_;
  std::map<ProfileId, Running> running_;
  std::set<std::pair<ProfileId, CampaignId>> wanted_;
  bool sound_ = false;
  Stage stage_ = Stage::kIdle;
  Duration last_progress_{0};
};

}  // namespace harvestd

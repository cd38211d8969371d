// The ledger: everything harvestd saw, decided, sent and got back. One writing process (an flock on <ledger>.lock,
// held for life), one connection, one thread. What a row means and who writes it: storage/SCHEMA.md.
//
// Errors: opening returns Result. Afterwards a failing disk, a full one or a broken constraint throws LedgerError:
// the caller stops sending for good (nothing is sent that cannot be recorded) and reports it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/judge.h"
#include "core/money.h"
#include "core/promotion.h"
#include "core/reconcile.h"
#include "core/time.h"
#include "storage/disk.h"

namespace harvestd {

class LedgerError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace sqlite {
class Database;
}

/// Who a row belongs to. Names repeat in side tables; views put the words back.
struct CampaignRow {
  ProfileId profile;
  std::string marketplace;
  CampaignId campaign;
  std::string label;
};

enum class Trigger : std::uint8_t { kSchedule = 1, kOnce, kApprove, kStart };
enum class CycleStatus : std::uint8_t { kRunning = 1, kDone, kPartial, kFailed, kAbandoned };
std::string_view to_string(CycleStatus status);

struct CycleCounts {
  std::int64_t recommendations = 0, qualified = 0, skipped = 0, held = 0, created = 0, already_existed = 0,
               rejected = 0, unresolved = 0, api_calls = 0, throttled = 0;
};

struct DecisionRow {
  AdGroupId source_ad_group;
  GroupId group;  // empty when none covers the target
  Kind kind = Kind::kKeyword;
  std::string target;  // text as sent
  std::string key;
  Evidence evidence;  // zeros when there were no metrics
  Judgement judgement;
};

struct NewPromotion {
  Identity identity;
  AdGroupId source_ad_group;
  AdGroupId destination_ad_group;
  std::string target;  // text as sent
  Money bid;
  std::string bid_basis;
  std::string rule;
  Evidence evidence;
};

struct OpenPromotion {
  PromotionId id{};
  Identity identity;
  std::string target;
  Money bid;
  AdGroupId destination_ad_group;
  int lost_attempts = 0;  // before, whose outcome was unknown
};

/// One in state unresolved, and what is known of it.
struct UnresolvedPromotion {
  PromotionId id{};
  Identity identity;
  AdGroupId destination_ad_group;
  Money bid;
  OpenQuestion question;
};

/// Whether a person has to be asked before anything is sent.
enum class Consent : std::uint8_t { kNotNeeded = 1, kNeeded };

/// What a person decides on: the promotion as it was shown.
struct Choice {
  PromotionId id{};
  std::int64_t revision = 0;
};
struct Chosen {
  PromotionId id{};
  bool done = false;
  std::string message;  // what was decided, or why not
  ProfileId profile;
  CampaignId campaign;  // of the cycle that last planned it
};

/// One that waits for a person, as it is shown.
struct Waiting {
  Choice choice;
  std::string words;  // keyword "steel bottle" exact at 0.75 USD
  CampaignId campaign;
};

/// What became of one promotion, by Amazon's answer or by reading. `event` is never kSend.
struct Settlement {
  PromotionId id{};
  PromotionEvent event{};
  TargetId target;       // for kCreated
  AdGroupId ad_group;    // where it was created, when Amazon said so
  std::string error;     // for kRefuse and kLoseTrack, in plain words
  bool curable = false;  // with kRefuse: Amazon may accept it later
};

/// A target of one profile that was sent, and where it went.
struct SentTarget {
  Kind kind = Kind::kKeyword;
  std::string key;
  MatchType match = MatchType::kExact;
  AdGroupId ad_group;
};

/// Planned or waiting for approval, but in its destination already.
struct FoundTarget {
  Identity identity;
  AdGroupId ad_group;  // that destination: another one than before, when the group's changed
};

/// Whose fault it is that a cycle did not do all it should: what Amazon or the network caused makes the next one wait.
enum class Fault : std::uint8_t { kNone = 1, kOutside, kElsewhere };

struct LastCycle {
  TimePoint end;
  int failures = 0;  // in a row, this one included, that were Fault::kOutside
};

struct ApiCallRow {
  std::optional<CycleId> cycle;
  TimePoint at;
  std::string operation;
  ProfileId profile;  // empty for token
  int status = 0;     // HTTP; 0: no answer
  int attempt = 1;
  Duration latency{0};
  std::string request_id;
  std::int64_t items = 0;
  std::string error;
};

struct Lifted {
  std::vector<ProfileId> profiles;
  std::vector<GroupId> groups;
};

struct UnresolvedCount {
  ProfileId profile;
  CampaignId campaign;
  std::int64_t promotions = 0;
};

/// Reads that judging needs; both the writer and a read-only snapshot offer them.
class LedgerReader {
 public:
  /// For commands that only read: one snapshot, for as long as the reader lives. A missing file
  /// is kNotFound; an older or newer schema, another program's database or a corrupt one is kLedgerUnusable with the
  /// remedy in words. Works on a read-only disk after a clean close. Takes no lock.
  static Result<LedgerReader> open(const std::filesystem::path& path, Disk& disk = Disk::system());
  /// An empty ledger in memory (plan, when there is none yet).
  static LedgerReader empty();

  LedgerReader(LedgerReader&&) noexcept;
  ~LedgerReader();

  /// A curable rejection whose time has come by `now` counts as planned.
  std::optional<PromotionState> promotion_state(const Identity& identity, std::optional<TimePoint> now = {}) const;
  std::optional<std::int64_t> promotion_id(const Identity& identity) const;
  /// Create items first sent on this UTC day for this profile; those of which no attempt can have been applied do not
  /// count until they are sent again.
  std::int64_t promotions_sent(const ProfileId& profile, std::chrono::sys_days day) const;
  /// The latest UTC day any row was written on; limits count in the later of this and today.
  std::chrono::sys_days latest_day() const;
  /// The one that finished last.
  std::optional<LastCycle> last_cycle(const ProfileId& profile, const CampaignId& campaign) const;
  bool is_paused(std::string_view label) const;  // by itself or everything
  /// Promotions of the campaign whose outcome is unknown, from whichever cycle.
  std::int64_t unresolved(const ProfileId& profile, const CampaignId& campaign) const;
  bool is_declined(PromotionId id) const;
  /// Those of the campaign that a person approved and that are not sent yet.
  std::vector<PromotionId> approved(const ProfileId& profile, const CampaignId& campaign) const;
  /// The revision of a promotion, if there is one of this id.
  std::optional<std::int64_t> revision(PromotionId id) const;
  /// All that wait for a person, the oldest first.
  std::vector<Waiting> waiting() const;
  /// Promotions of the campaign that wait for a person.
  std::int64_t awaiting(const ProfileId& profile, const CampaignId& campaign) const;
  /// The same for every campaign that has any.
  std::vector<UnresolvedCount> unresolved_counts() const;
  /// All of a profile, in the order decided.
  std::vector<UnresolvedPromotion> unresolved_promotions(const ProfileId& profile) const;
  /// What Amazon may hold through us although its lists need not show it yet: unresolved, or made when `settle` has not
  /// certainly passed since. Meant for a `settle` of up to a day.
  std::vector<SentTarget> perhaps_unlisted(const ProfileId& profile, const Moment& now, Duration settle) const;
  /// Not before this may anything be sent into the group, while that is still to come: it refused whole calls.
  std::optional<TimePoint> group_parked_until(const ProfileId& profile, const GroupId& group, TimePoint now) const;
  /// When the ledger was last found to be older than its head file.
  std::optional<Moment> restored() const;
  /// Not before this may anything be sent for the profile (a parked profile's Retry-After), while that is still to
  /// come.
  std::optional<TimePoint> parked_until(const ProfileId& profile, const Moment& now) const;
  const std::string& ledger_id() const;

  /// For audit, explain and verify: the open read-only connection.
  sqlite::Database& database() const;

 private:
  friend class Ledger;
  struct State;
  explicit LedgerReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Ledger {
 public:
  /// The opening ritual: lock, application_id, refuse a newer user_version, migrate, compare <ledger>.head, mark
  /// `sending` as unresolved and running cycles as abandoned. Creates the file (0600) and its folder's entry, not the
  /// folder. Errors: kLedgerHeld (within a second, not one byte changed), kLedgerUnusable.
  /// Created as root for an existing ledger, owner and mode of the files stay as they were. The disk outlives it.
  static Result<Ledger> open(const std::filesystem::path& path, const Moment& now, Disk& disk = Disk::system());
  Ledger(Ledger&&) noexcept;
  ~Ledger();

  const LedgerReader& reader() const;

  /// Found by opening, for the log: the ledger is behind its head file (a restored backup); the last run did not end
  /// cleanly; promotions that became unresolved.
  struct Findings {
    bool restored = false;
    bool unclean = false;
    std::int64_t became_unresolved = 0;
  };
  const Findings& findings() const;
  /// A process did not end cleanly, and no quick_check has found the ledger sound since.
  bool check_due() const;
  /// SQLite's quick_check: its complaints, empty when sound, which is remembered.
  std::vector<std::string> quick_check(TimePoint now);

  CycleId begin_cycle(const CampaignRow& campaign, std::string_view mode, Trigger trigger, TimePoint now);
  /// Once for a cycle that runs. kAbandoned: cut short by a stop, for the schedule it never was.
  void finish_cycle(CycleId cycle, CycleStatus status, Fault fault, const CycleCounts& counts, const std::string& error,
                    TimePoint now);

  /// Writes those whose verdict, reason, rule or evidence differ from the latest on that target; one transaction.
  void record_decisions(CycleId cycle, const std::vector<DecisionRow>& decisions, TimePoint now);

  /// Durable intents; those that may be sent now are the answer. An identity that is `planned` or waits already, or a
  /// curable rejection whose time has come, takes the new bid, rule and evidence; in any other state it is left alone
  /// and left out. When consent is needed, it waits for a person, unless one approved it at a bid that is not above the
  /// new one: then the approved bid is sent. One transaction.
  std::vector<OpenPromotion> plan(CycleId cycle, const std::vector<NewPromotion>& promotions, TimePoint now,
                                  Consent consent = Consent::kNotNeeded);

  /// A person's word, `kApprove` or `kDecline`, on promotions that changed since they were shown or are in a state that
  /// takes no such word: left alone, with the reason. The others: one transaction.
  std::vector<Chosen> decide(PromotionEvent word, const std::vector<Choice>& choices, TimePoint now);
  /// Those of `approved` that are neither wanted nor held back any more wait again.
  void ask_again(const std::vector<PromotionId>& approved, const std::vector<Identity>& still_wanted, TimePoint now);
  /// What has waited since `since` or longer is expired.
  void expire(TimePoint since, TimePoint now);

  /// planned -> sending, durable on return: after this the first byte may leave. Counts the attempt.
  void begin_attempt(CycleId cycle, const std::vector<PromotionId>& promotions, TimePoint now);
  /// The answer to an attempt, or what reading showed. Transitions are those of core/promotion (checked). A curable
  /// refusal may be tried again after a day, the next after two, four, seven. One transaction, durable.
  void settle(const std::vector<Settlement>& settlements, const Moment& now);
  /// Planned or waiting ones that Amazon turns out to have already: unresolved when an attempt of ours may have made
  /// them after all, else already_existed. Those in other states are left alone. One transaction.
  void settle_found(const std::vector<FoundTarget>& found, const Moment& now);
  /// A complete reading that ended at `when` did not find these unresolved ones among their group's targets: their
  /// first look.
  void record_first_look(const std::vector<PromotionId>& promotions, const Moment& when);

  void record_call(const ApiCallRow& call);
  /// For `wait` from now on, unless it is parked for longer already.
  void park(const ProfileId& profile, Duration wait, const std::string& why, const Moment& now);
  /// A person decided not to wait, for the profile or any of its groups. Empty: every profile. Returns what was parked.
  Lifted unpark(const ProfileId& profile, const Moment& now);
  /// A person says that the latest day was a wrong clock's: limits count in today again. False when it was not later.
  bool count_from_today(TimePoint now);
  /// The group refused a whole call: nothing is sent into it for a minute, then 10, 100, then a day.
  void park_group(const ProfileId& profile, const GroupId& group, const std::string& why, TimePoint now);
  /// The group took a call. Does nothing when it had not refused one before.
  void unpark_group(const ProfileId& profile, const GroupId& group, TimePoint now);
  /// Empty label: everything. Returns false when it was so already.
  bool set_paused(std::string_view label, bool paused, TimePoint now);
  /// A general event: configuration loaded, credential refused, ... `data` is a JSON object.
  void record_event(std::string_view kind, std::string_view subject, std::string_view data, TimePoint now);

  /// A consistent copy in rollback-journal mode, 0600. `to` must not exist (kInvalidValue, file untouched).
  static Result<void> backup(const std::filesystem::path& from, const std::filesystem::path& to);

  /// SQLite's integrity_check and the event chain, on a reader's connection; each complaint is a line, none when sound.
  static std::vector<std::string> verify(const LedgerReader& reader);
  /// Why a ledger that is sound in itself is not the latest: its .head file knows later events. In words; empty when it
  /// is. The next opening finds it restored. Throws LedgerError.
  static std::string older_than_head(const LedgerReader& reader);

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace harvestd

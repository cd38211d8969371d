// How fast calls may follow each other when the other side has a limit that it does not tell: a rate that is cut when a
// call is throttled and feels its way up again, and whose turn it is among several profiles. Pure: the caller brings a
// monotonic time, in which `now` never goes back.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <variant>

#include "core/ids.h"
#include "core/time.h"

namespace harvestd {

/// Unlimited until the first cut. A cut takes 30 % off; the rate comes back by a cubic curve to just below where it was
/// throttled, stays there, and then grows, slowly first, to find out whether the limit has moved. How long it stays is
/// measured in calls: the more of them were throttled lately, the longer. Time without calls changes nothing: it earns
/// no burst, and the rate is found again as it was left.
class Pace {
 public:
  /// Never below `slowest` calls a second.
  explicit Pace(double slowest) : slowest_(slowest) {}
  /// Calls a second; infinite while nothing is limited.
  double rate() const { return rate_; }
  bool limits() const { return rate_ < std::numeric_limits<double>::infinity(); }
  /// At which calls went out lately.
  double measured(Duration now) const;
  /// From `now` until the next call may be sent; zero: at once.
  Duration wait(Duration now) const;
  /// A call is sent, whether it waited or not.
  void send(Duration now);
  /// How a call was answered, for the share of throttled ones.
  void note(bool throttled);
  /// A call that was sent at this rate was throttled.
  void cut(double rate, Duration now);
  /// Unlimited again.
  void release() { rate_ = std::numeric_limits<double>::infinity(); }

 private:
  double tokens(Duration now) const;
  double rate_at(double age) const;

  double slowest_;
  double rate_ = std::numeric_limits<double>::infinity();
  double throttled_at_ = 0;  // the rate at which it was
  double age_ = 0;           // seconds since the cut in which the rate was used
  double recovery_ = 0;      // seconds to the plateau
  double hold_ = 0;          // seconds at the plateau
  double tokens_ = 0;        // at last_; below zero after calls that did not wait
  double throttled_share_ = 0;
  double level_ = 0;  // of the meter at last_
  Duration last_{0};
  Duration cut_at_{0};
  std::int64_t accepted_ = 0;  // since then
};

/// Who may send next: one operation of one client at one endpoint, all its profiles. Requests that wait are served in
/// turn by profile, however many one of them has. A profile that is throttled while the others are not has a limit of
/// its own: that slows it alone, until ten minutes after its last throttle, and leaves the shared rate as it is.
class RateLimiter {
 public:
  struct Permit {
    ProfileId profile;
    Duration sent{0};
    double rate = 0;      // shared
    double own_rate = 0;  // the profile's
  };
  enum class Answer : std::uint8_t {
    kAccepted = 1,
    kThrottled,
    kUnknown,  // none, or one that says nothing about limits
  };
  using Ticket = std::uint64_t;

  /// A request that wants to be sent. Each ticket ends in a permit or in leave().
  Ticket enter(const ProfileId& profile, Duration now);
  /// The permit when it is this one's turn; else how long to wait before asking again, never zero. Who comes back later
  /// than told loses a turn at most.
  std::variant<Permit, Duration> ask(Ticket ticket, Duration now);
  void leave(Ticket ticket) { waiting_.erase(ticket); }
  /// For a request that cannot wait: it goes out now, the ones after it wait longer.
  Permit take(const ProfileId& profile, Duration now);
  void report(const Permit& permit, Answer answer, Duration now);

  /// Shared by all profiles; infinite until the first throttle.
  double rate() const { return shared_.rate(); }
  std::int64_t sent() const { return sent_; }
  std::int64_t throttled() const { return throttled_; }

 private:
  struct Waiting {
    ProfileId profile;
    std::int64_t turn = 0;
    Duration asks_at{0};
    bool held_back = false;  // by its profile's own pace, until then
  };
  struct Profile {
    Pace own{0.2};
    std::int64_t turn = 0;  // of its latest request
    bool was_throttled = false;
    Duration heard{0};                                 // of its latest throttle
    std::int64_t accepted = 0;                         // since then
    std::int64_t all_accepted = 0, all_throttled = 0;  // the limiter's counts then
  };
  Duration shared_wait(Ticket ticket, const Waiting& me, Duration now) const;
  Permit grant(const ProfileId& profile, std::int64_t turn, Duration now);
  bool is_its_own(const Profile& profile) const;
  void throttle(const Permit& permit, Duration now);

  Pace shared_{0.5};
  std::map<ProfileId, Profile> profiles_;
  std::map<Ticket, Waiting> waiting_;
  Ticket last_ticket_ = 0;
  std::int64_t turn_ = 0;              // being served
  Duration cut_ = Duration::min();     // when the shared rate was last cut
  std::int64_t accepted_at_cut_ = -1;  // of accepted_
  std::int64_t sent_ = 0, accepted_ = 0, throttled_ = 0;
};

}  // namespace harvestd

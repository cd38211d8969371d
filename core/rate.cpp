#include "core/rate.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace harvestd {
namespace {

constexpr double kCut = 0.7;
constexpr double kPlateau = 0.98;  // of the rate that was throttled
constexpr double kFirst = 2;       // calls a second; one call tells nothing of the rate that is too high
constexpr double kRecovery = 0.5;  // seconds from a cut to the plateau, or so many calls:
constexpr double kRecoveryCalls = 6;
constexpr double kGrowth = 6;  // seconds until the rate has doubled beyond the plateau, or so many calls:
constexpr double kGrowthCalls = 20;
constexpr double kHoldCalls = 10;           // at the plateau when no call was throttled lately
constexpr double kHoldCallsAtAll = 40'000;  // more when all were: 200 at half a per cent
constexpr double kMostHoldCalls = 300;
constexpr double kMemory = 400;  // calls, of the throttled share
constexpr double kMeter = 2;     // seconds over which the rate is measured
constexpr double kLate = 0.01;   // seconds that a call may come late without losing its place
constexpr std::int64_t kEnoughOthers = 8;
constexpr std::int64_t kFarApart = 20;
constexpr Duration kLongestNap{1000};
constexpr Duration kForgotten = std::chrono::minutes(10);

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

Duration at_least(double wait) {
  return Duration(static_cast<std::int64_t>(std::ceil(wait * 1000)));
}

double cube(double x) {
  return x * x * x;
}

}  // namespace

double Pace::measured(Duration now) const {
  return level_ * std::exp(-seconds(now - last_) / kMeter);
}

double Pace::tokens(Duration now) const {
  return std::min(tokens_ + rate_ * seconds(now - last_), 1 + rate_ * kLate);
}

Duration Pace::wait(Duration now) const {
  if (!limits()) return Duration(0);
  return at_least(std::max(0.0, (1 - tokens(now)) / rate_ - 1e-9));
}

void Pace::send(Duration now) {
  const double gap = seconds(now - last_);
  level_ = measured(now) + 1 / kMeter;
  if (limits()) {
    tokens_ = tokens(now) - 1;
    if (gap <= 1.25 / rate_ + kLate) age_ += gap;  // a rate that is not used is not proven
    rate_ = rate_at(age_);
  }
  last_ = now;
}

void Pace::note(bool throttled) {
  if (!throttled) ++accepted_;
  throttled_share_ += ((throttled ? 1.0 : 0.0) - throttled_share_) / kMemory;
}

void Pace::cut(double rate, Duration now) {
  const bool first = !limits();
  tokens_ = first ? 0 : std::min(tokens(now), 0.0);
  level_ = measured(now);
  last_ = now;
  if (first) rate = std::max({rate, level_, kFirst});
  const double since = seconds(now - cut_at_);
  if (!first && age_ < recovery_ + hold_ && since < 1.5 * age_ + 1) {
    // The other side had no calls to spare then, and has none now: what it took in between is what it allows.
    rate = std::min(rate, (static_cast<double>(accepted_) + 0.5) / std::max(since, 0.001));
  }
  throttled_at_ = std::max(rate, slowest_);
  const double patience = first ? 0 : kHoldCallsAtAll * throttled_share_;
  hold_ = std::min(kHoldCalls + patience, kMostHoldCalls) / throttled_at_;
  recovery_ = std::max(kRecovery, kRecoveryCalls / throttled_at_);
  accepted_ = 0;
  cut_at_ = now;
  age_ = 0;
  rate_ = rate_at(0);
}

double Pace::rate_at(double age) const {
  const double growth = std::max(kGrowth, kGrowthCalls / throttled_at_);
  double share = kPlateau;
  if (age < recovery_) share -= (kPlateau - kCut) * cube(1 - age / recovery_);
  if (age > recovery_ + hold_) share += cube((age - recovery_ - hold_) / growth);
  return std::max(share * throttled_at_, slowest_);
}

RateLimiter::Ticket RateLimiter::enter(const ProfileId& profile, Duration now) {
  Profile& its = profiles_[profile];
  its.turn = std::max(turn_, its.turn) + 1;
  waiting_.emplace(++last_ticket_, Waiting{.profile = profile, .turn = its.turn, .asks_at = now});
  return last_ticket_;
}

std::variant<RateLimiter::Permit, Duration> RateLimiter::ask(Ticket ticket, Duration now) {
  const auto asking = waiting_.find(ticket);
  HARVESTD_CHECK(asking != waiting_.end());
  Waiting& me = asking->second;
  Duration wait = profiles_[me.profile].own.wait(now);
  me.held_back = wait > Duration(0);
  if (!me.held_back && shared_.limits()) wait = shared_wait(ticket, me, now);
  if (wait > Duration(0)) {
    me.asks_at = now + wait;
    return wait;
  }
  const Waiting served = me;
  waiting_.erase(asking);
  return grant(served.profile, served.turn, now);
}

Duration RateLimiter::shared_wait(Ticket ticket, const Waiting& me, Duration now) const {
  std::int64_t before = 0, awake = 0;
  for (const auto& [other, its] : waiting_) {
    if (std::pair(its.turn, other) >= std::pair(me.turn, ticket) || (its.held_back && its.asks_at > now)) continue;
    ++before;
    if (its.asks_at <= now && now - its.asks_at < kLongestNap) ++awake;
  }
  const Duration wait = shared_.wait(now);
  if (wait <= Duration(0) && awake == 0) return Duration(0);
  // Half of what it will take: the rate may grow meanwhile.
  const Duration turns = at_least(static_cast<double>(before) / (2 * shared_.rate()));
  return std::clamp(wait + turns, Duration(1), kLongestNap);
}

RateLimiter::Permit RateLimiter::take(const ProfileId& profile, Duration now) {
  return grant(profile, turn_, now);
}

RateLimiter::Permit RateLimiter::grant(const ProfileId& profile, std::int64_t turn, Duration now) {
  Profile& its = profiles_[profile];
  turn_ = std::max(turn_, turn);
  ++sent_;
  shared_.send(now);
  its.own.send(now);
  return {.profile = profile,
          .sent = now,
          .rate = std::min(shared_.rate(), shared_.measured(now)),
          .own_rate = std::min(its.own.rate(), its.own.measured(now))};
}

void RateLimiter::report(const Permit& permit, Answer answer, Duration now) {
  if (answer == Answer::kUnknown) return;
  if (answer == Answer::kThrottled) {
    throttle(permit, now);
    return;
  }
  Profile& its = profiles_[permit.profile];
  ++accepted_;
  ++its.accepted;
  shared_.note(false);
  its.own.note(false);
  if (its.own.rate() > shared_.rate() || now - its.heard > kForgotten) its.own.release();
}

/// Compared with the others since it was last throttled.
bool RateLimiter::is_its_own(const Profile& its) const {
  if (!its.was_throttled) return false;
  const std::int64_t others = accepted_ - its.all_accepted - its.accepted;
  const std::int64_t others_throttled = throttled_ - its.all_throttled;
  return others >= kEnoughOthers && kFarApart * others_throttled * (its.accepted + 1) < others;
}

void RateLimiter::throttle(const Permit& permit, Duration now) {
  Profile& its = profiles_[permit.profile];
  const bool news = !its.was_throttled || permit.sent > its.heard;
  const bool own = is_its_own(its) || accepted_ == accepted_at_cut_;
  if (!own) shared_.note(true);
  if (news && own) {
    its.own.cut(permit.own_rate, now);
  } else if (news && permit.sent > cut_) {
    shared_.cut(permit.rate, now);
    cut_ = now;
    accepted_at_cut_ = accepted_;
  }
  ++throttled_;
  its.was_throttled = true;
  if (news) its.heard = now;
  its.accepted = 0;
  its.all_accepted = accepted_;
  its.all_throttled = throttled_;
}

}  // namespace harvestd

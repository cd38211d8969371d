#include "daemon/amazon/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace harvestd {
namespace {

/// A place in the queue, given up when whoever waits goes away.
class Place {
 public:
  Place(std::shared_ptr<RateLimiter> limiter, const ProfileId& profile, Duration now)
      : limiter_(std::move(limiter)), ticket_(limiter_->enter(profile, now)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { limiter_->leave(ticket_); }
  std::variant<RateLimiter::Permit, Duration> ask(Duration now) { return limiter_->ask(ticket_, now); }

 private:
  std::shared_ptr<RateLimiter> limiter_;
  RateLimiter::Ticket ticket_;
};

ApiError stopped(const char* operation) {
  return {.code = Errc::kStopped,
          .message = fmt::format("{}: the process is stopping", operation),
          .status = 0,
          .retry_after = std::nullopt};
}

ApiError has_to_wait(const char* operation, Duration wait) {
  return {.code = Errc::kThrottled,
          .message = fmt::format("{}: not sent, Amazon asked to wait {} more", operation, to_string(wait)),
          .status = 0,
          .retry_after = wait};
}

}  // namespace

std::shared_ptr<RateLimiter> Rates::limiter_of(const std::string& operation) {
  std::shared_ptr<RateLimiter>& limiter = limiters_[operation];
  if (!limiter) limiter = std::make_shared<RateLimiter>();
  return limiter;
}

Duration Rates::wait_of(const ProfileId& profile) const {
  const auto until = wait_until_.find(profile);
  return until == wait_until_.end() ? Duration(0) : std::max(until->second - runtime_.uptime(), Duration(0));
}

Task<ApiResult<Rates::Permit>> Rates::acquire(const char* operation, ProfileId profile) {
  const std::shared_ptr<RateLimiter> limiter = limiter_of(operation);
  std::optional<Place> place;
  while (true) {
    if (runtime_.stopping()) co_return stopped(operation);
    const Duration wait = wait_of(profile);
    if (wait > policy_.park_above) co_return has_to_wait(operation, wait);
    if (wait > Duration(0)) {
      place.reset();
      co_await runtime_.idle_for(wait);
      continue;
    }
    if (!place) place.emplace(limiter, profile, runtime_.uptime());
    const auto answer = place->ask(runtime_.uptime());
    if (const auto* call = std::get_if<RateLimiter::Permit>(&answer)) {
      Permit permit{.limiter = limiter, .call = *call};
      co_return std::move(permit);
    }
    co_await runtime_.sleep_for(std::get<Duration>(answer));
  }
}

std::optional<Rates::Permit> Rates::take(const char* operation, const ProfileId& profile) {
  if (wait_of(profile) > Duration(0)) return std::nullopt;
  const std::shared_ptr<RateLimiter> limiter = limiter_of(operation);
  return Permit{.limiter = limiter, .call = limiter->take(profile, runtime_.uptime())};
}

void Rates::report(const Permit& permit, int status, std::optional<Duration> retry_after) {
  const Duration now = runtime_.uptime();
  if (retry_after) {
    Duration& until = wait_until_[permit.call.profile];
    until = std::max(until, now + *retry_after);
  }
  using Answer = RateLimiter::Answer;
  Answer answer = Answer::kUnknown;
  if (status == 429) answer = Answer::kThrottled;
  if (status >= 200 && status < 500 && status != 429) answer = Answer::kAccepted;
  permit.limiter->report(permit.call, answer, now);
}

std::vector<RateFigures> Rates::figures() const {
  std::vector<RateFigures> figures;
  for (const auto& [operation, limiter] : limiters_) {
    figures.push_back(
        {.operation = operation, .rate = limiter->rate(), .sent = limiter->sent(), .throttled = limiter->throttled()});
  }
  return figures;
}

}  // namespace harvestd

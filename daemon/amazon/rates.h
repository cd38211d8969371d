// When a call may be sent: Amazon's limits, which it does not tell, and the waits it asks for. One object for all that
// share a client id and an endpoint. In memory only: a restart begins without a limit. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/rate.h"
#include "core/retry.h"
#include "daemon/amazon/api_result.h"
#include "daemon/runtime.h"

namespace harvestd {

struct RateFigures {
  std::string operation;
  double rate = 0;  // calls a second; infinite while nothing is limited
  std::int64_t sent = 0;
  std::int64_t throttled = 0;
};

class Rates {
 public:
  /// The runtime must outlive it. A wait above `park_above` is not waited for.
  explicit Rates(Runtime& runtime, RetryPolicy policy = {}) : runtime_(runtime), policy_(policy) {}

  struct Permit {
    std::shared_ptr<RateLimiter> limiter;
    RateLimiter::Permit call;
  };
  /// Waits until the call may go out: at once while Amazon throttles nothing, in turn with the other profiles else, and
  /// never before a Retry-After of the profile (whatever operation brought it) has passed. kStopped; kThrottled, with
  /// what is left of it, when that wait is above `park_above`.
  Task<ApiResult<Permit>> acquire(const char* operation, ProfileId profile);
  /// For a call that cannot wait. Nothing while the profile has to.
  std::optional<Permit> take(const char* operation, const ProfileId& profile);
  /// `status` 0: no answer. Each permit whose call was sent is reported once.
  void report(const Permit& permit, int status, std::optional<Duration> retry_after);

  /// How long the profile has to wait, by Amazon's word.
  Duration wait_of(const ProfileId& profile) const;
  /// A person decided not to wait.
  void forget_wait(const ProfileId& profile) { wait_until_.erase(profile); }

  std::vector<RateFigures> figures() const;

 private:
  std::shared_ptr<RateLimiter> limiter_of(const std::string& operation);

  Runtime& runtime_;
  RetryPolicy policy_;
  std::map<std::string, std::shared_ptr<RateLimiter>> limiters_;  // by operation
  std::map<ProfileId, Duration> wait_until_;                      // of Runtime::uptime
};

}  // namespace harvestd

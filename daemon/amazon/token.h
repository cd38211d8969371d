// Access tokens from Login with Amazon by a refresh token. Source: "Login with Amazon, authorization code grant",
// refresh_token grant; access tokens last an hour and serve every profile of the grant.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "daemon/amazon/ads_api.h"

namespace harvestd {

struct LoginSecrets {
  Secret client_id;
  Secret client_secret;
  Secret refresh_token;
  friend bool operator==(const LoginSecrets&, const LoginSecrets&) = default;
};

/// One refresh at a time, shared by all who wait for it; each try is observed as operation `token`. Tokens are renewed
/// before they expire: by five minutes or a quarter of their life, whichever is less. One thread.
class RefreshTokenSource : public TokenSource {
 public:
  struct Options {
    std::string token_endpoint;
    Duration timeout{30'000};
    RetryPolicy retry = {};
  };
  /// `rotated` is told when Amazon hands out another refresh token: it is used from memory, nothing is written.
  RefreshTokenSource(Options options, LoginSecrets secrets, Transport& transport, Runtime& runtime,
                     CallObserver observer, std::function<void()> rotated);

  /// Once Amazon has refused the secrets for good (kCredentials), every call answers that without asking again, until
  /// reset. Network failures, 429 and 5xx are retried first; given up with a Retry-After, that error is the answer
  /// until it has passed.
  Task<ApiResult<Access>> access() override;
  void reject(const Secret& token) override;

  /// A person decided not to wait as Amazon asked.
  void forget_wait() { put_off_.reset(); }

  /// Other secrets: what the old ones got, a refusal included, is forgotten.
  void reset(LoginSecrets secrets);
  bool refused() const { return refusal_.has_value(); }

 private:
  struct Refresh {
    explicit Refresh(const boost::asio::any_io_executor& executor) : ended(executor) {}
    boost::asio::steady_timer ended;  // cancelled when it has ended
    std::optional<ApiError> error;
  };
  bool is_fresh() const;
  Access current() const;
  Task<ApiResult<void>> refresh();
  void end(Refresh& refresh);
  Task<ApiResult<void>> ask(int attempt);
  ApiResult<void> take(const HttpResponse& response, Duration asked);
  ApiError refused_answer(const HttpResponse& response) const;

  Options options_;
  LoginSecrets secrets_;
  Transport& transport_;
  Runtime& runtime_;
  CallObserver observer_;
  std::function<void()> rotated_;
  Secret token_;
  Duration renew_at_{0};  // of Runtime::uptime
  std::optional<ApiError> refusal_;
  std::optional<ApiError> put_off_;  // until put_off_until_
  Duration put_off_until_{0};        // of Runtime::uptime
  std::shared_ptr<Refresh> refreshing_;
  std::uint64_t generation_ = 0;  // counts resets
};

}  // namespace harvestd

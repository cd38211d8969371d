#include "daemon/amazon/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/amazon/api_error.h"
#include "daemon/amazon/token_answer.h"

namespace harvestd {
namespace {

namespace asio = boost::asio;

constexpr const char* kOperation = "token";
constexpr Duration kMostMargin = std::chrono::minutes(5);

void append_form_value(std::string& form, std::string_view value) {
  for (const char c : value) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      form += c;
    } else {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      form += '%';
      form += kHex[byte >> 4U];
      form += kHex[byte & 15U];
    }
  }
}

/// As a form holds it, which an answer may echo. Empty when that is the secret itself.
Secret escaped(const Secret& secret) {
  std::string form;
  form.reserve(3 * secret.reveal().size());
  append_form_value(form, secret.reveal());
  Secret escaped(std::move(form));
  return escaped == secret ? Secret() : escaped;
}

Secret form_of(const LoginSecrets& secrets) {
  std::string form;
  // One allocation for the longest escaping: no copy of a secret is left behind.
  form.reserve(128 + 3 * (secrets.client_id.reveal().size() + secrets.client_secret.reveal().size() +
                          secrets.refresh_token.reveal().size()));
  form = "grant_type=refresh_token&refresh_token=";
  append_form_value(form, secrets.refresh_token.reveal());
  form += "&client_id=";
  append_form_value(form, secrets.client_id.reveal());
  form += "&client_secret=";
  append_form_value(form, secrets.client_secret.reveal());
  return Secret(std::move(form));
}

ApiError stopped() {
  return {.code = Errc::kStopped, .message = "token: the process is stopping", .status = 0, .retry_after = {}};
}

}  // namespace

RefreshTokenSource::RefreshTokenSource(Options options, LoginSecrets secrets, Transport& transport, Runtime& runtime,
                                       CallObserver observer, std::function<void()> rotated)
    : options_(std::move(options)),
      secrets_(std::move(secrets)),
      transport_(transport),
      runtime_(runtime),
      observer_(std::move(observer)),
      rotated_(std::move(rotated)) {}

bool RefreshTokenSource::is_fresh() const {
  return !token_.empty() && runtime_.uptime() < renew_at_;
}

TokenSource::Access RefreshTokenSource::current() const {
  return {.token = token_, .client_id = std::string(secrets_.client_id.reveal())};
}

Task<ApiResult<TokenSource::Access>> RefreshTokenSource::access() {
  while (true) {
    if (refusal_) co_return *refusal_;
    if (is_fresh()) co_return current();
    if (put_off_ && runtime_.uptime() < put_off_until_) co_return *put_off_;
    if (refreshing_) {
      const std::shared_ptr<Refresh> shared = refreshing_;
      boost::system::error_code ignored;
      auto token = asio::redirect_error(asio::use_awaitable, ignored);
      co_await shared->ended.async_wait(token);
      if (shared->error) co_return *shared->error;
      if (!token_.empty()) co_return current();
      continue;  // rejected in the meantime
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto mine = std::make_shared<Refresh>(executor);
    mine->ended.expires_at(std::chrono::steady_clock::time_point::max());
    refreshing_ = mine;
    try {
      ApiResult<void> refreshed = co_await refresh();
      if (!refreshed) mine->error = refreshed.error();
    } catch (...) {  // the observer's: who waits must not wait for ever
      mine->error = stopped();
      end(*mine);
      throw;
    }
    end(*mine);
    if (mine->error) co_return *mine->error;
    if (!token_.empty()) co_return current();
  }
}

void RefreshTokenSource::end(Refresh& refresh) {
  if (refreshing_.get() == &refresh) refreshing_.reset();
  refresh.ended.cancel();
}

void RefreshTokenSource::reject(const Secret& token) {
  if (token == token_) token_ = Secret();
}

void RefreshTokenSource::reset(LoginSecrets secrets) {
  secrets_ = std::move(secrets);
  token_ = Secret();
  refusal_.reset();
  put_off_.reset();
  refreshing_.reset();
  ++generation_;
}

Task<ApiResult<void>> RefreshTokenSource::refresh() {
  const std::uint64_t generation = generation_;
  for (int attempt = 1;; ++attempt) {
    if (runtime_.stopping()) co_return stopped();
    ApiResult<void> asked = co_await ask(attempt);
    if (asked || generation != generation_) co_return asked;
    ApiError error = asked.error();
    const std::optional<Duration> delay = retry_delay(options_.retry, attempt, error, runtime_.uniform());
    if (error.code == Errc::kCredentials) refusal_ = error;
    if (!delay && error.retry_after) {
      put_off_ = error;
      put_off_until_ = runtime_.uptime() + *error.retry_after;
    }
    if (!delay) co_return error;
    co_await runtime_.sleep_for(*delay);
  }
}

Task<ApiResult<void>> RefreshTokenSource::ask(int attempt) {
  const std::uint64_t generation = generation_;
  HttpRequest request;
  request.method = "POST";
  request.url = options_.token_endpoint;
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
  request.headers.emplace_back("Accept", "application/json");
  request.body = form_of(secrets_);
  request.timeout = options_.timeout;
  ApiCall call;
  call.at = runtime_.now();
  call.operation = kOperation;
  call.attempt = attempt;
  const Duration asked = runtime_.uptime();
  Result<HttpResponse> response = co_await transport_.send(std::move(request));
  call.latency = runtime_.uptime() - asked;
  ApiResult<void> taken;
  if (!response) {
    taken = call_error(kOperation, response.error());
  } else {
    call.status = response->status;
    call.request_id = safe_words(response->request_id);
    if (generation == generation_) taken = take(*response, asked);
  }
  if (!taken) {
    call.error = taken.error().message;
    call.retry_after = taken.error().retry_after;
  }
  observer_(call);
  co_return taken;
}

ApiResult<void> RefreshTokenSource::take(const HttpResponse& response, Duration asked) {
  if (response.status != 200) return refused_answer(response);
  std::optional<GrantedToken> granted = decode_token(response.body);
  if (!granted) {
    return ApiError{.code = Errc::kBadAnswer,
                    .message = "token: the answer holds no access token",
                    .status = response.status,
                    .retry_after = std::nullopt};
  }
  token_ = std::move(granted->access_token);
  renew_at_ = asked + granted->life - std::min(kMostMargin, granted->life / 4);
  if (!granted->refresh_token.empty() && !(granted->refresh_token == secrets_.refresh_token)) {
    secrets_.refresh_token = std::move(granted->refresh_token);
    if (rotated_) rotated_();
  }
  return {};
}

ApiError RefreshTokenSource::refused_answer(const HttpResponse& response) const {
  const Secret refresh_token = escaped(secrets_.refresh_token), client_secret = escaped(secrets_.client_secret);
  ApiError error =
      status_error(kOperation, response, options_.retry, runtime_.now(),
                   {&secrets_.refresh_token, &secrets_.client_secret, &token_, &refresh_token, &client_secret});
  const bool refused = response.status >= 400 && response.status < 500 && refuses_secrets(response.body);
  if (refused) error.code = Errc::kCredentials;
  return error;
}

}  // namespace harvestd

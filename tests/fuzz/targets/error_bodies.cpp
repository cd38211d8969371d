// Answers with an error status, and the token endpoint's. Input: status, Retry-After, one line each; the body.
#include "core/check.h"
#include "core/printable.h"
#include "daemon/amazon/api_error.h"
#include "daemon/amazon/token_answer.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
namespace {

constexpr TimePoint kNow{std::chrono::milliseconds(1'795'471'303'120)};

void check_token(std::string_view body) {
  const std::optional<GrantedToken> granted = decode_token(body);
  if (!granted) return;
  HARVESTD_CHECK(!granted->access_token.empty() && is_plain(granted->access_token.reveal()));
  HARVESTD_CHECK(granted->life >= Duration(0) && granted->life <= std::chrono::hours(24));
}

}  // namespace

void error_bodies(std::string_view bytes) {
  Input input(bytes);
  HttpResponse response;
  response.status = input.number_line() % 1000;
  response.retry_after = std::string(input.line());
  response.body = std::string(input.rest());
  check_token(response.body);
  refuses_secrets(response.body);
  refuses_scope(response);

  const Secret secret(std::string("Atzr|canary"));
  const ApiError error = status_error("list_keywords", response, RetryPolicy(), kNow, {&secret});
  HARVESTD_CHECK(error.status == response.status && is_plain(error.message));
  HARVESTD_CHECK(display_width(error.message) < 300);
  HARVESTD_CHECK(error.message.find(secret.reveal()) == std::string::npos);
  const bool told = error.retry_after.has_value();
  HARVESTD_CHECK(!told || (*error.retry_after >= Duration(0) && *error.retry_after <= std::chrono::days(365)));
  HARVESTD_CHECK(error.code == Errc::kRefused || error.code == Errc::kThrottled);
  HARVESTD_CHECK(response.status != 429 || error.code == Errc::kThrottled);
  const std::optional<Duration> delay = retry_delay(RetryPolicy(), 1, error, 0.5);
  HARVESTD_CHECK(!delay || !told || *delay >= *error.retry_after);
  HARVESTD_CHECK(!delay || *delay <= RetryPolicy().park_above);
}

}  // namespace harvestd::fuzz

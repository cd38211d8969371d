// What failed calls mean, in words that are safe to log. Pure.
#pragma once

#include <initializer_list>

#include "daemon/amazon/ads_api.h"

namespace harvestd {

/// Words from the wire for a message: secrets replaced, control characters made visible, at most 200 characters.
std::string safe_words(std::string_view text, std::initializer_list<const Secret*> secrets = {});

/// An answer with an error status: kThrottled (429, or a Retry-After above `park_above`) or kRefused. Amazon's code and
/// message are quoted.
ApiError status_error(std::string_view operation, const HttpResponse& response, const RetryPolicy& retry, TimePoint now,
                      std::initializer_list<const Secret*> secrets);

/// What the transport or a codec says, with the operation's name.
ApiError call_error(std::string_view operation, const Error& error, int status = 0);

/// The wait before a read that failed so is tried again; nothing when it must not be: the error is final, the attempts
/// are used up, or Amazon asks for a wait above `park_above`.
std::optional<Duration> retry_delay(const RetryPolicy& policy, int attempt, const ApiError& error, double uniform);

/// A 401 that speaks of the scope: another token changes nothing.
bool refuses_scope(const HttpResponse& response);

}  // namespace harvestd

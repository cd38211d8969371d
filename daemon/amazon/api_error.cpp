#include "daemon/amazon/api_error.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "core/printable.h"
#include "daemon/amazon/json.h"

namespace harvestd {
namespace {

constexpr std::size_t kMostColumns = 200;
constexpr std::string_view kHidden = "[secret]";
constexpr std::size_t kMostRead = 4096;  // bytes that are looked at for them

/// Amazon's code and message; what there is of the body when it is not JSON.
std::string words_of(const std::string& body) {
  const Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return body;
  const Json& root = document->root();
  std::string words;
  for (const char* name : {"code", "error", "message", "details", "error_description"}) {
    const std::string_view text = root[name].text();
    if (text.empty()) continue;
    if (!words.empty()) words += ": ";
    words += text;
  }
  return words.empty() ? body : words;
}

}  // namespace

void throw_exception_from_error(const ApiError& error, const boost::source_location& where) {
  check_failed("value() of an ApiResult that holds an error", error.message.c_str(), where.file_name(),
               static_cast<int>(where.line()));
}

std::string safe_words(std::string_view text, std::initializer_list<const Secret*> secrets) {
  std::string words(text);
  for (const Secret* secret : secrets) {
    if (secret->empty()) continue;
    const std::string_view hidden = secret->reveal();
    for (std::size_t at = words.find(hidden); at != std::string::npos; at = words.find(hidden, at + kHidden.size())) {
      words.replace(at, hidden.size(), kHidden);
    }
  }
  if (words.size() > kMostRead) words.resize(kMostRead);  // not before the secrets are out: half of one is one too
  const std::string printable = visible(words);
  const std::string_view kept = take_columns(printable, kMostColumns);
  return kept.size() == printable.size() ? printable : std::string(kept) + "...";
}

ApiError status_error(std::string_view operation, const HttpResponse& response, const RetryPolicy& retry, TimePoint now,
                      std::initializer_list<const Secret*> secrets) {
  ApiError error{.code = Errc::kRefused, .message = {}, .status = response.status, .retry_after = std::nullopt};
  error.retry_after = parse_retry_after(response.retry_after, now);
  const bool long_wait =
      is_retryable_status(response.status) && error.retry_after && *error.retry_after > retry.park_above;
  if (response.status == 429 || long_wait) error.code = Errc::kThrottled;
  const std::string words = safe_words(words_of(response.body), secrets);
  error.message = fmt::format("{}: HTTP {}{}{}", operation, response.status, words.empty() ? "" : ": ", words);
  return error;
}

ApiError call_error(std::string_view operation, const Error& error, int status) {
  return {.code = error.code,
          .message = fmt::format("{}: {}", operation, safe_words(error.message)),
          .status = status,
          .retry_after = std::nullopt};
}

std::optional<Duration> retry_delay(const RetryPolicy& policy, int attempt, const ApiError& error, double uniform) {
  const bool network =
      error.code == Errc::kConnection || error.code == Errc::kInterrupted || error.code == Errc::kTimeout;
  if (!network && !is_retryable_status(error.status)) return std::nullopt;
  if (error.retry_after && *error.retry_after > policy.park_above) return std::nullopt;
  return next_delay(policy, attempt, error.retry_after, uniform);
}

bool refuses_scope(const HttpResponse& response) {
  std::string body = response.body.substr(0, kMostRead);
  std::transform(body.begin(), body.end(), body.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return response.status == 401 && body.find("scope") != std::string::npos;
}

}  // namespace harvestd

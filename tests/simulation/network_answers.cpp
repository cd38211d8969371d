// What Amazon, or whatever stands before it, answers instead of an answer.
#include <algorithm>
#include <array>
#include <ctime>

#include "tests/simulation/network.h"

namespace harvestd::simulation {
namespace {

std::string http_date(TimePoint at) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm fields{};
  ::gmtime_r(&seconds, &fields);
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[static_cast<std::size_t>(fields.tm_wday)],
                     fields.tm_mday, kMonths[static_cast<std::size_t>(fields.tm_mon)], fields.tm_year + 1900,
                     fields.tm_hour, fields.tm_min, fields.tm_sec);
}

template <std::size_t N>
int one_of(const std::array<int, N>& statuses, Random& random) {
  return statuses[random.below(N)];
}

}  // namespace

std::string Network::retry_after() {
  const auto seconds = static_cast<std::int64_t>(random_.one_in(4) ? 3000 + random_.below(9000) : random_.below(90));
  switch (random_.below(6)) {
    case 0:
    case 1:
      return std::to_string(seconds);
    case 2:
      return http_date(world_.true_wall() + std::chrono::seconds(seconds));
    case 3:
      return "";
    case 4: {
      constexpr std::array<std::string_view, 5> kGarbage{"soon", "-5", "1.5", "Mon, 99 Foo 2026 25:00:00 GMT", "0x10"};
      return std::string(kGarbage[random_.below(kGarbage.size())]);
    }
    default:
      return random_.one_in(2) ? "99999999999999999999999" : "1000000";
  }
}

/// A limit that nobody tells: a bucket that holds a few requests and fills slowly.
bool Network::is_too_many(const std::string& profile) {
  if (options_.requests_a_minute == 0) return false;
  constexpr double kMost = 3;
  Bucket& bucket = buckets_[profile];
  const double minutes = static_cast<double>((world_.now() - bucket.filled).count()) / 60'000;
  bucket.filled = world_.now();
  bucket.tokens = std::min(kMost, bucket.tokens + minutes * static_cast<double>(options_.requests_a_minute));
  if (bucket.tokens < 1) return true;
  bucket.tokens -= 1;
  return false;
}

HttpResponse Network::error_answer(int status) {
  HttpResponse response{.status = status,
                        .body = fmt::format(R"({{"code":"SIMULATED_{}","details":"simulated"}})", status),
                        .retry_after = {},
                        .request_id = fmt::format("refused-{}", random_.below(1'000'000))};
  return response;
}

/// What Amazon has against a request that no fault befalls.
std::optional<HttpResponse> Network::objection(Exchange& exchange) {
  const bool create = exchange.request.operation == Operation::kCreate;
  if (exchange.request.operation == Operation::kToken) return std::nullopt;
  if (create && !options_.guilty_key.empty()) {
    for (const SentItem& item : read_create(exchange.request.body).items) {
      if (item.key == options_.guilty_key) return error_answer(random_.one_in(2) ? 400 : 422);
    }
  }
  if (is_too_many(exchange.request.profile)) {
    HttpResponse response = error_answer(429);
    if (random_.one_in(2)) response.retry_after = std::to_string(random_.below(4));
    return response;
  }
  if (create && options_.trouble_one_in > 0 && random_.one_in(options_.trouble_one_in)) {
    exchange.mishap.items = random_.one_in(2) ? Mishap::Items::kMixed : Mishap::Items::kBad;
    return std::nullopt;
  }
  const bool looks = exchange.phase == Phase::kReconcile && options_.look_trouble_one_in > 0;
  if (looks && random_.one_in(options_.look_trouble_one_in)) return error_answer(random_.one_in(2) ? 400 : 403);
  if (options_.refusal_one_in == 0 || !random_.one_in(options_.refusal_one_in)) return std::nullopt;
  return error_answer(one_of(std::array{400, 422, 403, 404, 406, 408, 409, 415, 501}, random_));
}

/// An answer that is given without looking at what was asked for, some of them after doing it.
std::optional<HttpResponse> Network::refusal(Exchange& exchange) {
  HttpResponse response;
  switch (*exchange.fault) {
    case FaultKind::kThrottled:
      response = error_answer(429);
      response.retry_after = retry_after();
      return response;
    case FaultKind::kServerErrorNotApplied:
    case FaultKind::kTokenServerError:
      response = error_answer(one_of(std::array{500, 502, 503, 504}, random_));
      if (random_.one_in(4)) response.retry_after = retry_after();
      return response;
    case FaultKind::kUnauthorized:
      amazon_.revoke(exchange.request.bearer);
      response = error_answer(401);
      if (random_.one_in(2)) response.body += exchange.request.bearer;  // an echo, to tempt the log
      return response;
    case FaultKind::kRedirect:
      return error_answer(one_of(std::array{301, 302, 303, 307, 308}, random_));
    case FaultKind::kInvalidGrant:
      response = error_answer(400);
      response.body = R"({"error":"invalid_grant","error_description":"the request had )" +
                      (random_.one_in(2) ? exchange.request.body : std::string("a bad token")) + "\"}";
      return response;
    case FaultKind::kNotJson:
    case FaultKind::kEmptySuccess: {
      const bool applied = exchange.request.operation == Operation::kCreate && random_.one_in(2);
      if (applied) amazon_.answer(exchange.request, exchange.mishap);
      const bool empty = *exchange.fault == FaultKind::kEmptySuccess;
      response = error_answer(empty ? one_of(std::array{200, 202, 204, 207}, random_) : 200);
      response.body = empty ? "" : "<html>\x1b[31mtake a moment\x07</html>";
      return response;
    }
    default:
      return std::nullopt;
  }
}

/// What is to go wrong inside Amazon.
Mishap Network::mishap_of(FaultKind fault) {
  Mishap mishap;
  if (fault == FaultKind::kMixedAnswer) mishap.items = Mishap::Items::kMixed;
  if (fault == FaultKind::kBadItems) mishap.items = Mishap::Items::kBad;
  if (fault == FaultKind::kRotatedRefreshToken) mishap.rotate_refresh_token = true;
  if (fault == FaultKind::kBadPage) mishap.page = static_cast<Mishap::Page>(1 + random_.below(3));
  return mishap;
}

/// An answer that was right when it left.
HttpResponse Network::spoil(Exchange& exchange, HttpResponse response) {
  if (exchange.fault == FaultKind::kServerErrorApplied) {
    HttpResponse failed = error_answer(one_of(std::array{500, 502, 503, 504, 408, 409}, random_));
    if (random_.one_in(4)) failed.retry_after = retry_after();
    return failed;
  }
  return response;
}

}  // namespace harvestd::simulation

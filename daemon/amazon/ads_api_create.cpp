// The one operation that changes anything at Amazon.
#include "core/check.h"
#include "daemon/amazon/ads_api_call.h"
#include "daemon/amazon/api_error.h"
#include "daemon/amazon/codec.h"

namespace harvestd {
namespace {

constexpr const char* kOperation = "create_targets";

CallOutcome outcome_of(const ApiError& error) {
  switch (error.code) {
    case Errc::kConnection:
    case Errc::kInvalidValue:
    case Errc::kStopped:
      return CallOutcome::kNothingSent;
    default:
      return error.status == 0 ? CallOutcome::kUnknown : outcome_of_status(error.status);
  }
}

CreateAnswer failed(CallOutcome outcome, ApiError error) {
  return CallFailure{.outcome = outcome, .error = std::move(error), .token_expired = false};
}

/// Without a token, or while Amazon wants a wait, nothing is sent.
CreateAnswer without_permit(ApiError error) {
  const bool refused = error.code == Errc::kCredentials;
  return failed(refused ? CallOutcome::kRefusedToken : CallOutcome::kNothingSent, std::move(error));
}

struct Read {
  std::vector<ItemAnswer> answers;
  ApiResult<std::size_t> outcome;
  CallOutcome failure = CallOutcome::kUnknown;  // when outcome holds an error
};

Read read_answer(const Result<HttpResponse>& response, const std::vector<CreateItem>& items,
                 const PromotionCodec& codec, const AdsApi::Options& options, TimePoint now, const Secret& token) {
  Read read{.answers = {}, .outcome = items.size()};
  if (!response) {
    read.outcome = call_error(kOperation, response.error());
    read.failure = outcome_of(read.outcome.error());
  } else if (response->status < 200 || response->status > 299) {
    read.outcome = status_error(kOperation, *response, options.retry, now, {&token});
    read.failure = outcome_of_status(response->status);
  } else {
    Result<std::vector<ItemAnswer>> decoded = codec.decode_create(response->body, items);
    if (decoded) {
      read.answers = std::move(*decoded);
    } else {
      const Error error{Errc::kBadAnswer, "the answer cannot be understood: " + decoded.error().message};
      read.outcome = call_error(kOperation, error, response->status);
    }
  }
  return read;
}

}  // namespace

Task<ApiResult<void>> AdsApi::permit_create(ProfileId profile) {
  ApiResult<Rates::Permit> permit = co_await rates_->acquire(kOperation, profile);
  if (!permit) co_return permit.error();
  ApiResult<TokenSource::Access> access = co_await tokens_.access();
  if (!access) co_return access.error();
  CreatePermit both{.rate = std::move(*permit), .access = std::move(*access)};
  create_permits_.insert_or_assign(profile, std::move(both));
  co_return ApiResult<void>();
}

Task<CreateAnswer> AdsApi::create_targets(ProfileId profile, GroupId group, std::vector<CreateItem> items) {
  HARVESTD_CHECK(!items.empty() && items.size() <= kMaxCreateItems);
  const Call call{.operation = kOperation,
                  .method = "POST",
                  .path = "/sp/targetPromotionGroups/targets",
                  .media_type = codec_.target_type,
                  .profile = std::move(profile),
                  .body = codec_.encode_create(group, items),
                  .items = items.size(),
                  .is_write = true};
  if (!create_permits_.contains(call.profile) || rates_->wait_of(call.profile) > Duration(0)) {
    ApiResult<void> permitted = co_await permit_create(call.profile);
    if (!permitted) {
      CreateAnswer answer = without_permit(permitted.error());
      co_return std::move(answer);
    }
  }
  const CreatePermit permit = std::move(create_permits_.extract(call.profile).mapped());
  HttpRequest request = request_of(call, permit.access);
  const Duration asked = runtime_.uptime();
  Result<HttpResponse> response = co_await transport_.send(std::move(request));
  Read read = read_answer(response, items, codec_, options_, runtime_.now(), permit.access.token);
  rates_->report(permit.rate, response ? response->status : 0,
                 read.outcome ? std::nullopt : read.outcome.error().retry_after);
  observe(call, 1, asked, response, read.outcome);
  if (read.outcome) {
    CreateAnswer answer = std::move(read.answers);
    co_return std::move(answer);
  }
  const bool token_refused = read.failure == CallOutcome::kRefusedToken;
  if (token_refused) tokens_.reject(permit.access.token);
  CreateAnswer answer = failed(read.failure, read.outcome.error());
  std::get<CallFailure>(answer).token_expired = token_refused && !refuses_scope(*response);
  co_return std::move(answer);
}

}  // namespace harvestd

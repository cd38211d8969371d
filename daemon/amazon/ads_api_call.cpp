#include "daemon/amazon/ads_api_call.h"

#include <algorithm>

#include "daemon/amazon/api_error.h"
#include "daemon/amazon/codec.h"
#include "daemon/amazon/json_writer.h"

namespace harvestd {
namespace {

constexpr std::size_t kPageSize = 1000;  // the most that maxResults may ask for

std::string id_member(const char* name, std::vector<std::string>::const_iterator begin,
                      std::vector<std::string>::const_iterator end) {
  JsonWriter out;
  out.key(name).begin_object().key("include").begin_array();
  for (auto id = begin; id != end; ++id) out.string(*id);
  out.end_array().end_object();
  return out.take() + ",";
}

/// Rows of a good answer, or what the answer means as an error.
ApiResult<std::size_t> outcome_of(const char* operation, const Result<HttpResponse>& response,
                                  const AdsApi::Options& options, TimePoint now, const Secret& token,
                                  const std::function<Result<std::size_t>(const HttpResponse&)>& decode) {
  if (!response) return call_error(operation, response.error());
  if (response->status < 200 || response->status > 299) {
    return status_error(operation, *response, options.retry, now, {&token});
  }
  Result<std::size_t> rows = decode(*response);
  if (!rows) {
    const Error error{Errc::kBadAnswer, "the answer cannot be understood: " + rows.error().message};
    return call_error(operation, error, response->status);
  }
  return *rows;
}

}  // namespace

std::vector<std::string> filter_members(const std::vector<IdFilter>& filters, std::string_view states) {
  std::vector<std::string> members{states.empty() ? ""
                                                  : "\"stateFilter\":{\"include\":[" + std::string(states) + "]},"};
  for (const IdFilter& filter : filters) {
    if (filter.ids.empty()) continue;
    std::vector<std::string> combined;
    for (std::size_t begin = 0; begin < filter.ids.size(); begin += filter.most) {
      const auto first = filter.ids.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = first + static_cast<std::ptrdiff_t>(std::min(filter.most, filter.ids.size() - begin));
      const std::string member = id_member(filter.name, first, last);
      for (const std::string& before : members) combined.push_back(before + member);
    }
    members = std::move(combined);
  }
  return members;
}

std::string page_body(std::string_view members, std::string_view next_token) {
  JsonWriter rest;
  rest.key("maxResults").number(kPageSize);
  if (!next_token.empty()) rest.key("nextToken").string(next_token);
  return "{" + std::string(members) + rest.take() + "}";
}

AdsApi::AdsApi(Options options, Transport& transport, TokenSource& tokens, Runtime& runtime, CallObserver observer)
    : options_(std::move(options)),
      codec_(promotion_codec(options_.media_type_version)),
      transport_(transport),
      tokens_(tokens),
      runtime_(runtime),
      observer_(std::move(observer)),
      rates_(options_.rates ? options_.rates : std::make_shared<Rates>(runtime, options_.retry)) {}

HttpRequest AdsApi::request_of(const Call& call, const TokenSource::Access& access) const {
  HttpRequest request;
  request.method = call.method;
  request.url = options_.endpoint + call.path;
  request.headers.emplace_back("Amazon-Advertising-API-ClientId", access.client_id);
  if (!call.profile.empty()) request.headers.emplace_back("Amazon-Advertising-API-Scope", call.profile.str());
  const std::string media_type = *call.media_type == '\0' ? "application/json" : call.media_type;
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", media_type);
  request.headers.emplace_back("Accept", media_type);
  request.bearer = access.token;
  request.body = Secret(call.body);
  request.timeout = options_.timeout;
  request.is_write = call.is_write;
  return request;
}

void AdsApi::observe(const Call& call, int attempt, Duration asked, const Result<HttpResponse>& response,
                     const ApiResult<std::size_t>& outcome) const {
  ApiCall record;
  record.latency = runtime_.uptime() - asked;
  record.at = runtime_.now() - record.latency;
  record.operation = call.operation;
  record.profile = call.profile;
  record.attempt = attempt;
  if (response) {
    record.status = response->status;
    record.request_id = safe_words(response->request_id);
  }
  if (outcome) record.items = static_cast<std::int64_t>(*outcome);
  if (call.is_write) record.items = static_cast<std::int64_t>(call.items);
  if (!outcome) {
    record.error = outcome.error().message;
    record.retry_after = outcome.error().retry_after;
  }
  observer_(record);
}

Task<ApiResult<void>> AdsApi::read(const Call& call, const Decode& decode) {
  bool token_renewed = false;
  int tries = 1;
  for (int attempt = 1;; ++attempt) {
    ApiResult<Rates::Permit> permit = co_await rates_->acquire(call.operation, call.profile);
    if (!permit) co_return permit.error();
    ApiResult<TokenSource::Access> access = co_await tokens_.access();
    if (!access) co_return access.error();
    HttpRequest request = request_of(call, *access);
    const Duration asked = runtime_.uptime();
    Result<HttpResponse> response = co_await transport_.send(std::move(request));
    ApiResult<std::size_t> outcome =
        outcome_of(call.operation, response, options_, runtime_.now(), access->token, decode);
    rates_->report(*permit, response ? response->status : 0, outcome ? std::nullopt : outcome.error().retry_after);
    observe(call, attempt, asked, response, outcome);
    if (outcome) co_return ApiResult<void>();
    ApiError error = outcome.error();
    if (error.status == 401) {
      tokens_.reject(access->token);
      const bool scope = refuses_scope(*response);
      if (token_renewed && !scope && call.profile.empty()) error.code = Errc::kCredentials;
      if (token_renewed || scope) co_return error;
      token_renewed = true;
      continue;
    }
    const std::optional<Duration> delay = retry_delay(options_.retry, tries++, error, runtime_.uniform());
    if (!delay) co_return error;
    if (!error.retry_after) co_await runtime_.sleep_for(*delay);  // else the next permit waits
  }
}

}  // namespace harvestd

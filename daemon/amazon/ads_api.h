// Amazon Ads API, Sponsored Products: the operations a harvest uses, in harvestd's own types. Every form that
// Amazon's guide and OpenAPI document show is read; exactly one is sent. Reads are retried here; a create never is.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/group.h"
#include "core/ids.h"
#include "core/money.h"
#include "core/promotion.h"
#include "core/recommendation.h"
#include "core/retry.h"
#include "daemon/amazon/api_result.h"
#include "daemon/amazon/rates.h"
#include "daemon/amazon/transport.h"

namespace harvestd {

template <class Row>
struct Page;
struct PromotionCodec;

/// One finished request, for the ledger, metrics and the log.
struct ApiCall {
  TimePoint at;
  std::string operation;  // as audit_api_calls names it
  ProfileId profile;      // empty for token and profiles
  int status = 0;
  int attempt = 1;
  Duration latency{0};
  std::string request_id;
  std::int64_t items = 0;  // rows answered, or items sent
  std::string error;
  std::optional<Duration> retry_after;  // of an answer that is an error
  std::vector<ProfileId> shared_by;     // token: all profiles that can do nothing without it
};
using CallObserver = std::function<void(const ApiCall&)>;

/// A keyword or product target at Amazon. Product targets that are not one ASIN (categories, ...) are left out.
struct ExistingTarget {
  TargetId id;
  AdGroupId ad_group;
  CampaignId campaign;  // empty from list_group_targets
  Kind kind = Kind::kKeyword;
  std::string text;  // as Amazon has it
  MatchType match = MatchType::kExact;
  std::string state;  // ENABLED, PAUSED; empty from list_group_targets
  std::optional<Decimal> bid;
};

struct AdGroup {
  AdGroupId id;
  CampaignId campaign;
  std::string name;
  std::string state;
  std::optional<Decimal> default_bid;
};

struct Campaign {
  CampaignId id;
  std::string name;
  std::string state;
  std::string targeting_type;  // AUTO, MANUAL
};

struct Profile {
  ProfileId id;
  std::string country_code;
  std::string currency_code;
  std::string account_name;
};

struct RecommendationFilter {
  std::vector<CampaignId> campaigns;
  std::vector<AdGroupId> ad_groups;
  std::vector<AdId> ads;
};

struct CreateItem {
  Kind kind = Kind::kKeyword;
  std::string target;  // as sent
  MatchType match = MatchType::kExact;
  Decimal bid;
};

struct ItemAnswer {
  PromotionEvent event = PromotionEvent::kLoseTrack;
  TargetId target;       // with kCreated
  AdGroupId ad_group;    // with kCreated, when said
  std::string error;     // plain words, with Amazon's error type and message
  bool curable = false;  // with kRefuse: Amazon may accept it later
};
struct CallFailure {
  CallOutcome outcome = CallOutcome::kUnknown;
  ApiError error;
  bool token_expired = false;  // with kRefusedToken: another token may be taken
};
/// One answer per item, in the order sent; an item that the answer leaves out, repeats or contradicts is kLoseTrack.
using CreateAnswer = std::variant<std::vector<ItemAnswer>, CallFailure>;

/// The most items one create call may hold. Source: OpenAPI document, maxItems.
inline constexpr std::size_t kMaxCreateItems = 1000;

/// An access token that is refreshed when it is about to expire, once for all who wait.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  struct Access {
    Secret token;
    std::string client_id;
  };
  /// kCredentials: refused for good (invalid_grant, invalid_client, ...). Others: could not be had now.
  virtual Task<ApiResult<Access>> access() = 0;
  /// Amazon answered 401 with this token: do not hand it out again.
  virtual void reject(const Secret& token) = 0;
};

/// One set of credentials in one region. All operations must be called from the engine's thread; the references must
/// outlive it. Visitors get one page at a time and must not suspend. Every request has a permit of `rates` before it is
/// sent, and waits for it.
class AdsApi {
 public:
  struct Options {
    std::string endpoint;
    int media_type_version = 1;  // 1 or 2 (checked): of the promotion groups and their targets
    Duration timeout{30'000};
    RetryPolicy retry = {};
    std::shared_ptr<Rates> rates = nullptr;  // of the client at this endpoint; none: its own
  };
  AdsApi(Options options, Transport& transport, TokenSource& tokens, Runtime& runtime, CallObserver observer);

  template <class T>
  using Visitor = std::function<void(std::vector<T>)>;

  /// Complete lists or an error, never a silent part. A token that repeats is an error.
  Task<ApiResult<void>> recommendations(ProfileId profile, RecommendationFilter filter, Visitor<Recommendation> visit);
  /// At most 1000 source ad groups a call; more are asked for in several. Empty: all of the profile. Where Amazon does
  /// not say which ad group takes keywords and which products (media type version 2) it is learned: from the group's
  /// targets, then from what the ad groups hold, last from version 1's list, which says so. What was learned is kept.
  Task<ApiResult<std::vector<PromotionGroup>>> list_groups(ProfileId profile, std::vector<AdGroupId> source_ad_groups);
  Task<ApiResult<void>> list_group_targets(ProfileId profile, GroupId group, Visitor<ExistingTarget> visit);
  /// Enabled and paused ones. Empty ad_groups: all of the profile.
  Task<ApiResult<void>> list_keywords(ProfileId profile, std::vector<AdGroupId> ad_groups,
                                      Visitor<ExistingTarget> visit);
  Task<ApiResult<void>> list_product_targets(ProfileId profile, std::vector<AdGroupId> ad_groups,
                                             Visitor<ExistingTarget> visit);
  Task<ApiResult<std::vector<AdGroup>>> list_ad_groups(ProfileId profile, std::vector<CampaignId> campaigns,
                                                       std::vector<AdGroupId> ad_groups);
  Task<ApiResult<std::vector<Campaign>>> list_campaigns(ProfileId profile, std::vector<CampaignId> campaigns);
  Task<ApiResult<std::vector<Profile>>> list_profiles();

  /// Waits until a create of the profile may be sent and a token is there, and keeps both for the next one: to be
  /// awaited before the attempt is recorded, which then is sent without a wait. Errors: as Rates::acquire and
  /// TokenSource::access.
  Task<ApiResult<void>> permit_create(ProfileId profile);
  /// One POST, never a second. At most kMaxCreateItems (checked), no two with the same kind and normalised target
  /// (checked: v1 answers may leave the match type out). Without a permit (permit_create) it waits for one first;
  /// kNothingSent when that cannot be had, kRefusedToken when the credentials are refused.
  Task<CreateAnswer> create_targets(ProfileId profile, GroupId group, std::vector<CreateItem> items);

  const Rates& rates() const { return *rates_; }

 private:
  struct Call;
  using Decode = std::function<Result<std::size_t>(const HttpResponse&)>;  // rows in the answer
  template <class Row>
  using DecodePage = Result<Page<Row>> (*)(std::string_view body);

  Task<ApiResult<void>> read(const Call& call, const Decode& decode);
  template <class Row>
  Task<ApiResult<void>> pages(Call call, std::vector<std::string> filters, DecodePage<Row> decode, Visitor<Row> visit);
  template <class Row>
  Task<ApiResult<std::vector<Row>>> all_rows(Call call, std::vector<std::string> filters, DecodePage<Row> decode);
  Task<ApiResult<std::vector<PromotionGroup>>> groups_of(const PromotionCodec& codec, ProfileId profile,
                                                         const char* filter, std::vector<std::string> ids);
  Task<ApiResult<void>> sort_destinations(ProfileId profile, std::vector<PromotionGroup>& groups);
  Task<ApiResult<void>> learn_from_group_targets(ProfileId profile, std::vector<std::string> groups);
  Task<ApiResult<void>> learn_from_ad_groups(Kind kind, ProfileId profile, std::vector<std::string> ad_groups);
  Task<ApiResult<void>> learn_from_version_1(ProfileId profile, std::vector<std::string> groups);
  Call group_targets_call(ProfileId profile) const;
  HttpRequest request_of(const Call& call, const TokenSource::Access& access) const;
  void observe(const Call& call, int attempt, Duration asked, const Result<HttpResponse>& response,
               const ApiResult<std::size_t>& outcome) const;

  Options options_;
  const PromotionCodec& codec_;
  Transport& transport_;
  TokenSource& tokens_;
  Runtime& runtime_;
  CallObserver observer_;
  std::shared_ptr<Rates> rates_;
  struct CreatePermit {
    Rates::Permit rate;
    TokenSource::Access access;
  };
  std::map<ProfileId, CreatePermit> create_permits_;  // not used yet
  std::map<ProfileId, AdGroupKinds> learned_;
};

}  // namespace harvestd

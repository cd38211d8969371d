// The life of one promotion: identity, states, and which event may follow which state. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/recommendation.h"

namespace harvestd {

/// One identity exists at Amazon through us at most once.
struct Identity {
  ProfileId profile;
  GroupId group;
  Kind kind = Kind::kKeyword;
  std::string key;  // keyword_key or asin_key
  MatchType match = MatchType::kExact;
  friend auto operator<=>(const Identity&, const Identity&) = default;
};

/// Stable: names and numbers are kept in ledgers.
enum class PromotionState : std::uint8_t {
  kAwaitingApproval = 1,
  kPlanned,         // decided, nothing sent
  kSending,         // the attempt is durable; bytes may have left
  kCreated,         // ours, at Amazon, with this bid
  kAlreadyExisted,  // there before us: not ours, never undone
  kRejected,        // Amazon refused, or we gave up; it does not exist through us
  kUnresolved,      // sent, outcome unknown; settled by reading only
  kDeclined,
  kExpired,
  kUndone,
};
std::string_view to_string(PromotionState state);
std::optional<PromotionState> parse_promotion_state(std::string_view name);

enum class PromotionEvent : std::uint8_t {
  kSend = 1,    // planned -> sending
  kNotApplied,  // the attempt certainly changed nothing: sending -> planned
  kCreated,     // Amazon says so, or reading shows it among the group's targets
  kExists,      // duplicateValueError on a first attempt, or found only in the ad group
  kRefuse,      // an item error: sending -> rejected
  kLoseTrack,   // sending -> unresolved
  kAbsent,      // two looks did not find it: unresolved -> planned, to be sent once more
  kGiveUp,      // nor after that: unresolved -> rejected
  kRetry,       // the time of a curable rejection has come: rejected -> planned
  kSeen,        // an outcome once unknown, taken for absent, shows after all: planned -> unresolved
  kApprove,     // a person wants it, also what was refused, expired or given up before: -> planned
  kDecline,     // a person does not want it, and nothing was sent: -> declined
  kExpire,      // nobody said anything for too long: awaiting_approval -> expired
  kWait,        // planned, and a person has to be asked (again): -> awaiting_approval
};

/// The state that follows, or nothing when this event may not happen in this state (a bug: callers check).
std::optional<PromotionState> next_state(PromotionState state, PromotionEvent event);

/// Nothing more happens to it without a person (a curable rejection: or without time).
bool is_settled(PromotionState state);

/// What a create call's answer means for one item. Sources: Amazon Ads API error schema of
/// CreateTargetPromotionGroupTargets; every error type it does not list is an unknown outcome.
enum class ItemError : std::uint8_t {
  kBidding = 1,
  kBilling,
  kDuplicateValue,
  kEntityNotFound,
  kEntityQuota,
  kEntityState,
  kExpressionType,
  kLocale,
  kMalformedValue,
  kMissingValue,
  kParentEntity,
  kRange,
  kOther,
  kInternalServer,
  kInvalidInput,
  kThrottled,
  kTargetingClauseSetup,
  kUnknown,
};
/// Amazon's name ("biddingError") to ItemError; kUnknown for any other.
ItemError parse_item_error(std::string_view name);
std::string_view to_string(ItemError error);

/// Amazon may accept it later, unchanged or with another bid: quota, billing, the state of a parent or entity, the bid.
/// False for what is wrong with the target itself.
bool is_curable(ItemError error);

/// duplicate value: kExists. Throttled, internal server and unknown: kLoseTrack. All others: kRefuse.
PromotionEvent event_of(ItemError error);

/// What a whole-call failure of a create means for every item of it.
enum class CallOutcome : std::uint8_t {
  kNothingSent = 1,  // no byte was handed to TLS
  kRefusedWhole,     // 400 or 422: not applied; which item is guilty is unknown
  kRefusedGroup,     // 403, 404, 415, 501, 3xx: not applied, and the group cannot be served now
  kRefusedToken,     // 401: not applied
  kThrottled,        // 429: not applied
  kUnknown,          // everything else after the first byte
};
CallOutcome outcome_of_status(int http_status);  // never for 200 and 207 with a readable body
PromotionEvent event_of(CallOutcome outcome);    // kNotApplied, or kLoseTrack for kUnknown

}  // namespace harvestd

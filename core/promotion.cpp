#include "core/promotion.h"

#include <array>

namespace harvestd {
namespace {

using State = PromotionState;
using Event = PromotionEvent;

constexpr std::array<std::string_view, 10> kStates{"awaiting_approval", "planned",  "sending",    "created",
                                                   "already_existed",   "rejected", "unresolved", "declined",
                                                   "expired",           "undone"};

constexpr std::array<std::string_view, 18> kItemErrors{"biddingError",
                                                       "billingError",
                                                       "duplicateValueError",
                                                       "entityNotFoundError",
                                                       "entityQuotaError",
                                                       "entityStateError",
                                                       "expressionTypeError",
                                                       "localeError",
                                                       "malformedValueError",
                                                       "missingValueError",
                                                       "parentEntityError",
                                                       "rangeError",
                                                       "otherError",
                                                       "internalServerError",
                                                       "invalidInputError",
                                                       "throttledError",
                                                       "targetingClauseSetupError",
                                                       "unknownError"};

struct Path {
  State from;
  Event event;
  State to;
};

constexpr Path kPaths[] = {
    {State::kPlanned, Event::kSend, State::kSending},
    {State::kSending, Event::kNotApplied, State::kPlanned},
    {State::kSending, Event::kCreated, State::kCreated},
    {State::kSending, Event::kExists, State::kAlreadyExisted},
    {State::kSending, Event::kRefuse, State::kRejected},
    {State::kSending, Event::kLoseTrack, State::kUnresolved},
    {State::kUnresolved, Event::kCreated, State::kCreated},
    {State::kUnresolved, Event::kExists, State::kAlreadyExisted},
    {State::kUnresolved, Event::kAbsent, State::kPlanned},
    {State::kUnresolved, Event::kGiveUp, State::kRejected},
    {State::kRejected, Event::kRetry, State::kPlanned},
    {State::kPlanned, Event::kExists, State::kAlreadyExisted},
    {State::kPlanned, Event::kSeen, State::kUnresolved},
    {State::kPlanned, Event::kWait, State::kAwaitingApproval},
    {State::kPlanned, Event::kDecline, State::kDeclined},
    {State::kAwaitingApproval, Event::kExists, State::kAlreadyExisted},
    {State::kAwaitingApproval, Event::kSeen, State::kUnresolved},
    {State::kAwaitingApproval, Event::kApprove, State::kPlanned},
    {State::kAwaitingApproval, Event::kDecline, State::kDeclined},
    {State::kAwaitingApproval, Event::kExpire, State::kExpired},
    {State::kDeclined, Event::kApprove, State::kPlanned},
    {State::kExpired, Event::kApprove, State::kPlanned},
    {State::kRejected, Event::kApprove, State::kPlanned},
};

}  // namespace

std::string_view to_string(PromotionState state) {
  return kStates.at(static_cast<std::size_t>(state) - 1);
}

std::optional<PromotionState> parse_promotion_state(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<State>(i + 1);
  }
  return std::nullopt;
}

std::optional<PromotionState> next_state(PromotionState state, PromotionEvent event) {
  for (const Path& path : kPaths) {
    if (path.from == state && path.event == event) return path.to;
  }
  return std::nullopt;
}

bool is_settled(PromotionState state) {
  return state != State::kAwaitingApproval && state != State::kPlanned && state != State::kSending &&
         state != State::kUnresolved;
}

ItemError parse_item_error(std::string_view name) {
  for (std::size_t i = 0; i < kItemErrors.size(); ++i) {
    if (kItemErrors[i] == name) return static_cast<ItemError>(i + 1);
  }
  return ItemError::kUnknown;
}

std::string_view to_string(ItemError error) {
  return kItemErrors.at(static_cast<std::size_t>(error) - 1);
}

bool is_curable(ItemError error) {
  switch (error) {
    case ItemError::kBidding:
    case ItemError::kBilling:
    case ItemError::kEntityNotFound:
    case ItemError::kEntityQuota:
    case ItemError::kEntityState:
    case ItemError::kParentEntity:
    case ItemError::kTargetingClauseSetup:
    case ItemError::kOther:
      return true;
    default:
      return false;
  }
}

PromotionEvent event_of(ItemError error) {
  switch (error) {
    case ItemError::kDuplicateValue:
      return Event::kExists;
    case ItemError::kThrottled:
    case ItemError::kInternalServer:
    case ItemError::kUnknown:
      return Event::kLoseTrack;
    default:
      return Event::kRefuse;
  }
}

CallOutcome outcome_of_status(int http_status) {
  if (http_status >= 300 && http_status < 400) return CallOutcome::kRefusedGroup;
  switch (http_status) {
    case 400:
    case 422:
      return CallOutcome::kRefusedWhole;
    case 401:
      return CallOutcome::kRefusedToken;
    case 403:
    case 404:
    case 415:
    case 501:
      return CallOutcome::kRefusedGroup;
    case 429:
      return CallOutcome::kThrottled;
    default:
      return CallOutcome::kUnknown;
  }
}

PromotionEvent event_of(CallOutcome outcome) {
  return outcome == CallOutcome::kUnknown ? Event::kLoseTrack : Event::kNotApplied;
}

}  // namespace harvestd

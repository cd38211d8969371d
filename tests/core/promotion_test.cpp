#include "core/promotion.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace harvestd {
namespace {

using State = PromotionState;
using Event = PromotionEvent;

constexpr State kStates[] = {State::kAwaitingApproval, State::kPlanned,  State::kSending,    State::kCreated,
                             State::kAlreadyExisted,   State::kRejected, State::kUnresolved, State::kDeclined,
                             State::kExpired,          State::kUndone};
constexpr Event kEvents[] = {Event::kSend,      Event::kNotApplied, Event::kCreated, Event::kExists, Event::kRefuse,
                             Event::kLoseTrack, Event::kAbsent,     Event::kGiveUp,  Event::kRetry,  Event::kSeen,
                             Event::kApprove,   Event::kDecline,    Event::kExpire,  Event::kWait};

TEST(Promotion, FollowsExactlyThesePaths) {
  const std::map<std::pair<State, Event>, State> paths{
      {{State::kPlanned, Event::kSend}, State::kSending},
      {{State::kSending, Event::kNotApplied}, State::kPlanned},
      {{State::kSending, Event::kCreated}, State::kCreated},
      {{State::kSending, Event::kExists}, State::kAlreadyExisted},
      {{State::kSending, Event::kRefuse}, State::kRejected},
      {{State::kSending, Event::kLoseTrack}, State::kUnresolved},
      {{State::kUnresolved, Event::kCreated}, State::kCreated},
      {{State::kUnresolved, Event::kExists}, State::kAlreadyExisted},
      {{State::kUnresolved, Event::kAbsent}, State::kPlanned},
      {{State::kUnresolved, Event::kGiveUp}, State::kRejected},
      {{State::kRejected, Event::kRetry}, State::kPlanned},
      {{State::kPlanned, Event::kExists}, State::kAlreadyExisted},
      {{State::kPlanned, Event::kSeen}, State::kUnresolved},
      {{State::kPlanned, Event::kWait}, State::kAwaitingApproval},
      {{State::kPlanned, Event::kDecline}, State::kDeclined},
      {{State::kAwaitingApproval, Event::kExists}, State::kAlreadyExisted},
      {{State::kAwaitingApproval, Event::kSeen}, State::kUnresolved},
      {{State::kAwaitingApproval, Event::kApprove}, State::kPlanned},
      {{State::kAwaitingApproval, Event::kDecline}, State::kDeclined},
      {{State::kAwaitingApproval, Event::kExpire}, State::kExpired},
      {{State::kDeclined, Event::kApprove}, State::kPlanned},
      {{State::kExpired, Event::kApprove}, State::kPlanned},
      {{State::kRejected, Event::kApprove}, State::kPlanned},
  };
  for (const State state : kStates) {
    for (const Event event : kEvents) {
      const auto path = paths.find({state, event});
      const std::optional<State> expected = path == paths.end() ? std::nullopt : std::optional(path->second);
      EXPECT_EQ(next_state(state, event), expected) << to_string(state) << " event " << static_cast<int>(event);
    }
  }
}

TEST(Promotion, AnUnknownOutcomeIsNeverSentOrRefusedWithoutReading) {
  for (const Event event : {Event::kSend, Event::kNotApplied, Event::kRefuse, Event::kLoseTrack}) {
    EXPECT_EQ(next_state(State::kUnresolved, event), std::nullopt);
  }
}

TEST(Promotion, StatesHaveTheNamesAndNumbersOfTheLedger) {
  const std::map<State, std::pair<int, std::string_view>> names{
      {State::kAwaitingApproval, {1, "awaiting_approval"}},
      {State::kPlanned, {2, "planned"}},
      {State::kSending, {3, "sending"}},
      {State::kCreated, {4, "created"}},
      {State::kAlreadyExisted, {5, "already_existed"}},
      {State::kRejected, {6, "rejected"}},
      {State::kUnresolved, {7, "unresolved"}},
      {State::kDeclined, {8, "declined"}},
      {State::kExpired, {9, "expired"}},
      {State::kUndone, {10, "undone"}},
  };
  for (const State state : kStates) {
    EXPECT_EQ(static_cast<int>(state), names.at(state).first);
    EXPECT_EQ(to_string(state), names.at(state).second);
    EXPECT_EQ(parse_promotion_state(to_string(state)), state);
  }
  for (const char* name : {"", "Created", "created ", "create"}) EXPECT_EQ(parse_promotion_state(name), std::nullopt);
}

TEST(Promotion, IsSettledUnlessSomethingIsStillDue) {
  const std::set<State> open{State::kAwaitingApproval, State::kPlanned, State::kSending, State::kUnresolved};
  for (const State state : kStates) EXPECT_EQ(is_settled(state), !open.contains(state)) << to_string(state);
}

TEST(Promotion, ItemErrorsHaveAmazonsNames) {
  const std::map<std::string_view, ItemError> names{
      {"biddingError", ItemError::kBidding},
      {"billingError", ItemError::kBilling},
      {"duplicateValueError", ItemError::kDuplicateValue},
      {"entityNotFoundError", ItemError::kEntityNotFound},
      {"entityQuotaError", ItemError::kEntityQuota},
      {"entityStateError", ItemError::kEntityState},
      {"expressionTypeError", ItemError::kExpressionType},
      {"localeError", ItemError::kLocale},
      {"malformedValueError", ItemError::kMalformedValue},
      {"missingValueError", ItemError::kMissingValue},
      {"parentEntityError", ItemError::kParentEntity},
      {"rangeError", ItemError::kRange},
      {"otherError", ItemError::kOther},
      {"internalServerError", ItemError::kInternalServer},
      {"invalidInputError", ItemError::kInvalidInput},
      {"throttledError", ItemError::kThrottled},
      {"targetingClauseSetupError", ItemError::kTargetingClauseSetup},
  };
  for (const auto& [name, error] : names) {
    EXPECT_EQ(parse_item_error(name), error);
    EXPECT_EQ(to_string(error), name);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ItemError::kUnknown) - 1);
}

TEST(Promotion, AnErrorWithAnotherNameIsUnknown) {
  for (const char* name : {"", "BiddingError", "surpriseError"}) EXPECT_EQ(parse_item_error(name), ItemError::kUnknown);
  EXPECT_EQ(to_string(ItemError::kUnknown), "unknownError");
}

TEST(Promotion, ItemErrorsRefuseUnlessTheyLeaveDoubt) {
  for (int i = 1; i <= static_cast<int>(ItemError::kUnknown); ++i) {
    const auto error = static_cast<ItemError>(i);
    Event expected = Event::kRefuse;
    if (error == ItemError::kDuplicateValue) expected = Event::kExists;
    if (error == ItemError::kThrottled || error == ItemError::kInternalServer || error == ItemError::kUnknown) {
      expected = Event::kLoseTrack;
    }
    EXPECT_EQ(event_of(error), expected) << to_string(error);
  }
}

TEST(Promotion, EveryStatusHasOneOutcome) {
  const std::map<int, CallOutcome> known{
      {400, CallOutcome::kRefusedWhole}, {422, CallOutcome::kRefusedWhole}, {401, CallOutcome::kRefusedToken},
      {403, CallOutcome::kRefusedGroup}, {404, CallOutcome::kRefusedGroup}, {415, CallOutcome::kRefusedGroup},
      {501, CallOutcome::kRefusedGroup}, {429, CallOutcome::kThrottled},
  };
  for (int status = 0; status < 1000; ++status) {
    CallOutcome expected = CallOutcome::kUnknown;
    if (status / 100 == 3) expected = CallOutcome::kRefusedGroup;
    if (known.contains(status)) expected = known.at(status);
    EXPECT_EQ(outcome_of_status(status), expected) << status;
  }
}

TEST(Promotion, ATimeoutAConflictOrAServerErrorIsAnUnknownOutcome) {
  for (const int status : {408, 409, 500, 502, 503, 504}) {
    EXPECT_EQ(event_of(outcome_of_status(status)), Event::kLoseTrack) << status;
  }
}

TEST(Promotion, OnlyAnUnknownCallOutcomeLeavesDoubt) {
  for (const CallOutcome outcome : {CallOutcome::kNothingSent, CallOutcome::kRefusedWhole, CallOutcome::kRefusedGroup,
                                    CallOutcome::kRefusedToken, CallOutcome::kThrottled}) {
    EXPECT_EQ(event_of(outcome), Event::kNotApplied);
  }
  EXPECT_EQ(event_of(CallOutcome::kUnknown), Event::kLoseTrack);
}

TEST(Promotion, IdentitiesDifferInEveryPart) {
  const Identity identity{ProfileId("1"), GroupId("2"), Kind::kKeyword, "shoes", MatchType::kExact};
  Identity other = identity;
  EXPECT_EQ(identity, other);
  other.match = MatchType::kPhrase;
  EXPECT_NE(identity, other);
  other = identity;
  other.key = "shoe";
  EXPECT_NE(identity, other);
  other = identity;
  other.profile = ProfileId("9");
  EXPECT_NE(identity, other);
}

}  // namespace
}  // namespace harvestd

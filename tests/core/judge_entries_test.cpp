#include <gtest/gtest.h>

#include "tests/core/targets.h"

namespace harvestd {
namespace {

using testing::decimal;
using testing::fixed;
using testing::keyword;

using Answer = std::variant<Judgement, std::vector<PricedEntry>>;
using State = PromotionState;

EntryFacts free_entry() {
  return {};
}
EntryFacts in_ledger(State state) {
  return {.ledger = state, .in_destination = false, .elsewhere_in_account = false};
}
EntryFacts in_destination() {
  return {.ledger = {}, .in_destination = true, .elsewhere_in_account = false};
}
EntryFacts elsewhere() {
  return {.ledger = {}, .in_destination = false, .elsewhere_in_account = true};
}

BidFormula acos(std::string_view value) {
  BidFormula formula;
  formula.base = AcosBid{.target_acos = decimal("0.5"), .average_order_value = {}, .prior = {}};
  if (!value.empty()) std::get<AcosBid>(formula.base).average_order_value = decimal(value);
  return formula;
}

const Rule kTwo{
    .name = "two", .when = {}, .promote = {{MatchType::kExact, fixed("0.75")}, {MatchType::kPhrase, fixed("0.60")}}};

Answer judge(const Rule& rule, const std::vector<EntryFacts>& facts) {
  return judge_entries(rule, keyword("shoes", 31, 4), facts, {}, *find_marketplace("US"));
}

/// "exact 0.75, phrase 0.60", or the reason and detail.
std::string told(const Answer& answer) {
  if (const Judgement* judgement = std::get_if<Judgement>(&answer)) {
    return std::string(to_string(judgement->reason)) + " | " + judgement->detail;
  }
  std::string made;
  for (const PricedEntry& priced : std::get<std::vector<PricedEntry>>(answer)) {
    made +=
        (made.empty() ? "" : ", ") + std::string(to_string(priced.entry->match)) + " " + priced.bid.amount.to_string();
  }
  return made;
}

TEST(JudgeEntries, EveryEntryIsPriced) {
  EXPECT_EQ(told(judge(kTwo, {free_entry(), free_entry()})), "exact 0.75, phrase 0.60");
}

TEST(JudgeEntries, WhatExistsIsLeftOutAndTheRestIsMade) {
  EXPECT_EQ(told(judge(kTwo, {in_ledger(State::kCreated), free_entry()})), "phrase 0.60");
  EXPECT_EQ(told(judge(kTwo, {free_entry(), in_destination()})), "exact 0.75");
  EXPECT_EQ(told(judge(kTwo, {elsewhere(), free_entry()})), "phrase 0.60");
}

TEST(JudgeEntries, PlannedWasNeverSentAndIsStillToBeMade) {
  EXPECT_EQ(told(judge(kTwo, {in_ledger(State::kPlanned), free_entry()})), "exact 0.75, phrase 0.60");
  EntryFacts by_hand = in_ledger(State::kPlanned);
  by_hand.in_destination = true;
  EXPECT_EQ(told(judge(kTwo, {by_hand, free_entry()})), "phrase 0.60");
}

TEST(JudgeEntries, WhenNothingIsLeftTheFirstEntryGivesTheReason) {
  EXPECT_EQ(told(judge(kTwo, {in_ledger(State::kCreated), in_destination()})),
            "already_promoted | exact: promoted before; phrase: is in the destination ad group already");
  EXPECT_EQ(told(judge(kTwo, {in_destination(), in_ledger(State::kCreated)})),
            "already_in_destination | exact: is in the destination ad group already; phrase: promoted before");
  EXPECT_EQ(told(judge(kTwo, {elsewhere(), elsewhere()})),
            "duplicate_in_account | exact: is elsewhere in the account already; phrase: is elsewhere in the account "
            "already");
  EXPECT_EQ(std::get<Judgement>(judge(kTwo, {elsewhere(), elsewhere()})).rule, "two");
}

TEST(JudgeEntries, EveryStateIsToldInPlainWords) {
  const Rule one{.name = "one", .when = {}, .promote = {{MatchType::kExact, fixed("0.75")}}};
  const std::pair<State, const char*> cases[] = {
      {State::kAwaitingApproval, "exact 0.75"},
      {State::kPlanned, "exact 0.75"},
      {State::kSending, "already_promoted | exact: is being sent"},
      {State::kCreated, "already_promoted | exact: promoted before"},
      {State::kAlreadyExisted, "already_promoted | exact: was there before harvestd came"},
      {State::kRejected,
       "already_promoted | exact: rejected before, by Amazon or after answers that were lost (explain tells)"},
      {State::kUnresolved, "already_promoted | exact: outcome of an earlier send unknown"},
      {State::kDeclined, "refused_by_person | exact: declined by a person before"},
      {State::kExpired, "already_promoted | exact: its approval expired"},
      {State::kUndone, "refused_by_person | exact: undone by a person before"},
  };
  for (const auto& [state, words] : cases) EXPECT_EQ(told(judge(one, {in_ledger(state)})), words);
}

TEST(JudgeEntries, ARefusedEntryIsLeftOutAndTheOthersAreMade) {
  EXPECT_EQ(std::get<std::vector<PricedEntry>>(judge(kTwo, {free_entry(), in_ledger(State::kDeclined)})).size(), 1U);
  EXPECT_EQ(std::get<std::vector<PricedEntry>>(judge(kTwo, {in_ledger(State::kUndone), free_entry()})).size(), 1U);
  EXPECT_EQ(told(judge(kTwo, {in_ledger(State::kUndone), in_destination()})),
            "refused_by_person | exact: undone by a person before");
  EXPECT_EQ(told(judge(kTwo, {in_ledger(State::kDeclined), in_ledger(State::kDeclined)})),
            "refused_by_person | exact: declined by a person before; phrase: declined by a person before");
}

TEST(JudgeEntries, WhatStandsThereAfterAnUndoIsWhatWasUndone) {
  const Rule one{.name = "one", .when = {}, .promote = {{MatchType::kExact, fixed("0.75")}}};
  EntryFacts undone = in_ledger(State::kUndone);
  undone.in_destination = true;
  undone.elsewhere_in_account = true;
  EXPECT_EQ(told(judge(one, {undone})), "refused_by_person | exact: undone by a person before");
}

TEST(JudgeEntries, WithinOneEntryTheFirstReasonOfTheContractWins) {
  const Rule one{.name = "one", .when = {}, .promote = {{MatchType::kExact, fixed("0.01")}}};
  EntryFacts all{.ledger = State::kRejected, .in_destination = true, .elsewhere_in_account = true};
  const auto reason = [&](const EntryFacts& facts) { return std::get<Judgement>(judge(one, {facts})).reason; };
  EXPECT_EQ(reason(all), Reason::kAlreadyPromoted);
  all.ledger = State::kDeclined;
  EXPECT_EQ(reason(all), Reason::kAlreadyInDestination);
  all.in_destination = false;
  EXPECT_EQ(reason(all), Reason::kDuplicateInAccount);
  all.elsewhere_in_account = false;
  EXPECT_EQ(reason(all), Reason::kRefusedByPerson);
  all.ledger.reset();
  EXPECT_EQ(reason(all), Reason::kBidBelowMinimum);
}

TEST(JudgeEntries, AnEntryWithoutABidStopsThemAll) {
  Rule rule{.name = "mixed",
            .when = {},
            .promote = {{MatchType::kExact, fixed("0.75")}, {MatchType::kPhrase, fixed("0.01")}}};
  EXPECT_EQ(told(judge(rule, {free_entry(), free_entry()})),
            "bid_below_minimum | phrase: 0.01 USD is below Amazon's minimum of 0.02 USD in US (fixed 0.01 USD)");
  EXPECT_EQ(told(judge(rule, {free_entry(), in_destination()})), "exact 0.75") << "one that exists needs no bid";
  rule.promote[1].bid = fixed("1000.01");
  EXPECT_EQ(std::get<Judgement>(judge(rule, {free_entry(), free_entry()})).reason, Reason::kBidAboveMaximum);
  rule.promote[1].bid = acos("");
  EXPECT_EQ(std::get<Judgement>(judge(rule, {free_entry(), free_entry()})).reason, Reason::kNoBid);
}

TEST(JudgeEntries, AmongBidsWithoutAnAmountTheFirstReasonOfTheContractWins) {
  const Rule rule{
      .name = "bad",
      .when = {},
      .promote = {
          {MatchType::kExact, acos("")}, {MatchType::kPhrase, fixed("1000.01")}, {MatchType::kBroad, fixed("0.01")}}};
  const Judgement judgement = std::get<Judgement>(judge(rule, {free_entry(), free_entry(), free_entry()}));
  EXPECT_EQ(judgement.reason, Reason::kBidBelowMinimum);
  EXPECT_EQ(judgement.detail,
            "exact: no average_order_value in the rule, and Amazon did not say which ASINs the ads show; phrase: "
            "1000.01 USD is above Amazon's maximum of 1000.00 USD in US (fixed 1000.01 USD); broad: 0.01 USD is below "
            "Amazon's minimum of 0.02 USD in US (fixed 0.01 USD)");
}

TEST(JudgeEntries, QualifiedDetailTellsEvidenceRuleAndBids) {
  const auto priced = std::get<std::vector<PricedEntry>>(judge(kTwo, {free_entry(), free_entry()}));
  EXPECT_EQ(qualified_detail(kTwo, keyword("shoes", 31, 4), priced),
            "clicks 31, conversions 4 meet rule two; exact at 0.75 USD: fixed 0.75 USD; phrase at 0.60 USD: fixed 0.60 "
            "USD");
}

TEST(JudgeEntriesDeathTest, FactsMatchTheEntries) {
  EXPECT_DEATH((void)judge(kTwo, {free_entry()}), "facts");
}

}  // namespace
}  // namespace harvestd

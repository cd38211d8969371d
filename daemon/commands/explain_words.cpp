#include "daemon/commands/explain_words.h"

#include <array>

namespace harvestd {
namespace {

constexpr std::array kReasons{
    ReasonWords{"excluded_term", "one of your excluded terms is in it",
                "Take the term out of `exclusions` to let it be judged."},
    ReasonWords{"excluded_pattern", "one of your excluded patterns matches it",
                "Change or remove the pattern in `exclusions` to let it be judged."},
    ReasonWords{"excluded_asin", "the ASIN is one of your exclusions",
                "Take the ASIN out of `exclusions` to let it be judged."},
    ReasonWords{"invalid_keyword", "Amazon would refuse it as a keyword",
                "The text itself breaks Amazon's limits; no setting changes that."},
    ReasonWords{"invalid_asin", "it is not an ASIN that Amazon would accept",
                "The text itself is not an ASIN; no setting changes that."},
    ReasonWords{"no_metrics", "Amazon's recommendation came without clicks and conversions",
                "It is judged as soon as Amazon reports both numbers for it."},
    ReasonWords{"no_rule", "no rule holds",
                "It qualifies once everything that is missing above is seen, or once a rule asks for less."},
    ReasonWords{"no_group", "no target promotion group covers its ad",
                "Create a target promotion group for this ad group at Amazon; every cycle looks again."},
    ReasonWords{"ambiguous_group", "two enabled promotion groups cover its ad, and nothing says which one to use",
                "Name the one to use in the campaign's `group: {id: ...}`."},
    ReasonWords{"group_not_enabled", "its promotion group is not enabled",
                "Enable the promotion group at Amazon, or name another one in the campaign's `group`."},
    ReasonWords{"no_destination", "no ad group of the promotion group is known to take this kind of target",
                "Give the promotion group an ad group for this kind; one that is empty, a first target by hand."},
    ReasonWords{"already_promoted", "harvestd has sent it before",
                "Nothing needs to be done: what was promoted once is never promoted twice."},
    ReasonWords{"already_in_destination", "it is in the destination ad group already",
                "Nothing needs to be done: it is targeted there, whoever added it."},
    ReasonWords{"duplicate_in_account", "the same target is used elsewhere in this profile",
                "Remove it there, or set `duplicates: allow` for this campaign."},
    ReasonWords{"refused_by_person", "a person declined or undid it before",
                "It stays out until a person approves it."},
    ReasonWords{"bid_below_minimum", "its bid would be below the least that Amazon accepts",
                "Set `min` in the rule's bid to lift such bids, or wait for better evidence."},
    ReasonWords{"bid_above_maximum", "its bid would be above the most that Amazon accepts",
                "Set `max` in the rule's bid: harvestd never takes Amazon's limit for your intention."},
    ReasonWords{"no_bid", "there is nothing to compute its bid from",
                "Give the rule's bid an `average_order_value`, or the advertised ASIN one in `average_order_values`."},
    ReasonWords{"limit_cycle", "it qualified, but targets with better evidence used up the cycle's limit",
                "Every cycle looks again; `limits: {promotions_per_cycle: ...}` sets how many go at once."},
    ReasonWords{
        "limit_day", "it qualified, but the day's limit was used up",
        "The first cycle after midnight UTC looks again; `limits: {promotions_per_day: ...}` sets how many may go."},
    ReasonWords{"limit_ad_group", "it qualified, but the destination ad group is full (1,000 keywords)",
                "Make room in the destination ad group at Amazon; every cycle looks again."},
    ReasonWords{"qualified", "it qualified", ""},
};

struct StateWords {
  std::string_view name;
  std::string_view sentence;
};
constexpr std::array kStates{
    StateWords{"awaiting_approval", "Waits for a person's approval"},
    StateWords{"planned", "Decided and recorded, not sent yet"},
    StateWords{"sending", "Being sent"},
    StateWords{"created", "Created at Amazon"},
    StateWords{"already_existed", "Amazon had it already: not ours, so it is never undone"},
    StateWords{"rejected", "Amazon refused it"},
    StateWords{
        "unresolved",
        "Sent, but Amazon's answer did not say whether it exists now; Amazon's lists are read until it is known"},
    StateWords{"declined", "A person declined it"},
    StateWords{"expired", "Nobody approved it in time"},
    StateWords{"undone", "Undone"},
};

}  // namespace

const ReasonWords* words_of_reason(std::string_view reason) {
  for (const ReasonWords& words : kReasons) {
    if (words.name == reason) return &words;
  }
  return nullptr;
}

std::string_view words_of_state(std::string_view state) {
  for (const StateWords& words : kStates) {
    if (words.name == state) return words.sentence;
  }
  return state;
}

}  // namespace harvestd

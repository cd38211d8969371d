// From a rule that holds to the promotions still to be made.
#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "core/judge.h"

namespace harvestd {
namespace {

/// Why one entry is not to be made.
struct Obstacle {
  MatchType match;
  Reason reason;
  std::string words;
};

/// Empty for what does not stand at Amazon and is not on its way there: still to be sent, declined, undone.
std::string_view made_before(PromotionState state) {
  switch (state) {
    case PromotionState::kSending:
      return "is being sent";
    case PromotionState::kCreated:
      return "promoted before";
    case PromotionState::kAlreadyExisted:
      return "was there before harvestd came";
    case PromotionState::kRejected:
      return "rejected before, by Amazon or after answers that were lost (explain tells)";
    case PromotionState::kUnresolved:
      return "outcome of an earlier send unknown";
    case PromotionState::kExpired:
      return "its approval expired";
    case PromotionState::kAwaitingApproval:
    case PromotionState::kPlanned:
    case PromotionState::kDeclined:
    case PromotionState::kUndone:
      break;
  }
  return {};
}

std::optional<Obstacle> existing(MatchType match, const EntryFacts& facts) {
  const std::string_view before = facts.ledger ? made_before(*facts.ledger) : std::string_view();
  if (!before.empty()) return Obstacle{match, Reason::kAlreadyPromoted, std::string(before)};
  // What stands in the destination after an undo is what was undone: the person's refusal is the reason.
  if (facts.ledger == PromotionState::kUndone) return std::nullopt;
  if (facts.in_destination) {
    return Obstacle{match, Reason::kAlreadyInDestination, "is in the destination ad group already"};
  }
  if (facts.elsewhere_in_account) {
    return Obstacle{match, Reason::kDuplicateInAccount, "is elsewhere in the account already"};
  }
  return std::nullopt;
}

std::optional<Obstacle> refusal(MatchType match, const EntryFacts& facts) {
  if (facts.ledger == PromotionState::kDeclined) {
    return Obstacle{match, Reason::kRefusedByPerson, "declined by a person before"};
  }
  if (facts.ledger == PromotionState::kUndone) {
    return Obstacle{match, Reason::kRefusedByPerson, "undone by a person before"};
  }
  return std::nullopt;
}

Reason reason_of(BidProblem problem) {
  switch (problem) {
    case BidProblem::kBelowMinimum:
      return Reason::kBidBelowMinimum;
    case BidProblem::kAboveMaximum:
      return Reason::kBidAboveMaximum;
    case BidProblem::kNone:
      break;
  }
  return Reason::kNoBid;
}

Judgement stopped(Reason reason, const Rule& rule, const std::vector<Obstacle>& obstacles) {
  std::string detail;
  for (const Obstacle& obstacle : obstacles) {
    detail += fmt::format("{}{}: {}", detail.empty() ? "" : "; ", to_string(obstacle.match), obstacle.words);
  }
  return {.reason = reason, .rule = rule.name, .detail = std::move(detail)};
}

}  // namespace

std::variant<Judgement, std::vector<PricedEntry>> judge_entries(const Rule& rule, const PooledTarget& target,
                                                                const std::vector<EntryFacts>& facts,
                                                                const OrderValues& values,
                                                                const Marketplace& marketplace) {
  HARVESTD_CHECK(!rule.promote.empty() && facts.size() == rule.promote.size());
  std::vector<Obstacle> there, refused, unpriced;
  std::vector<PricedEntry> priced;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Promote& entry = rule.promote[i];
    auto refused_here = refusal(entry.match, facts[i]);
    auto there_already = existing(entry.match, facts[i]);
    if (refused_here) refused.push_back(std::move(*refused_here));
    if (there_already) there.push_back(std::move(*there_already));
    if (refused_here || there_already) continue;
    auto bid = compute_bid(entry.bid, target, values, marketplace);
    if (NoBid* problem = std::get_if<NoBid>(&bid)) {
      unpriced.push_back({entry.match, reason_of(problem->problem), std::move(problem->detail)});
    } else {
      priced.push_back({.entry = &entry, .bid = std::get<Bid>(std::move(bid))});
    }
  }
  if (there.size() == facts.size()) return stopped(there.front().reason, rule, there);
  if (!refused.empty() && priced.empty() && unpriced.empty()) return stopped(Reason::kRefusedByPerson, rule, refused);
  if (!unpriced.empty()) {
    const auto earlier = [](const Obstacle& a, const Obstacle& b) { return a.reason < b.reason; };
    return stopped(std::min_element(unpriced.begin(), unpriced.end(), earlier)->reason, rule, unpriced);
  }
  return priced;
}

std::string qualified_detail(const Rule& rule, const PooledTarget& target, const std::vector<PricedEntry>& entries) {
  HARVESTD_CHECK(target.evidence.has_value());
  std::string detail = fmt::format("clicks {}, conversions {} meet rule {}", target.evidence->clicks,
                                   target.evidence->conversions, rule.name);
  for (const PricedEntry& priced : entries) {
    const Money& amount = priced.bid.amount;
    detail += fmt::format("; {} at {} {}: {}", to_string(priced.entry->match), amount.to_string(),
                          to_string(amount.currency()), priced.bid.basis);
  }
  return detail;
}

}  // namespace harvestd

// The verdict on one pooled target: the reasons of the contract, in their order. Two steps, because only a target
// that its own evidence qualifies is worth asking Amazon and the ledger about. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/promotion.h"
#include "core/rules.h"

namespace harvestd {

enum class Verdict : std::uint8_t { kPromote = 1, kSkip, kHold };
std::string_view to_string(Verdict verdict);

/// Stable: names and numbers are kept in ledgers.
enum class Reason : std::uint8_t {
  kExcludedTerm = 1,
  kExcludedPattern,
  kExcludedAsin,
  kInvalidKeyword,
  kInvalidAsin,
  kNoMetrics,
  kNoRule,
  kNoGroup,
  kAmbiguousGroup,
  kGroupNotEnabled,
  kNoDestination,
  kAlreadyPromoted,
  kAlreadyInDestination,
  kDuplicateInAccount,
  kRefusedByPerson,
  kBidBelowMinimum,
  kBidAboveMaximum,
  kNoBid,
  kLimitCycle,
  kLimitDay,
  kLimitAdGroup,
  kQualified,
};
std::string_view to_string(Reason reason);
std::optional<Reason> parse_reason(std::string_view name);
/// hold for limits and no_group, promote for qualified, skip for the rest.
Verdict verdict_of(Reason reason);

struct Judgement {
  Reason reason = Reason::kQualified;
  std::string rule;    // the rule that decided, or the nearest for no_rule; may be empty
  std::string detail;  // plain words, with the values seen and the thresholds
};

struct Exclusions {
  struct Term {
    std::string key;      // keyword_key of what was configured
    std::string written;  // as configured
  };
  std::vector<Term> terms;
  std::vector<Pattern> patterns;
  std::vector<std::string> asins;  // asin_key
};

/// Excluded, invalid, no metrics or no rule: a Judgement. Else the rule that promotes it.
std::variant<Judgement, const Rule*> judge_evidence(const PooledTarget& target, const Exclusions& exclusions,
                                                    const std::vector<const Rule*>& rules);

/// What is known of one (target, match type) when it is asked whether to promote it.
struct EntryFacts {
  std::optional<PromotionState> ledger;  // state of our own promotion of this identity, if there is one
  bool in_destination = false;
  bool elsewhere_in_account = false;  // as the configured `duplicates` defines it
};

/// The entries of `rule.promote` that are still to be made, with their bids; or why there are none. `facts` has one
/// element per entry of rule.promote. Entries that exist already (already_promoted, already_in_destination,
/// duplicate_in_account) are left out; when none is left, the first one's reason is the target's. So are those that a
/// person declined or undid; when nothing else is left, that is the reason. The others go together: one without a bid
/// stops them all. A promotion that is planned or waits for approval is still to be made.
struct PricedEntry {
  const Promote* entry;
  Bid bid;
};
std::variant<Judgement, std::vector<PricedEntry>> judge_entries(const Rule& rule, const PooledTarget& target,
                                                                const std::vector<EntryFacts>& facts,
                                                                const OrderValues& values,
                                                                const Marketplace& marketplace);

/// Why it is promoted, in words: the evidence, the rule, and each bid.
std::string qualified_detail(const Rule& rule, const PooledTarget& target, const std::vector<PricedEntry>& entries);

}  // namespace harvestd

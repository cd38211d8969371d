#include <array>
#include <utility>

#include "core/check.h"
#include "core/judge.h"

namespace harvestd {
namespace {

// In the order of their numbers.
constexpr std::array<std::pair<Reason, std::string_view>, 22> kReasons{{
    {Reason::kExcludedTerm, "excluded_term"},
    {Reason::kExcludedPattern, "excluded_pattern"},
    {Reason::kExcludedAsin, "excluded_asin"},
    {Reason::kInvalidKeyword, "invalid_keyword"},
    {Reason::kInvalidAsin, "invalid_asin"},
    {Reason::kNoMetrics, "no_metrics"},
    {Reason::kNoRule, "no_rule"},
    {Reason::kNoGroup, "no_group"},
    {Reason::kAmbiguousGroup, "ambiguous_group"},
    {Reason::kGroupNotEnabled, "group_not_enabled"},
    {Reason::kNoDestination, "no_destination"},
    {Reason::kAlreadyPromoted, "already_promoted"},
    {Reason::kAlreadyInDestination, "already_in_destination"},
    {Reason::kDuplicateInAccount, "duplicate_in_account"},
    {Reason::kRefusedByPerson, "refused_by_person"},
    {Reason::kBidBelowMinimum, "bid_below_minimum"},
    {Reason::kBidAboveMaximum, "bid_above_maximum"},
    {Reason::kNoBid, "no_bid"},
    {Reason::kLimitCycle, "limit_cycle"},
    {Reason::kLimitDay, "limit_day"},
    {Reason::kLimitAdGroup, "limit_ad_group"},
    {Reason::kQualified, "qualified"},
}};

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPromote:
      return "promote";
    case Verdict::kSkip:
      return "skip";
    case Verdict::kHold:
      break;
  }
  return "hold";
}

std::string_view to_string(Reason reason) {
  const std::size_t index = static_cast<std::size_t>(reason) - 1;
  HARVESTD_CHECK(index < kReasons.size() && kReasons[index].first == reason);
  return kReasons[index].second;
}

std::optional<Reason> parse_reason(std::string_view name) {
  for (const auto& [reason, known] : kReasons) {
    if (known == name) return reason;
  }
  return std::nullopt;
}

Verdict verdict_of(Reason reason) {
  switch (reason) {
    case Reason::kNoGroup:
    case Reason::kLimitCycle:
    case Reason::kLimitDay:
    case Reason::kLimitAdGroup:
      return Verdict::kHold;
    case Reason::kQualified:
      return Verdict::kPromote;
    default:
      return Verdict::kSkip;
  }
}

}  // namespace harvestd

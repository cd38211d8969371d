// What Amazon recommends, and the evidence behind it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/ids.h"

namespace harvestd {

enum class Kind : std::uint8_t { kKeyword = 1, kProduct };
enum class MatchType : std::uint8_t { kExact = 1, kPhrase, kBroad, kExpanded };  // product: exact | expanded

std::string_view to_string(Kind kind);             // keyword | product
std::string_view to_string(MatchType match_type);  // exact | phrase | broad | expanded

/// Clicks and conversions as Amazon reports them; conversions may exceed clicks, rates then use clicks.
struct Evidence {
  std::uint64_t clicks = 0;
  std::uint64_t conversions = 0;
  std::uint64_t rated_conversions() const { return conversions < clicks ? conversions : clicks; }
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// One row of the recommendations endpoint, text as received.
struct Recommendation {
  CampaignId campaign;
  AdGroupId ad_group;
  AdId ad;
  std::string ad_asin;  // empty when Amazon did not say
  Kind kind = Kind::kKeyword;
  std::string target;
  std::optional<Evidence> evidence;  // none: no HISTORICAL_PERF reason with both numbers
};

/// One target of one source ad group, evidence summed over the ads that recommended it.
struct PooledTarget {
  Kind kind = Kind::kKeyword;
  std::string text;  // as first seen: NFC, spaces collapsed (ASIN: upper case). What would be sent.
  std::string key;   // identity: text case-folded (ASIN: upper case)
  std::optional<Evidence> evidence;
  std::vector<std::string> ad_asins;  // distinct, of the ads behind it; sorted
};

/// Pools the recommendations of one source ad group and one promotion group. Memory is proportional to the distinct
/// (ad, kind, target); rows may come in any order over any number of pages. The same (ad, kind, target) twice counts
/// once, the later one. Sums saturate. Not thread-safe.
class EvidencePool {
 public:
  EvidencePool() = default;
  EvidencePool(const EvidencePool&) = delete;
  EvidencePool& operator=(const EvidencePool&) = delete;
  EvidencePool(EvidencePool&&) = default;
  EvidencePool& operator=(EvidencePool&&) = default;

  void add(const Recommendation& recommendation);
  /// Recommendations added, before pooling.
  std::size_t seen() const { return seen_; }
  std::size_t size() const { return targets_.size(); }
  /// Calls `visit(PooledTarget)` for each target, in the order first seen.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < targets_.size(); ++i) visit(pooled(i));
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Contribution {
    std::uint32_t ad;    // index into ad_asins_
    std::uint32_t next;  // of the same target: index into contributions_, or kNone
    std::optional<Evidence> evidence;
  };
  struct Target {
    std::string key;   // one character for the kind, then the identity
    std::string text;  // empty when it is the same as the identity
    std::uint32_t contributions = kNone;
  };
  std::uint32_t ad_of(const Recommendation& recommendation);
  Target& target_of(const Recommendation& recommendation);
  PooledTarget pooled(std::size_t index) const;

  std::size_t seen_ = 0;
  std::deque<Target> targets_;  // never moves its elements: by_key_ points into them
  std::unordered_map<std::string_view, std::uint32_t> by_key_;
  std::vector<Contribution> contributions_;
  std::vector<std::string> ad_asins_;  // empty when Amazon did not say
  std::unordered_map<AdId, std::uint32_t> ad_index_;
};

}  // namespace harvestd

#include "core/recommendation.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/text.h"

namespace harvestd {
namespace {

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

char tag_of(Kind kind) {
  return kind == Kind::kKeyword ? 'k' : 'p';
}

}  // namespace

std::string_view to_string(Kind kind) {
  return kind == Kind::kKeyword ? "keyword" : "product";
}

std::string_view to_string(MatchType match_type) {
  constexpr std::array<std::string_view, 4> kNames{"exact", "phrase", "broad", "expanded"};
  return kNames.at(static_cast<std::size_t>(match_type) - 1);
}

void EvidencePool::add(const Recommendation& recommendation) {
  ++seen_;
  const std::uint32_t ad = ad_of(recommendation);
  Target& target = target_of(recommendation);
  for (std::uint32_t i = target.contributions; i != kNone; i = contributions_[i].next) {
    if (contributions_[i].ad == ad) {
      contributions_[i].evidence = recommendation.evidence;
      return;
    }
  }
  const auto index = static_cast<std::uint32_t>(contributions_.size());
  contributions_.push_back({.ad = ad, .next = target.contributions, .evidence = recommendation.evidence});
  target.contributions = index;
}

std::uint32_t EvidencePool::ad_of(const Recommendation& recommendation) {
  const auto next = static_cast<std::uint32_t>(ad_asins_.size());
  const auto [entry, is_new] = ad_index_.try_emplace(recommendation.ad, next);
  if (is_new) ad_asins_.emplace_back();
  if (!recommendation.ad_asin.empty()) ad_asins_[entry->second] = asin_key(recommendation.ad_asin);
  return entry->second;
}

EvidencePool::Target& EvidencePool::target_of(const Recommendation& recommendation) {
  const bool is_keyword = recommendation.kind == Kind::kKeyword;
  std::string key = is_keyword ? keyword_key(recommendation.target) : asin_key(recommendation.target);
  key.insert(key.begin(), tag_of(recommendation.kind));
  if (const auto known = by_key_.find(key); known != by_key_.end()) return targets_[known->second];
  std::string text = is_keyword ? keyword_text(recommendation.target) : std::string();
  if (std::string_view(key).substr(1) == text) text.clear();
  const auto index = static_cast<std::uint32_t>(targets_.size());
  Target& target = targets_.emplace_back(Target{.key = std::move(key), .text = std::move(text)});
  by_key_.emplace(target.key, index);
  return target;
}

PooledTarget EvidencePool::pooled(std::size_t index) const {
  const Target& target = targets_[index];
  PooledTarget pooled;
  pooled.kind = target.key.front() == tag_of(Kind::kKeyword) ? Kind::kKeyword : Kind::kProduct;
  pooled.key = target.key.substr(1);
  pooled.text = target.text.empty() ? pooled.key : target.text;
  for (std::uint32_t i = target.contributions; i != kNone; i = contributions_[i].next) {
    const Contribution& contribution = contributions_[i];
    if (const std::string& asin = ad_asins_[contribution.ad]; !asin.empty()) pooled.ad_asins.push_back(asin);
    if (!contribution.evidence) continue;
    if (!pooled.evidence) pooled.evidence.emplace();
    pooled.evidence->clicks = saturating_sum(pooled.evidence->clicks, contribution.evidence->clicks);
    pooled.evidence->conversions = saturating_sum(pooled.evidence->conversions, contribution.evidence->conversions);
  }
  std::sort(pooled.ad_asins.begin(), pooled.ad_asins.end());
  pooled.ad_asins.erase(std::unique(pooled.ad_asins.begin(), pooled.ad_asins.end()), pooled.ad_asins.end());
  return pooled;
}

}  // namespace harvestd

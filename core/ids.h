// Amazon's ids are decimal strings of up to 64 bits and more: never numbers. Each kind is a type of its own, so
// that an ad group is never passed where a campaign is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace harvestd {

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string text_;
};

using ProfileId = Id<struct ProfileTag>;  // one advertiser in one marketplace: the API's "scope"
using CampaignId = Id<struct CampaignTag>;
using AdGroupId = Id<struct AdGroupTag>;
using AdId = Id<struct AdTag>;
using GroupId = Id<struct GroupTag>;    // target promotion group
using TargetId = Id<struct TargetTag>;  // keyword id or product target id

/// Row ids of the ledger.
enum class CycleId : std::int64_t {};
enum class PromotionId : std::int64_t {};
constexpr std::int64_t to_int(CycleId id) {
  return static_cast<std::int64_t>(id);
}
constexpr std::int64_t to_int(PromotionId id) {
  return static_cast<std::int64_t>(id);
}

}  // namespace harvestd

template <class Tag>
struct std::hash<harvestd::Id<Tag>> {
  std::size_t operator()(const harvestd::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};

// Amazon's marketplaces: currency and the bids that Sponsored Products accepts there. Source: Amazon Ads API
// "Bid constraints by marketplace"; where published tables disagree (EG, AE), the narrower range.
#pragma once

#include <span>
#include <string_view>

#include "core/money.h"

namespace harvestd {

enum class Region : std::uint8_t { kNa = 1, kEu, kFe };
std::string_view to_string(Region region);  // na | eu | fe

struct Marketplace {
  std::string_view code;  // US, UK, DE, ...
  Region region;
  Money min_bid;  // inclusive
  Money max_bid;  // inclusive
  Currency currency() const { return min_bid.currency(); }
};

std::span<const Marketplace> marketplaces();

/// By Amazon's code (UK, also GB), upper case. Null when there is none. The pointer is valid for ever.
const Marketplace* find_marketplace(std::string_view code);

}  // namespace harvestd

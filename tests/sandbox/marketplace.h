// The marketplaces of the simulated API: currency and bid limits for Sponsored Products as Amazon publishes them
// ("Bid constraints by marketplace"; where two of its tables disagree, the narrower range).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace harvestd::sandbox {

struct Marketplace {
  std::string_view code;       // as in countryCode of a profile
  std::string_view string_id;  // marketplaceStringId
  std::string_view currency;
  int decimals;              // digits after the point that the currency has
  std::string_view min_bid;  // decimal text
  std::string_view max_bid;
  std::string_view timezone;
  std::string_view language;  // ISO 639, what its shoppers type
};

/// Null when there is no such marketplace.
const Marketplace* find_marketplace(std::string_view code);

std::span<const Marketplace> all_marketplaces();

}  // namespace harvestd::sandbox

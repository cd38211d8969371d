// Lifelike accounts from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/sandbox/account.h"

namespace harvestd::sandbox {

struct SeedOptions {
  std::uint64_t seed = 1;
  std::size_t profiles = 1;
  std::vector<std::string> marketplaces = {"US"};  // dealt out to the profiles in turn; must exist
  std::size_t campaigns = 2;                       // auto campaigns a profile
  std::size_t ad_groups = 1;                       // source ad groups a campaign
  std::size_t recommendations = 400;               // a source ad group
};

/// The same options give the same account, id for id. Each source ad group has three ads under one promotion group and
/// a fourth that no group covers; its recommendations are search terms and ASINs of its category, the same one often
/// under several ads, with clicks and conversions of which most stay low, and the odd cases that real accounts have
/// (see kOddities in seed.cpp). Some of the targets are in the destination already, put there by hand.
Account seed_account(const SeedOptions& options);

/// The ASINs of the shop itself: advertised, and to be excluded from promotion.
std::vector<std::string> own_asins(const Account& account);

}  // namespace harvestd::sandbox

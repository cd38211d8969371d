#include "core/marketplace.h"

#include <array>

namespace harvestd {
namespace {

constexpr Marketplace row(std::string_view code, Region region, Currency currency, std::int64_t min_micros,
                          std::int64_t max_units) {
  return Marketplace{.code = code,
                     .region = region,
                     .min_bid = Money(currency, Decimal::from_micros(min_micros)),
                     .max_bid = Money(currency, Decimal::from_micros(max_units * 1'000'000))};
}

constexpr Marketplace kEgypt{.code = "EG",
                             .region = Region::kEu,
                             .min_bid = Money(Currency::kEGP, Decimal::from_micros(150'000)),
                             .max_bid = Money(Currency::kEGP, Decimal::from_micros(5'500'000))};

constexpr std::array<Marketplace, 23> kMarketplaces{
    row("US", Region::kNa, Currency::kUSD, 20'000, 1000),       row("CA", Region::kNa, Currency::kCAD, 20'000, 1000),
    row("MX", Region::kNa, Currency::kMXN, 100'000, 20'000),    row("BR", Region::kNa, Currency::kBRL, 70'000, 3700),
    row("UK", Region::kEu, Currency::kGBP, 20'000, 1000),       row("DE", Region::kEu, Currency::kEUR, 20'000, 1000),
    row("FR", Region::kEu, Currency::kEUR, 20'000, 1000),       row("ES", Region::kEu, Currency::kEUR, 20'000, 1000),
    row("IT", Region::kEu, Currency::kEUR, 20'000, 1000),       row("NL", Region::kEu, Currency::kEUR, 20'000, 1000),
    row("BE", Region::kEu, Currency::kEUR, 20'000, 1000),       row("IE", Region::kEu, Currency::kEUR, 20'000, 1000),
    row("SE", Region::kEu, Currency::kSEK, 180'000, 9300),      row("PL", Region::kEu, Currency::kPLN, 40'000, 2000),
    row("TR", Region::kEu, Currency::kTRY, 50'000, 2500),       kEgypt,
    row("SA", Region::kEu, Currency::kSAR, 100'000, 3670),      row("AE", Region::kEu, Currency::kAED, 240'000, 184),
    row("ZA", Region::kEu, Currency::kZAR, 1'000'000, 7000),    row("IN", Region::kEu, Currency::kINR, 1'000'000, 5000),
    row("JP", Region::kFe, Currency::kJPY, 2'000'000, 100'000), row("AU", Region::kFe, Currency::kAUD, 20'000, 1410),
    row("SG", Region::kFe, Currency::kSGD, 20'000, 1100),
};

}  // namespace

std::string_view to_string(Region region) {
  constexpr std::array<std::string_view, 3> kNames{"na", "eu", "fe"};
  return kNames.at(static_cast<std::size_t>(region) - 1);
}

std::span<const Marketplace> marketplaces() {
  return kMarketplaces;
}

const Marketplace* find_marketplace(std::string_view code) {
  if (code == "GB") code = "UK";
  for (const Marketplace& marketplace : kMarketplaces) {
    if (marketplace.code == code) return &marketplace;
  }
  return nullptr;
}

}  // namespace harvestd

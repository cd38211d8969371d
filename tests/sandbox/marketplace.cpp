#include "tests/sandbox/marketplace.h"

#include <algorithm>
#include <array>

namespace harvestd::sandbox {
namespace {

constexpr std::array kMarketplaces = {
    Marketplace{"US", "ATVPDKIKX0DER", "USD", 2, "0.02", "1000", "America/Los_Angeles", "en"},
    Marketplace{"CA", "A2EUQ1WTGCTBG2", "CAD", 2, "0.02", "1000", "America/Los_Angeles", "en"},
    Marketplace{"MX", "A1AM78C64UM0Y8", "MXN", 2, "0.10", "20000", "America/Los_Angeles", "es"},
    Marketplace{"BR", "A2Q3Y263D00KWC", "BRL", 2, "0.07", "3700", "America/Sao_Paulo", "es"},
    Marketplace{"UK", "A1F83G8C2ARO7P", "GBP", 2, "0.02", "1000", "Europe/London", "en"},
    Marketplace{"DE", "A1PA6795UKMFR9", "EUR", 2, "0.02", "1000", "Europe/Paris", "de"},
    Marketplace{"FR", "A13V1IB3VIYZZH", "EUR", 2, "0.02", "1000", "Europe/Paris", "fr"},
    Marketplace{"ES", "A1RKKUPIHCS9HS", "EUR", 2, "0.02", "1000", "Europe/Paris", "es"},
    Marketplace{"IT", "APJ6JRA9NG5V4", "EUR", 2, "0.02", "1000", "Europe/Paris", "fr"},
    Marketplace{"NL", "A1805IZSGTT6HS", "EUR", 2, "0.02", "1000", "Europe/Amsterdam", "de"},
    Marketplace{"BE", "AMEN7PMS3EDWL", "EUR", 2, "0.02", "1000", "Europe/Brussels", "fr"},
    Marketplace{"IE", "A28R8C7NBKEWEA", "EUR", 2, "0.02", "1000", "Europe/Dublin", "en"},
    Marketplace{"SE", "A2NODRKZP88ZB9", "SEK", 2, "0.18", "9300", "Europe/Stockholm", "de"},
    Marketplace{"PL", "A1C3SOZRARQ6R3", "PLN", 2, "0.04", "2000", "Europe/Warsaw", "de"},
    Marketplace{"TR", "A33AVAJ2PDY3EV", "TRY", 2, "0.05", "2500", "Europe/Istanbul", "en"},
    Marketplace{"EG", "ARBP9OOSHTCHU", "EGP", 2, "0.15", "5.50", "Africa/Cairo", "ar"},
    Marketplace{"SA", "A17E79C6D8DWNP", "SAR", 2, "0.10", "3670", "Asia/Riyadh", "ar"},
    Marketplace{"AE", "A2VIGQ35RCS4UG", "AED", 2, "0.24", "184", "Asia/Dubai", "ar"},
    Marketplace{"ZA", "AE08WJ6YKNBMC", "ZAR", 2, "1", "7000", "Africa/Johannesburg", "en"},
    Marketplace{"IN", "A21TJRUUN4KGV", "INR", 2, "1", "5000", "Asia/Kolkata", "hi"},
    Marketplace{"JP", "A1VC38T7YXB528", "JPY", 0, "2", "100000", "Asia/Tokyo", "ja"},
    Marketplace{"AU", "A39IBJ37TRP1C6", "AUD", 2, "0.02", "1410", "Australia/Sydney", "en"},
    Marketplace{"SG", "A19VAU5U5O7RUS", "SGD", 2, "0.02", "1100", "Asia/Singapore", "en"},
};

}  // namespace

const Marketplace* find_marketplace(std::string_view code) {
  const auto* found = std::ranges::find(kMarketplaces, code, &Marketplace::code);
  return found == kMarketplaces.end() ? nullptr : found;
}

std::span<const Marketplace> all_marketplaces() {
  return kMarketplaces;
}

}  // namespace harvestd::sandbox

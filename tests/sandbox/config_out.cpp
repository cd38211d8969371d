#include "tests/sandbox/config_out.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <stdexcept>

#include "tests/sandbox/marketplace.h"
#include "tests/sandbox/seed.h"

namespace harvestd::sandbox {
namespace {

/// Writes a file that only its owner reads.
void write_file(const std::filesystem::path& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) throw std::runtime_error("cannot write " + path.string());
  const bool written = ::fchmod(fd, S_IRUSR | S_IWUSR) == 0 &&
                       ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  if (!written) throw std::runtime_error("cannot write " + path.string());
}

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == ' ' || c == '|' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// Roughly what a dollar is in the marketplace's currency.
double scale_of(std::string_view currency) {
  if (currency == "JPY") return 150;
  if (currency == "INR") return 80;
  if (currency == "MXN" || currency == "ZAR") return 18;
  if (currency == "SEK") return 10;
  if (currency == "TRY") return 30;
  if (currency == "SAR" || currency == "AED" || currency == "PLN" || currency == "BRL") return 4;
  return 1;
}

std::string amount(double dollars, const Marketplace& marketplace) {
  const double value = dollars * scale_of(marketplace.currency);
  return fmt::format("{:.{}f}", marketplace.decimals == 0 ? std::round(value) : value, marketplace.decimals);
}

std::string rules_of(const Marketplace& marketplace) {
  const auto money = [&](double dollars) { return amount(dollars, marketplace); };
  const std::string code = lower(marketplace.code);
  return fmt::format(
      "  - name: keywords-{code}\n"
      "    when: {{kind: keyword, clicks: {{min: 10}}, conversions: {{min: 2}}, conversion_rate: {{min: 0.05}}}}\n"
      "    promote:\n"
      "      - match: exact\n"
      "        bid: {{target_acos: 0.30, average_order_value: {value},\n"
      "              prior: {{conversion_rate: 0.05, clicks: 20}}, min: {min}, max: {max}}}\n"
      "      - match: phrase\n"
      "        bid: {{fixed: {phrase}}}\n"
      "  - name: products-{code}\n"
      "    when: {{kind: product, clicks: {{min: 12}}, conversions: {{min: 2}}}}\n"
      "    promote:\n"
      "      - match: expanded\n"
      "        bid: {{fixed: {product}}}\n",
      fmt::arg("code", code), fmt::arg("value", money(24.90)), fmt::arg("min", money(0.30)),
      fmt::arg("max", money(2.50)), fmt::arg("phrase", money(0.60)), fmt::arg("product", money(0.99)));
}

std::string profile_text(const Profile& profile, std::size_t number) {
  const std::string code = lower(profile.marketplace);
  std::string out = fmt::format("  - id: \"{}\"\n    marketplace: {}\n    credentials: default\n    campaigns:\n",
                                profile.id, profile.marketplace);
  for (const Campaign& campaign : profile.campaigns) {
    if (campaign.targeting != "AUTO") continue;
    out += fmt::format("      - id: \"{}\"\n        label: {}{}-{}\n        rules: [keywords-{}, products-{}]\n",
                       campaign.id, code, number, lower(campaign.name), code, code);
  }
  return out;
}

/// The API region that serves a marketplace: a configuration has one.
std::string_view region_of(std::string_view code) {
  if (code == "US" || code == "CA" || code == "MX" || code == "BR") return "na";
  return code == "JP" || code == "AU" || code == "SG" ? "fe" : "eu";
}

std::string_view only_region(const Account& account) {
  std::set<std::string_view> regions;
  for (const Profile& profile : account.profiles()) regions.insert(region_of(profile.marketplace));
  if (regions.size() == 1) return *regions.begin();
  throw std::invalid_argument(fmt::format("a harvestd configuration is for one region; these marketplaces are in {}",
                                          fmt::join(regions, ", ")));
}

std::string head_text(std::string_view region, const std::filesystem::path& directory, const ConfigOut& server) {
  const std::string ca = server.ca_file.empty() ? "" : fmt::format("  ca_file: \"{}\"\n", server.ca_file);
  return fmt::format(
      "# Written by harvestd-sandbox for the account it serves. The credentials are not real.\n"
      "version: 1\n"
      "api:\n"
      "  region: {region}\n"
      "  media_type_version: 1\n"
      "  timeout: 10s\n"
      "  endpoint: {url}\n"
      "  token_endpoint: {url}/auth/o2/token\n"
      "{ca}"
      "credentials:\n"
      "  default:\n"
      "    client_id: {{file: \"{dir}/client-id\"}}\n"
      "    client_secret: {{file: \"{dir}/client-secret\"}}\n"
      "    refresh_token: {{file: \"{dir}/refresh-token\"}}\n"
      "ledger:\n"
      "  path: \"{dir}/ledger.db\"\n"
      "schedule: {{every: 1m, jitter: 0s}}\n"
      "settle: 5s\n"
      "mode: auto\n",
      fmt::arg("region", region), fmt::arg("url", server.url), fmt::arg("ca", ca), fmt::arg("dir", directory.string()));
}

std::string exclusions_text(const Account& account) {
  std::vector<std::string> asins;
  std::vector<std::string> values;
  for (const Profile& profile : account.profiles()) {
    const Marketplace& marketplace = *find_marketplace(profile.marketplace);
    for (const Ad& ad : profile.ads) {
      asins.push_back(ad.asin);
      values.push_back(fmt::format("  {}: {}\n", ad.asin, amount(24.90, marketplace)));
    }
  }
  std::string out = "exclusions:\n  terms: [acme, \"acme corp\"]\n  patterns: [\"\\\\bfree\\\\b\"]\n";
  out += fmt::format("  asins: [{}]\naverage_order_values:\n{}", fmt::join(asins, ", "), fmt::join(values, ""));
  return out;
}

}  // namespace

void write_config(const std::filesystem::path& file, const Account& account, const ApiOptions& api,
                  const ConfigOut& server) {
  const std::filesystem::path directory = std::filesystem::absolute(file).lexically_normal().parent_path();
  std::string out = head_text(only_region(account), directory, server) + exclusions_text(account) + "rules:\n";
  std::set<std::string> marketplaces;
  for (const Profile& profile : account.profiles()) {
    if (marketplaces.insert(profile.marketplace).second) out += rules_of(*find_marketplace(profile.marketplace));
  }
  out += "profiles:\n";
  std::size_t number = 0;
  for (const Profile& profile : account.profiles()) out += profile_text(profile, ++number);
  std::filesystem::create_directories(directory);
  write_file(directory / "client-id", api.client_id);
  write_file(directory / "client-secret", api.client_secret);
  write_file(directory / "refresh-token", api.refresh_token);
  write_file(file, out);
}

}  // namespace harvestd::sandbox

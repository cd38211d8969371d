#include "tests/storm/canary.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace harvestd::storm {
namespace {

constexpr std::string_view kSecretCore = "FakeCanarySecret7Q2x";
constexpr std::string_view kRefreshCore = "FakeCanaryRefresh5Wz";
constexpr std::string_view kAccessCore = "FakeCanaryAccess9Kp3";

/// The base64 characters that depend on `core` alone when it begins `offset` bytes after a group of three.
std::string base64(std::string_view core, std::size_t offset) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string bytes = std::string(offset, '\0') + std::string(core);
  std::string out;
  for (std::size_t bit = 0; bit + 6 <= bytes.size() * 8; bit += 6) {
    if (bit < offset * 8) continue;
    unsigned digit = 0;
    for (std::size_t i = bit; i < bit + 6; ++i) {
      digit = digit << 1 | (static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8) & 1U);
    }
    out += kDigits[digit];
  }
  return out;
}

std::string with_url_alphabet(std::string text) {
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::string hexadecimal(std::string_view core, bool upper) {
  std::string out;
  for (const char c : core) out += upper ? fmt::format("{:02X}", c) : fmt::format("{:02x}", c);
  return out;
}

}  // namespace

void use_canaries(sandbox::ApiOptions& api) {
  api.client_secret = fmt::format("fake/{}+=&%", kSecretCore);
  api.refresh_token = fmt::format("Atzr|fake+{}/=", kRefreshCore);
  api.access_token_prefix = fmt::format("Atza|fake+{}/", kAccessCore);
}

CanaryScan::CanaryScan() {
  for (const auto& [name, core] :
       {std::pair("the client secret", kSecretCore), std::pair("the refresh token", kRefreshCore),
        std::pair("an access token", kAccessCore)}) {
    needles_.push_back({fmt::format("{}, plain", name), std::string(core)});
    for (const bool upper : {true, false}) {
      needles_.push_back({fmt::format("{}, hexadecimal", name), hexadecimal(core, upper)});
    }
    for (std::size_t offset = 0; offset < 3; ++offset) {
      const std::string encoded = base64(core, offset);
      needles_.push_back({fmt::format("{}, base64", name), encoded});
      if (with_url_alphabet(encoded) == encoded) continue;
      needles_.push_back({fmt::format("{}, base64url", name), with_url_alphabet(encoded)});
    }
  }
}

void CanaryScan::text(const std::string& name, std::string_view content) {
  ++files_;
  bytes_ += content.size();
  for (const Needle& needle : needles_) {
    if (content.find(needle.bytes) != std::string_view::npos) {
      leaks_.push_back(fmt::format("{} holds {}", name, needle.what));
    }
  }
}

void CanaryScan::tree(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::error_code gone;
    if (!entry.is_regular_file(gone)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    text(entry.path().string(), std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()));
  }
}

}  // namespace harvestd::storm

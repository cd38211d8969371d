#include "tests/simulation/story.h"

namespace harvestd::simulation {

void Story::line(std::string_view words) {
  const auto ms = world_.now().count();
  fmt::print(out_, "{:>9}.{:03} {}\n", ms / 1000, ms % 1000, words);
}

void Story::mix(std::string_view bytes) {
  constexpr std::uint64_t kPrime = 0x100000001B3U;
  for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * kPrime;  // FNV-1a
  hash_ = (hash_ ^ bytes.size()) * kPrime;
}

void Story::note(std::string_view what, std::string_view content) {
  const std::int64_t at = world_.now().count();
  mix(std::string_view(reinterpret_cast<const char*>(&at), sizeof(at)));
  mix(what);
  mix(content);
}

}  // namespace harvestd::simulation

// What happened in a run: told in words when somebody wants to read it, hashed in any case, so that two runs of one
// seed can be compared.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "tests/simulation/world.h"

namespace harvestd::simulation {

class Story {
 public:
  /// `out`: where it is told; null: nowhere.
  Story(const World& world, std::FILE* out) : world_(world), out_(out) {}

  template <class... Args>
  void tell(fmt::format_string<Args...> format, Args&&... args) {
    if (out_ != nullptr) line(fmt::format(format, std::forward<Args>(args)...));
  }
  bool is_told() const { return out_ != nullptr; }

  /// What counts for reproducing a run: when, what, and its content.
  void note(std::string_view what, std::string_view content);
  std::uint64_t hash() const { return hash_; }

 private:
  void line(std::string_view words);
  void mix(std::string_view bytes);

  const World& world_;
  std::FILE* out_;
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

}  // namespace harvestd::simulation

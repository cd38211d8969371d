// Bugs on purpose, for the program harvestd-simulation-planted only: which one is awake is said by the environment
// variable HARVESTD_PLANTED. What each of them is stands in bugs.cmake.
#pragma once

#include <cstdlib>
#include <string_view>

namespace harvestd {

inline bool planted(std::string_view bug) {
  static const std::string_view awake = [] {
    const char* name = std::getenv("HARVESTD_PLANTED");
    return std::string_view(name == nullptr ? "" : name);
  }();
  return awake == bug;
}

}  // namespace harvestd

// Randomness of the simulation: all of it comes from one seed, by streams that do not disturb one another.
#pragma once

#include <cstdint>

#include "tests/sandbox/random.h"

namespace harvestd::simulation {

using sandbox::Random;

/// An independent generator for one purpose: drawing from one stream changes nothing in another.
inline Random stream(std::uint64_t seed, std::uint64_t purpose) {
  Random mix(seed ^ (purpose * 0xD1342543DE82EF95U));
  return Random(mix.next());
}

}  // namespace harvestd::simulation

// What becomes of a promotion whose outcome is unknown, from what reading Amazon shows of it. Pure.
#pragma once

#include <optional>

#include "core/elapsed.h"
#include "core/promotion.h"

namespace harvestd {

/// Where one complete reading of the promotion group's targets and of the destination ad group saw it.
enum class Sighting : std::uint8_t {
  kNowhere = 1,
  kInAdGroup,  // but not among the targets made through the group
  kInGroup,
};

/// Without a person at most this many create calls of one promotion may end with an unknown outcome.
inline constexpr int kMostLostAttempts = 2;

/// A promotion in state unresolved.
struct OpenQuestion {
  int lost_attempts = 1;             // whose outcome was unknown
  std::optional<Moment> first_look;  // when a complete reading first did not find it among the group's targets
};

/// When it is worth to read again: zero is now.
Duration until_next_look(const OpenQuestion& question, const Moment& now, Duration settle);

/// The event that a reading which began at `began` gives rise to. Nothing: it stays unresolved, and when it has no
/// first look this was it. What Amazon shows within `settle` is never taken for absent: only a second look, at least
/// that long after the first, ends the question; also where only the ad group shows it, because the group's list may
/// lag behind.
std::optional<PromotionEvent> settle_by_reading(const OpenQuestion& question, Sighting sighting, const Moment& began,
                                                Duration settle);

}  // namespace harvestd

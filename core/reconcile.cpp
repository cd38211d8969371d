#include "core/reconcile.h"

#include <algorithm>

namespace harvestd {

Duration until_next_look(const OpenQuestion& question, const Moment& now, Duration settle) {
  if (!question.first_look) return Duration(0);
  return std::max(settle - certainly_elapsed(*question.first_look, now), Duration(0));
}

std::optional<PromotionEvent> settle_by_reading(const OpenQuestion& question, Sighting sighting, const Moment& began,
                                                Duration settle) {
  if (sighting == Sighting::kInGroup) return PromotionEvent::kCreated;
  const bool second = question.first_look && until_next_look(question, began, settle) == Duration(0);
  if (!second) return std::nullopt;
  if (sighting == Sighting::kInAdGroup) return PromotionEvent::kExists;
  return question.lost_attempts < kMostLostAttempts ? PromotionEvent::kAbsent : PromotionEvent::kGiveUp;
}

}  // namespace harvestd

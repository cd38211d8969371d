#include "core/reconcile.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSettle = 60s;

Moment after(Duration since) {
  return {std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + since, {.boot = "b", .since = 1h + since}};
}

std::optional<PromotionEvent> first(Sighting sighting, int lost = 1) {
  return settle_by_reading({.lost_attempts = lost, .first_look = {}}, sighting, after(0s), kSettle);
}

std::optional<PromotionEvent> again(Sighting sighting, Duration since_first, int lost = 1) {
  return settle_by_reading({.lost_attempts = lost, .first_look = after(0s)}, sighting, after(since_first), kSettle);
}

TEST(Reconcile, FoundAmongTheGroupsTargetsIsCreatedAtOnce) {
  EXPECT_EQ(first(Sighting::kInGroup), PromotionEvent::kCreated);
  EXPECT_EQ(again(Sighting::kInGroup, 1s), PromotionEvent::kCreated);
  EXPECT_EQ(again(Sighting::kInGroup, 1h, 2), PromotionEvent::kCreated);
}

TEST(Reconcile, OneLookNeverProvesAbsence) {
  for (const int lost : {1, 2, 3}) {
    EXPECT_EQ(first(Sighting::kNowhere, lost), std::nullopt);
    EXPECT_EQ(first(Sighting::kInAdGroup, lost), std::nullopt) << "the group's list may lag behind";
  }
}

TEST(Reconcile, ASecondLookCountsOnlyAfterTheSettleWindow) {
  EXPECT_EQ(again(Sighting::kNowhere, kSettle - 1ms), std::nullopt);
  EXPECT_EQ(again(Sighting::kInAdGroup, kSettle - 1ms), std::nullopt);
  EXPECT_EQ(again(Sighting::kNowhere, kSettle), PromotionEvent::kAbsent);
  EXPECT_EQ(again(Sighting::kInAdGroup, kSettle), PromotionEvent::kExists);
}

TEST(Reconcile, WhatWasLostTwiceIsNotSentAThirdTime) {
  EXPECT_EQ(again(Sighting::kNowhere, kSettle, 2), PromotionEvent::kGiveUp);
  EXPECT_EQ(again(Sighting::kNowhere, kSettle, 3), PromotionEvent::kGiveUp);
}

TEST(Reconcile, TheWallClockAloneShortensNothing) {
  Moment later = after(1s);
  later.wall += 1h;
  EXPECT_EQ(settle_by_reading({.lost_attempts = 1, .first_look = after(0s)}, Sighting::kNowhere, later, kSettle),
            std::nullopt);
}

TEST(Reconcile, TheFirstLookIsDueAtOnceTheSecondAWindowLater) {
  EXPECT_EQ(until_next_look({}, after(0s), kSettle), 0s);
  const OpenQuestion looked{.lost_attempts = 1, .first_look = after(0s)};
  EXPECT_EQ(until_next_look(looked, after(10s), kSettle), 50s);
  EXPECT_EQ(until_next_look(looked, after(2h), kSettle), 0s);
}

}  // namespace
}  // namespace harvestd

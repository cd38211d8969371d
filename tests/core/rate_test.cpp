#include "core/rate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <string>
#include <vector>

namespace harvestd {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Answer = RateLimiter::Answer;
using Permit = RateLimiter::Permit;

class Rate : public testing::Test {
 protected:
  /// Waits in virtual time until the profile's turn comes.
  Permit next(const ProfileId& profile) {
    const RateLimiter::Ticket ticket = limiter_.enter(profile, now_);
    while (true) {
      auto answer = limiter_.ask(ticket, now_);
      if (const auto* permit = std::get_if<Permit>(&answer)) return *permit;
      now_ += std::get<Duration>(answer);
    }
  }
  bool goes_at_once(const ProfileId& profile) {
    const RateLimiter::Ticket ticket = limiter_.enter(profile, now_);
    const bool granted = std::holds_alternative<Permit>(limiter_.ask(ticket, now_));
    limiter_.leave(ticket);
    return granted;
  }
  void call(const ProfileId& profile, Answer answer) { limiter_.report(next(profile), answer, now_); }
  /// Accepted calls, one every `gap`.
  void calls(const ProfileId& profile, int count, Duration gap) {
    for (int i = 0; i < count; ++i) {
      call(profile, Answer::kAccepted);
      now_ += gap;
    }
  }
  /// Ten calls a second, and one more that is throttled.
  void throttle_at_ten() {
    calls(one_, 100, milliseconds(100));
    call(one_, Answer::kThrottled);
  }

  const ProfileId one_{"1"}, other_{"2"};
  RateLimiter limiter_;
  Duration now_ = hours(1);
};

TEST_F(Rate, NothingWaitsBeforeTheFirstThrottle) {
  for (int i = 0; i < 1000; ++i) limiter_.report(next(i % 2 == 0 ? one_ : other_), Answer::kAccepted, now_);
  EXPECT_EQ(now_, hours(1));
  EXPECT_EQ(limiter_.sent(), 1000);
}

TEST_F(Rate, AThrottleTakesThirtyPerCentOffTheRateThatWasMeasured) {
  throttle_at_ten();
  EXPECT_NEAR(limiter_.rate(), 7, 0.5);
  EXPECT_EQ(limiter_.throttled(), 1);
}

TEST_F(Rate, CallsThatWereUnderWayAtTheCutSayNothingNew) {
  calls(one_, 100, milliseconds(100));
  std::vector<Permit> under_way;
  for (int i = 0; i < 5; ++i) under_way.push_back(limiter_.take(ProfileId(std::to_string(i)), now_));
  now_ += milliseconds(100);
  limiter_.report(under_way[0], Answer::kThrottled, now_);
  const double cut = limiter_.rate();
  for (int i = 1; i < 5; ++i) limiter_.report(under_way[static_cast<std::size_t>(i)], Answer::kThrottled, now_);
  EXPECT_EQ(limiter_.rate(), cut);
}

TEST_F(Rate, ComesBackToWhereItWasThrottledAndThenGoesBeyond) {
  throttle_at_ten();
  const Duration start = now_;
  while (now_ - start < milliseconds(1500)) call(one_, Answer::kAccepted);
  EXPECT_NEAR(limiter_.rate(), 10, 0.5);
  while (now_ - start < seconds(60)) call(one_, Answer::kAccepted);
  EXPECT_GT(limiter_.rate(), 20);
}

TEST_F(Rate, TheMoreWasThrottledLatelyTheLongerItStaysBeforeItGrows) {
  throttle_at_ten();
  const auto until_it_grows = [this] {
    const Duration start = now_;
    while (limiter_.rate() < 11) call(one_, Answer::kAccepted);
    return now_ - start;
  };
  const Duration at_first = until_it_grows();
  call(one_, Answer::kThrottled);
  EXPECT_GT(until_it_grows(), 2 * at_first);
}

TEST_F(Rate, AnIdleHourNeitherStallsNorEarnsABurst) {
  throttle_at_ten();
  calls(one_, 20, Duration(0));
  const double before = limiter_.rate();
  now_ += hours(1);
  EXPECT_TRUE(goes_at_once(one_));
  int more = 0;
  for (; goes_at_once(one_); ++more) ASSERT_LT(more, 3);
  EXPECT_LE(limiter_.rate(), before * 1.05);
  EXPECT_GE(limiter_.rate(), before);
}

TEST_F(Rate, ARateThatIsNotUsedIsNotTakenForProven) {
  throttle_at_ten();
  calls(one_, 600, seconds(1));  // one a second
  EXPECT_LT(limiter_.rate(), 11);
}

TEST_F(Rate, AnswersThatSayNothingAboutLimitsChangeNothing) {
  throttle_at_ten();
  const double cut = limiter_.rate();
  limiter_.report(limiter_.take(one_, now_), Answer::kUnknown, now_);
  EXPECT_NEAR(limiter_.rate(), cut, 0.1);
  EXPECT_EQ(limiter_.throttled(), 1);
}

TEST_F(Rate, ALimitThatFallsToAFifthCostsAHandfulOfThrottles) {
  throttle_at_ten();
  calls(one_, 300, Duration(0));
  double tokens = 0;  // of a server that allows two a second from now on
  Duration last = now_;
  const std::int64_t before = limiter_.throttled();
  const Duration start = now_;
  int accepted = 0;
  while (now_ - start < seconds(60)) {
    const Permit permit = next(one_);
    tokens = std::min(2.0, tokens + 2 * std::chrono::duration<double>(now_ - last).count());
    last = now_;
    const bool good = tokens >= 1;
    if (good) tokens -= 1;
    accepted += good ? 1 : 0;
    limiter_.report(permit, good ? Answer::kAccepted : Answer::kThrottled, now_);
  }
  EXPECT_LE(limiter_.throttled() - before, 12);
  EXPECT_GE(accepted, 100);
}

TEST_F(Rate, ProfilesTakeTurnsHoweverManyRequestsOneHas) {
  throttle_at_ten();
  std::deque<std::pair<char, RateLimiter::Ticket>> waiting;
  for (int i = 0; i < 10; ++i) waiting.emplace_back('a', limiter_.enter(one_, now_));
  for (int i = 0; i < 3; ++i) waiting.emplace_back('b', limiter_.enter(other_, now_));
  std::string served;
  while (!waiting.empty()) {
    for (auto each = waiting.begin(); each != waiting.end(); ++each) {
      if (std::holds_alternative<Duration>(limiter_.ask(each->second, now_))) continue;
      served += each->first;
      waiting.erase(each);
      break;
    }
    now_ += milliseconds(1);
  }
  EXPECT_EQ(served, "abababaaaaaaa");
}

TEST_F(Rate, WhoGoesAwayOrDoesNotComeBackBlocksNobody) {
  throttle_at_ten();
  const RateLimiter::Ticket gone = limiter_.enter(other_, now_);
  limiter_.ask(gone, now_);
  limiter_.leave(gone);
  const RateLimiter::Ticket lost = limiter_.enter(other_, now_);
  limiter_.ask(lost, now_);
  const Duration start = now_;
  next(one_);
  EXPECT_LT(now_ - start, seconds(3));
}

TEST_F(Rate, AProfileThatIsAlwaysThrottledSlowsItselfAlone) {
  std::vector<ProfileId> others;
  for (int i = 0; i < 49; ++i) others.emplace_back(std::to_string(100 + i));
  for (int round = 0; round < 20; ++round) {
    for (const ProfileId& each : others) call(each, Answer::kAccepted);
    const Permit permit = limiter_.take(one_, now_);
    now_ += milliseconds(100);
    limiter_.report(permit, Answer::kThrottled, now_);
  }
  const Duration start = now_;
  next(one_);
  EXPECT_GE(now_ - start, seconds(4));
  EXPECT_GT(limiter_.rate(), 20) << "cut by the first throttle only";
}

TEST_F(Rate, AProfileThatWaitsForItsOwnPaceTakesNoTurnFromTheOthers) {
  throttle_at_ten();
  call(other_, Answer::kThrottled);
  for (int i = 0; i < 3; ++i) {
    calls(one_, 30, Duration(0));
    call(other_, Answer::kThrottled);
  }
  const RateLimiter::Ticket held_back = limiter_.enter(other_, now_);
  ASSERT_GT(std::get<Duration>(limiter_.ask(held_back, now_)), seconds(2));
  const Duration start = now_;
  const double slowest = limiter_.rate();
  call(one_, Answer::kAccepted);
  calls(one_, 15, Duration(0));
  EXPECT_LE(now_ - start, Duration(static_cast<int>(16'000 / slowest) + 16)) << "rounded up to whole milliseconds";
}

TEST_F(Rate, ThrottledAgainWithoutASuccessInBetweenItCutsTheSharedRateOnce) {
  throttle_at_ten();
  call(one_, Answer::kAccepted);
  call(one_, Answer::kThrottled);
  const double cut = limiter_.rate();
  for (int i = 0; i < 20; ++i) call(one_, Answer::kThrottled);
  EXPECT_GE(limiter_.rate(), cut);
}

TEST_F(Rate, AProfileGetsOverItsOwnLimit) {
  for (int i = 0; i < 10; ++i) {
    calls(other_, 30, milliseconds(10));
    call(one_, Answer::kThrottled);
  }
  const Duration start = now_;
  calls(one_, 10, Duration(0));
  EXPECT_GT(now_ - start, seconds(10));
  now_ += std::chrono::minutes(10);
  const Duration later = now_;
  calls(one_, 10, Duration(0));
  EXPECT_LT(now_ - later, seconds(10));
}

TEST_F(Rate, WhenManyAreThrottledTheLimitIsShared) {
  for (int i = 0; i < 50; ++i) calls(ProfileId(std::to_string(i)), 1, milliseconds(20));
  for (int i = 0; i < 5; ++i) {
    call(ProfileId(std::to_string(i)), Answer::kThrottled);
    now_ += milliseconds(20);
    calls(ProfileId("99"), 1, milliseconds(20));
  }
  EXPECT_LT(limiter_.rate(), 50);
}

}  // namespace
}  // namespace harvestd

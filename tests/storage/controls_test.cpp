#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using Controls = LedgerTest;

TEST_F(Controls, PausingACampaignPausesItAlone) {
  Ledger ledger = open();
  EXPECT_TRUE(ledger.set_paused("spring-auto", true, kNow));
  EXPECT_FALSE(ledger.set_paused("spring-auto", true, kNow)) << "it was so already";
  EXPECT_TRUE(ledger.reader().is_paused("spring-auto"));
  EXPECT_FALSE(ledger.reader().is_paused("other"));
  EXPECT_TRUE(ledger.set_paused("spring-auto", false, kNow));
  EXPECT_FALSE(ledger.set_paused("spring-auto", false, kNow));
  EXPECT_FALSE(ledger.reader().is_paused("spring-auto"));
  EXPECT_EQ(ledger.reader().database().text("SELECT group_concat(kind || ' ' || subject, ', ') FROM audit_events"),
            "paused spring-auto, resumed spring-auto");
}

TEST_F(Controls, PausingEverythingHoldsAcrossRestarts) {
  open().set_paused("", true, kNow);
  const Ledger ledger = open();
  EXPECT_TRUE(ledger.reader().is_paused("spring-auto"));
  EXPECT_TRUE(read().is_paused("any"));
}

TEST_F(Controls, AParkedProfileStaysParkedAcrossRestarts) {
  using namespace std::chrono_literals;
  open().park(kCampaign.profile, 3h, "Retry-After", kNow);
  Ledger ledger = open();
  EXPECT_EQ(ledger.reader().parked_until(kCampaign.profile, kNow), kNow + 3h);
  EXPECT_EQ(ledger.reader().parked_until(kCampaign.profile, kNow + 3h), std::nullopt);
  EXPECT_EQ(ledger.reader().parked_until(ProfileId("9"), kNow), std::nullopt);
  ledger.park(kCampaign.profile, 2h, "a shorter one", kNow);
  EXPECT_EQ(ledger.reader().parked_until(kCampaign.profile, kNow), kNow + 3h) << "the later one holds";
  EXPECT_EQ(count(ledger.reader(), "SELECT count(*) FROM audit_events WHERE kind = 'parked'"), 1);
}

TEST_F(Controls, SettingTheWallClockDoesNotShortenAPark) {
  using namespace std::chrono_literals;
  Ledger ledger = open();
  const auto moment = [](Duration wall, Duration since) {
    return Moment(kNow + wall, {.boot = "boot", .since = 1h + since});
  };
  ledger.park(kCampaign.profile, 30min, "Retry-After", moment(0s, 0s));
  EXPECT_EQ(ledger.reader().parked_until(kCampaign.profile, moment(1h, 1s)), kNow + 1h + 30min - 1s);
  EXPECT_EQ(ledger.reader().parked_until(kCampaign.profile, moment(-1h, 30min)), std::nullopt);
  ledger.park(kCampaign.profile, 10min, "set back an hour", moment(-1h, 30min));
  EXPECT_EQ(ledger.reader().parked_until(kCampaign.profile, moment(-1h, 30min)), kNow - 1h + 10min);
}

TEST_F(Controls, APersonLiftsTheWaitOfAParkedProfile) {
  Ledger ledger = open();
  const ProfileId other("9");
  EXPECT_TRUE(ledger.unpark(kCampaign.profile, kNow).profiles.empty());
  for (const ProfileId& each : {kCampaign.profile, other}) {
    ledger.park(each, std::chrono::hours(3), "Retry-After", kNow);
  }
  EXPECT_EQ(ledger.unpark(other, kNow).profiles, std::vector<ProfileId>{other});
  EXPECT_EQ(ledger.reader().parked_until(other, kNow), std::nullopt);
  EXPECT_TRUE(ledger.reader().parked_until(kCampaign.profile, kNow));
  EXPECT_TRUE(ledger.unpark({}, kNow + std::chrono::hours(4)).profiles.empty()) << "its wait is over";
  EXPECT_EQ(ledger.unpark({}, kNow).profiles, std::vector<ProfileId>{kCampaign.profile});
  EXPECT_EQ(count(ledger.reader(), "SELECT count(*) FROM audit_events WHERE kind = 'unparked'"), 2);
  ledger.park(other, std::chrono::hours(1), "again", kNow);
  EXPECT_TRUE(ledger.reader().parked_until(other, kNow)) << "a shorter wait than the one that was lifted";
}

TEST_F(Controls, APersonLiftsTheParkOfGroups) {
  Ledger ledger = open();
  const GroupId group("G1");
  const auto parked = [&] { return ledger.reader().group_parked_until(kCampaign.profile, group, kNow).has_value(); };
  ledger.park_group(kCampaign.profile, group, "HTTP 404", kNow);
  EXPECT_TRUE(ledger.unpark(ProfileId("9"), kNow).groups.empty());
  EXPECT_TRUE(parked());
  EXPECT_EQ(ledger.unpark(kCampaign.profile, kNow).groups, std::vector<GroupId>{group});
  EXPECT_FALSE(parked());
}

TEST_F(Controls, AClockThatWasYearsAheadParksNoGroupForYears) {
  Ledger ledger = open();
  ledger.park_group(kCampaign.profile, GroupId("G1"), "HTTP 404", kNow + std::chrono::days(700));
  EXPECT_FALSE(ledger.reader().group_parked_until(kCampaign.profile, GroupId("G1"), kNow));
}

TEST_F(Controls, APersonSaysThatTheLatestDayWasAWrongClocks) {
  open(kNow + std::chrono::days(3650));
  Ledger ledger = open(kNow);
  EXPECT_TRUE(ledger.count_from_today(kNow));
  EXPECT_FALSE(ledger.count_from_today(kNow));
  EXPECT_EQ(ledger.reader().latest_day(), utc_day(kNow));
  EXPECT_EQ(ledger.reader().database().text("SELECT kind FROM audit_events ORDER BY seq DESC LIMIT 1"), "day_set_back");
}

TEST_F(Controls, TheLatestDayNeverGoesBackByItself) {
  const TimePoint later = kNow + std::chrono::days(40);
  open(later);
  const Ledger ledger = open(kNow);
  EXPECT_EQ(ledger.reader().latest_day(), utc_day(later));
}

}  // namespace
}  // namespace harvestd

#include <gmock/gmock.h>

#include "tests/storage/fixture.h"

namespace harvestd {
namespace {

using ::testing::ElementsAre;

class Views : public LedgerTest {
 protected:
  // The columns of the view, or the values of its first row.
  static std::vector<std::string> columns(const Ledger& ledger, const std::string& view) {
    sqlite::Statement row = ledger.reader().database().statement("SELECT * FROM " + view);
    std::vector<std::string> names;
    for (int i = 0; i < row.columns(); ++i) names.emplace_back(row.name(i));
    return names;
  }
  static std::vector<std::string> first_row(const Ledger& ledger, const std::string& view) {
    sqlite::Statement row = ledger.reader().database().statement("SELECT * FROM " + view);
    EXPECT_TRUE(row.step());
    std::vector<std::string> values;
    for (int i = 0; i < row.columns(); ++i) values.push_back(row.is_null(i) ? "NULL" : row.text(i));
    return values;
  }
};

TEST_F(Views, HaveExactlyTheColumnsOfTheContract) {
  const Ledger ledger = open();
  EXPECT_THAT(columns(ledger, "audit_cycles"),
              ElementsAre("cycle_id", "started_at", "finished_at", "trigger", "profile_id", "campaign_id", "campaign",
                          "mode", "status", "recommendations", "qualified", "skipped", "held", "created",
                          "already_existed", "rejected", "unresolved", "api_calls", "throttled", "error"));
  EXPECT_THAT(columns(ledger, "audit_decisions"),
              ElementsAre("decision_id", "cycle_id", "decided_at", "profile_id", "campaign_id", "campaign",
                          "source_ad_group_id", "kind", "target", "clicks", "conversions", "verdict", "rule", "reason",
                          "detail"));
  EXPECT_THAT(columns(ledger, "audit_promotions"),
              ElementsAre("promotion_id", "action", "cycle_id", "profile_id", "marketplace", "campaign_id", "campaign",
                          "source_ad_group_id", "group_id", "kind", "target", "match_type", "bid", "currency",
                          "bid_basis", "rule", "clicks", "conversions", "state", "target_id", "ad_group_id", "attempts",
                          "revision", "decided_at", "sent_at", "settled_at", "error"));
  EXPECT_THAT(columns(ledger, "audit_api_calls"),
              ElementsAre("call_id", "cycle_id", "at", "operation", "profile_id", "status", "attempt", "latency_ms",
                          "request_id", "items", "error"));
  EXPECT_THAT(columns(ledger, "audit_events"), ElementsAre("seq", "at", "kind", "subject", "data", "hash"));
}

TEST_F(Views, ACycleIsShownWithItsCounts) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  const CycleCounts counts{.recommendations = 1,
                           .qualified = 2,
                           .skipped = 3,
                           .held = 4,
                           .created = 5,
                           .already_existed = 6,
                           .rejected = 7,
                           .unresolved = 8,
                           .api_calls = 9,
                           .throttled = 10};
  EXPECT_THAT(first_row(ledger, "audit_cycles"),
              ElementsAre("1", to_iso8601(kNow), "NULL", "schedule", "3312345678901234", "232423432423423",
                          "spring-auto", "auto", "running", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "NULL"));
  const TimePoint end = kNow + std::chrono::milliseconds(61'007);
  ledger.finish_cycle(cycle, CycleStatus::kPartial, Fault::kOutside, counts, "one group failed", end);
  EXPECT_THAT(first_row(ledger, "audit_cycles"),
              ElementsAre("1", "2026-11-23T10:00:00.120Z", "2026-11-23T10:01:01.127Z", "schedule", "3312345678901234",
                          "232423432423423", "spring-auto", "auto", "partial", "1", "2", "3", "4", "5", "6", "7", "8",
                          "9", "10", "one group failed"));
  EXPECT_EQ(ledger.reader().last_cycle(kCampaign.profile, kCampaign.campaign).value().end, end);
}

TEST_F(Views, ADecisionIsShownInWords) {
  Ledger ledger = open();
  ledger.record_decisions(begin(ledger), {decision("red shoes", Reason::kLimitDay)}, kNow);
  EXPECT_THAT(
      first_row(ledger, "audit_decisions"),
      ElementsAre("1", "1", to_iso8601(kNow), "3312345678901234", "232423432423423", "spring-auto", "111", "keyword",
                  "red shoes", "7", "1", "hold", "proven", "limit_day", "clicks 7, needs at least 10"));
}

TEST_F(Views, APromotionIsShownInWords) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  const auto planned = ledger.plan(cycle, {promotion("red shoes")}, kNow);
  ledger.begin_attempt(cycle, ids_of(planned), kNow + std::chrono::seconds(1));
  ledger.settle(
      {{.id = planned[0].id, .event = PromotionEvent::kCreated, .target = TargetId("T1"), .ad_group = {}, .error = {}}},
      kNow + std::chrono::seconds(2));
  EXPECT_THAT(first_row(ledger, "audit_promotions"),
              ElementsAre("1", "promote", "1", "3312345678901234", "US", "232423432423423", "spring-auto", "111", "G1",
                          "keyword", "red shoes", "exact", "0.75", "USD", "fixed 0.75", "proven", "12", "3", "created",
                          "T1", "222", "1", "1", "2026-11-23T10:00:00.120Z", "2026-11-23T10:00:01.120Z",
                          "2026-11-23T10:00:02.120Z", "NULL"));
}

TEST_F(Views, ACallIsShownWithAndWithoutACycle) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  ledger.record_call({.cycle = {},
                      .at = kNow,
                      .operation = "token",
                      .profile = {},
                      .status = 200,
                      .attempt = 1,
                      .latency = Duration(12),
                      .request_id = {},
                      .items = 0,
                      .error = {}});
  EXPECT_THAT(first_row(ledger, "audit_api_calls"),
              ElementsAre("1", "NULL", to_iso8601(kNow), "token", "NULL", "200", "1", "12", "NULL", "0", "NULL"));
  ledger.record_call({.cycle = cycle,
                      .at = kNow,
                      .operation = "create_targets",
                      .profile = kCampaign.profile,
                      .status = 0,
                      .attempt = 2,
                      .latency = Duration(30'000),
                      .request_id = "R1",
                      .items = 7,
                      .error = "timeout"});
  EXPECT_THAT(first_row(ledger, "audit_api_calls WHERE call_id = 2"),
              ElementsAre("2", "1", to_iso8601(kNow), "create_targets", "3312345678901234", "0", "2", "30000", "R1",
                          "7", "timeout"));
}

TEST_F(Views, MoneyReadsAsMoneyDoesEverywhere) {
  Ledger ledger = open();
  const CycleId cycle = begin(ledger);
  std::vector<Money> bids;
  for (const Currency currency : {Currency::kUSD, Currency::kJPY, Currency::kEUR}) {
    for (const std::int64_t micros :
         {0LL, 1LL, 10'000LL, 750'000LL, 755'000LL, 1'000'000LL, 1'005'000LL, 12'000'000LL, 20'500'000LL,
          1'000'000'010'000LL, 9'199'999'999'999'999'999LL / 1'000'000LL * 1'000'000LL + 123'456LL}) {
      bids.emplace_back(currency, Decimal::from_micros(micros));
    }
  }
  for (const Money& bid : bids) {
    NewPromotion wanted = promotion(std::string(to_string(bid.currency())) + std::to_string(bid.micros()));
    wanted.bid = bid;
    const auto planned = ledger.plan(cycle, {wanted}, kNow);
    ASSERT_EQ(planned.size(), 1U);
    EXPECT_EQ(ledger.reader().database().text(
                  "SELECT bid || ' ' || currency FROM audit_promotions WHERE promotion_id = ?1", planned[0].id),
              bid.to_string() + ' ' + std::string(to_string(bid.currency())));
  }
}

TEST_F(Views, TimesReadAsTimesDoEverywhere) {
  Ledger ledger = open();
  for (const char* text :
       {"1970-01-01", "2000-02-29T23:59:59.999Z", "2026-11-23T10:00:00.001Z", "2099-12-31T00:00:00.010Z"}) {
    ledger.record_event("note", "x", "{}", at(text));
    EXPECT_EQ(ledger.reader().database().text("SELECT at FROM audit_events ORDER BY seq DESC LIMIT 1"),
              to_iso8601(at(text)));
  }
}

TEST_F(Views, ACampaignIsShownUnderItsNewestLabel) {
  Ledger ledger = open();
  begin(ledger);
  CampaignRow renamed = kCampaign;
  renamed.label = "summer-auto";
  ledger.begin_cycle(renamed, "observe", Trigger::kStart, kNow);
  EXPECT_EQ(count(ledger.reader(), "SELECT count(*) FROM audit_cycles WHERE campaign = 'summer-auto'"), 2);
}

}  // namespace
}  // namespace harvestd

#include "tests/daemon/commands/ledger_fixture.h"

#include <fstream>

namespace harvestd {
namespace {

const CampaignRow kSpring{ProfileId("11"), "US", CampaignId("21"), "spring-auto"};
const CampaignRow kJapan{ProfileId("12"), "JP", CampaignId("22"), "jp-auto"};

DecisionRow decision(const char* group, Kind kind, const char* target, Evidence evidence, Judgement judgement) {
  return {AdGroupId("31"), GroupId(group), kind, target, target, evidence, std::move(judgement)};
}

NewPromotion promotion(const char* profile, const char* target, MatchType match, Money bid, const char* basis) {
  return {.identity = {ProfileId(profile), GroupId("41"), Kind::kKeyword, target, match},
          .source_ad_group = AdGroupId("31"),
          .destination_ad_group = AdGroupId("51"),
          .target = target,
          .bid = bid,
          .bid_basis = basis,
          .rule = "proven-keywords",
          .evidence = {12, 3}};
}

}  // namespace

void LedgerFixture::fill() {
  auto opened = Ledger::open(path(), at("2026-11-20T10:00Z"));
  ASSERT_TRUE(opened) << opened.error().message;
  Ledger& ledger = *opened;

  CycleId cycle = ledger.begin_cycle(kSpring, "auto", Trigger::kOnce, at("2026-11-20T10:00Z"));
  ledger.record_decisions(
      cycle,
      {decision("41", Kind::kKeyword, "running shoes", {7, 1},
                {Reason::kNoRule, "proven-keywords", "nearest rule proven-keywords: clicks 7, needs at least 10"}),
       decision("41", Kind::kKeyword, "free shoes", {30, 4},
                {Reason::kExcludedTerm, "", "contains the excluded term \"free\""})},
      at("2026-11-20T10:00:05Z"));
  ledger.finish_cycle(cycle, CycleStatus::kDone, Fault::kNone, {.recommendations = 2, .skipped = 2}, "",
                      at("2026-11-20T10:00:09Z"));

  cycle = ledger.begin_cycle(kSpring, "auto", Trigger::kSchedule, at("2026-11-21T16:00Z"));
  ledger.record_decisions(cycle,
                          {decision("41", Kind::kKeyword, "running shoes", {12, 3},
                                    {Reason::kQualified, "proven-keywords",
                                     "clicks 12, conversions 3 meet rule proven-keywords; exact at 0.75 USD: fixed"})},
                          at("2026-11-21T16:00:05Z"));
  const Money bid(Currency::kUSD, Decimal::from_micros(750'000));
  const auto planned = ledger.plan(cycle,
                                   {promotion("11", "running shoes", MatchType::kExact, bid, "fixed 0.75"),
                                    promotion("11", "running shoes", MatchType::kPhrase, bid, "fixed 0.75")},
                                   at("2026-11-21T16:00:06Z"));
  ASSERT_EQ(planned.size(), 2u);
  ledger.begin_attempt(cycle, {planned[0].id, planned[1].id}, at("2026-11-21T16:00:07Z"));
  ledger.settle({{planned[0].id, PromotionEvent::kCreated, TargetId("9001"), AdGroupId("51"), ""},
                 {planned[1].id, PromotionEvent::kRefuse, {}, {}, "billingError: no payment method"}},
                at("2026-11-21T16:00:08Z"));
  ledger.record_call({.cycle = cycle,
                      .at = at("2026-11-21T16:00:07Z"),
                      .operation = "create_targets",
                      .profile = ProfileId("11"),
                      .status = 207,
                      .latency = Duration(45),
                      .request_id = "r-1",
                      .items = 2,
                      .error = ""});
  ledger.finish_cycle(cycle, CycleStatus::kPartial, Fault::kNone,
                      {.recommendations = 1, .qualified = 1, .created = 1, .rejected = 1, .api_calls = 1}, "",
                      at("2026-11-21T16:00:09Z"));

  cycle = ledger.begin_cycle(kJapan, "observe", Trigger::kSchedule, at("2026-11-22T00:00Z"));
  ledger.record_decisions(cycle,
                          {decision("42", Kind::kKeyword, "ランニングシューズ 軽量", {25, 5},
                                    {Reason::kQualified, "proven-keywords",
                                     "clicks 25, conversions 5 meet rule proven-keywords; exact at 60 JPY: fixed"})},
                          at("2026-11-22T00:00:05Z"));
  ledger.finish_cycle(cycle, CycleStatus::kDone, Fault::kNone, {.recommendations = 1, .qualified = 1}, "",
                      at("2026-11-22T00:00:09Z"));
}

LedgerReader LedgerFixture::reader() const {
  return LedgerReader::open(path()).value();
}

std::filesystem::path LedgerFixture::config() const {
  const auto file = folder_.path() / "harvestd.yaml";
  std::ofstream(file) << "version: 1\n"
                         "api: {region: na}\n"
                         "credentials:\n"
                         "  default: {client_id: {env: NO_ID}, client_secret: {env: NO_SECRET}, "
                         "refresh_token: {env: NO_TOKEN}}\n"
                         "ledger: {path: "
                      << path().native()
                      << "}\n"
                         "admin: {socket: "
                      << (folder_.path() / "control.sock").native()
                      << "}\n"
                         "schedule: {every: 6h}\n"
                         "mode: auto\n"
                         "rules:\n"
                         "  - name: proven-keywords\n"
                         "    when: {kind: keyword, clicks: {min: 10}}\n"
                         "    promote: [{match: exact, bid: {fixed: 60}}]\n"
                         "profiles:\n"
                         "  - {id: \"11\", marketplace: US, credentials: default, campaigns: "
                         "[{id: \"21\", label: spring-auto}]}\n"
                         "  - {id: \"12\", marketplace: US, credentials: default, campaigns: "
                         "[{id: \"22\", label: jp-auto}]}\n";
  return file;
}

CommandLine typed(std::vector<std::string> words) {
  words.insert(words.begin(), "harvestd");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  auto parsed = parse_command_line(static_cast<int>(argv.size()), argv.data());
  auto* line = std::get_if<CommandLine>(&parsed);
  EXPECT_NE(line, nullptr) << words.back();
  return line == nullptr ? CommandLine() : std::move(*line);
}

}  // namespace harvestd

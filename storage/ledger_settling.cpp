// What became of promotions: by Amazon's answer, by reading, by finding them.
#include "core/check.h"
#include "core/retry.h"
#include "storage/ledger_state.h"

namespace harvestd {

namespace {

using sqlite::Database;
using sqlite::Statement;

PromotionState next_of(Database& database, PromotionId id, PromotionEvent event) {
  const auto state = database.integer("SELECT state FROM promotions WHERE id = ?1", id);
  HARVESTD_CHECK(state.has_value());
  const auto next = next_state(static_cast<PromotionState>(*state), event);
  HARVESTD_CHECK(next.has_value());
  return *next;
}

struct Settled {
  PromotionState state;
  std::string error;
};

Settled settle_one(Write& write, const Settlement& settlement) {
  Database& database = write.database();
  HARVESTD_CHECK(settlement.event != PromotionEvent::kSend && settlement.event != PromotionEvent::kRetry);
  Settled settled{next_of(database, settlement.id, settlement.event), settlement.error};
  database.run(
      "UPDATE attempts SET settled_at = ?2, event = ?3, error = ?4 WHERE promotion = ?1 AND settled_at IS NULL",
      settlement.id, write.now(), settlement.event, unless_empty(settlement.error));
  std::optional<std::int64_t> ad_group, settled_at, retry_at;
  if (!settlement.ad_group.empty()) {
    const auto profile = database.integer("SELECT profile FROM promotions WHERE id = ?1", settlement.id);
    ad_group = write.names().ad_group(*profile, settlement.ad_group);
  }
  if (is_settled(settled.state)) settled_at = write.now();
  if (settlement.event == PromotionEvent::kRefuse && settlement.curable) {
    const std::int64_t rejections = attempts_that(database, settlement.id, PromotionEvent::kRefuse);
    const TimePoint retry = TimePoint(Duration(write.now())) + rejection_delay(static_cast<int>(rejections));
    retry_at = retry.time_since_epoch().count();
    settled.error += "; may be tried again after " + to_iso8601(retry);
  }
  database.run("DELETE FROM looks WHERE promotion = ?1", settlement.id);
  database.run(
      "UPDATE promotions SET state = ?2, settled_at = ?3, target_id = coalesce(?4, target_id),"
      " destination_ad_group = coalesce(?5, destination_ad_group), error = ?6, retry_at = ?7 WHERE id = ?1",
      settlement.id, settled.state, settled_at, unless_empty(settlement.target.str()), ad_group,
      unless_empty(settled.error), retry_at);
  return settled;
}

std::string settled_json(const Settlement& settlement, const Settled& settled) {
  std::string json =
      "{\"id\":" + std::to_string(to_int(settlement.id)) + ",\"state\":" + json_string(to_string(settled.state));
  if (!settlement.target.empty()) json += ",\"target_id\":" + json_string(settlement.target.str());
  if (!settlement.ad_group.empty()) json += ",\"ad_group_id\":" + json_string(settlement.ad_group.str());
  if (!settled.error.empty()) json += ",\"error\":" + json_string(settled.error);
  return json + "}";
}

void settle_all(Write& write, const std::vector<Settlement>& settlements) {
  std::string outcomes;
  for (const Settlement& settlement : settlements) {
    if (!outcomes.empty()) outcomes += ',';
    const Settled settled = settle_one(write, settlement);
    outcomes += settled_json(settlement, settled);
  }
  write.event("settled", "promotions", "{\"promotions\":[" + outcomes + "]}");
}

std::optional<Moment> moment(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return Moment(TimePoint(Duration(row.integer(column))),
                {.boot = row.text(column + 1), .since = Duration(row.integer(column + 2))});
}

}  // namespace

void Ledger::settle(const std::vector<Settlement>& settlements, TimePoint now) {
  if (settlements.empty()) return;
  Write write(state_->writer, now);
  settle_all(write, settlements);
  write.commit();
}

void Ledger::settle_found(const std::vector<FoundTarget>& found, TimePoint now) {
  std::vector<Settlement> settlements;
  for (const auto& [identity, ad_group] : found) {
    if (reader().promotion_state(identity) != PromotionState::kPlanned) continue;
    const PromotionId id{*reader().promotion_id(identity)};
    const bool ours_perhaps = attempts_that(reader().database(), id, PromotionEvent::kLoseTrack) > 0;
    settlements.push_back({.id = id,
                           .event = ours_perhaps ? PromotionEvent::kSeen : PromotionEvent::kExists,
                           .target = {},
                           .ad_group = ad_group,
                           .error = ours_perhaps ? "an attempt that was taken for lost shows at Amazon"
                                                 : "Amazon had it before it was sent"});
  }
  settle(settlements, now);
}

void Ledger::record_first_look(const std::vector<PromotionId>& promotions, const Moment& when) {
  if (promotions.empty()) return;
  Write write(state_->writer, when.wall);
  for (const PromotionId id : promotions) {
    write.database().run("INSERT INTO looks VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", id, write.now(),
                         when.boot.boot, when.boot.since.count());
  }
  write.commit();
}

std::vector<UnresolvedPromotion> LedgerReader::unresolved_promotions(const ProfileId& profile) const {
  Statement row = database().statement(
      "SELECT m.id, g.group_id, t.kind, t.key, m.match_type, a.ad_group_id, m.bid, m.currency,"
      " (SELECT count(*) FROM attempts e WHERE e.promotion = m.id AND e.event = ?2), l.at, l.boot, l.since_boot"
      " FROM promotions m JOIN promotion_groups g ON g.id = m.promotion_group JOIN targets t ON t.id = m.target"
      " JOIN ad_groups a ON a.id = m.destination_ad_group LEFT JOIN looks l ON l.promotion = m.id"
      " WHERE m.state IN (1, 2, 3, 7) AND m.state = 7 AND m.action = 1"
      " AND m.profile = (SELECT id FROM profiles WHERE profile_id = ?1) ORDER BY m.id",
      profile.str(), PromotionEvent::kLoseTrack);
  std::vector<UnresolvedPromotion> all;
  while (row.step()) {
    const Money bid(static_cast<Currency>(row.integer(7)), Decimal::from_micros(row.integer(6)));
    all.push_back({.id = PromotionId{row.integer(0)},
                   .identity = {.profile = profile,
                                .group = GroupId(row.text(1)),
                                .kind = static_cast<Kind>(row.integer(2)),
                                .key = row.text(3),
                                .match = static_cast<MatchType>(row.integer(4))},
                   .destination_ad_group = AdGroupId(row.text(5)),
                   .bid = bid,
                   .question = {.lost_attempts = static_cast<int>(row.integer(8)), .first_look = moment(row, 9)}});
  }
  return all;
}

std::vector<SentTarget> LedgerReader::perhaps_unlisted(const ProfileId& profile, TimePoint since) const {
  constexpr std::string_view kColumns =
      "SELECT t.kind, t.key, m.match_type, a.ad_group_id FROM promotions m JOIN targets t ON t.id = m.target"
      " JOIN ad_groups a ON a.id = m.destination_ad_group"
      " WHERE m.profile = (SELECT id FROM profiles WHERE profile_id = ?1) AND m.action = 1 AND ";
  Statement row =
      database().statement(std::string(kColumns) + "m.state IN (1, 2, 3, 7) AND m.state IN (3, 7) UNION ALL " +
                               std::string(kColumns) + "m.state IN (4, 5) AND m.settled_at > ?2",
                           profile.str(), since.time_since_epoch().count());
  std::vector<SentTarget> all;
  while (row.step()) {
    all.push_back({.kind = static_cast<Kind>(row.integer(0)),
                   .key = row.text(1),
                   .match = static_cast<MatchType>(row.integer(2)),
                   .ad_group = AdGroupId(row.text(3))});
  }
  return all;
}

}  // namespace harvestd

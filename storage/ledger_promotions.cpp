#include <algorithm>
#include <unordered_set>

#include "core/check.h"
#include "storage/ledger_state.h"

namespace harvestd {

namespace {

using sqlite::Database;
using sqlite::Statement;

struct Rows {
  std::int64_t profile, group, source, destination, rule, target;
};

Rows rows_of(Write& write, const NewPromotion& promotion) {
  Names& names = write.names();
  const std::int64_t profile = names.profile(promotion.identity.profile);
  return {.profile = profile,
          .group = names.group(profile, promotion.identity.group),
          .source = names.ad_group(profile, promotion.source_ad_group),
          .destination = names.ad_group(profile, promotion.destination_ad_group),
          .rule = names.rule(promotion.rule),
          .target = names.target(promotion.identity.kind, promotion.identity.key, promotion.target).id};
}

void insert(Write& write, CycleId cycle, const NewPromotion& promotion, const Rows& rows) {
  write.database().run(
      "INSERT INTO promotions (profile, promotion_group, target, match_type, cycle, source_ad_group,"
      " destination_ad_group, text, bid, currency, bid_basis, rule, clicks, conversions, state, decided_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
      rows.profile, rows.group, rows.target, promotion.identity.match, cycle, rows.source, rows.destination,
      promotion.target, promotion.bid.micros(), promotion.bid.currency(), promotion.bid_basis, rows.rule,
      promotion.evidence.clicks, promotion.evidence.conversions, PromotionState::kPlanned, write.now());
}

bool is_due(Database& database, std::int64_t id, TimePoint now) {
  return database
      .integer("SELECT 1 FROM promotions WHERE id = ?1 AND retry_at <= ?2", id, now.time_since_epoch().count())
      .has_value();
}

// A curable rejection whose time has come is as if it had been planned only now.
void reopen(Write& write, std::int64_t id) {
  const auto next = next_state(PromotionState::kRejected, PromotionEvent::kRetry);
  HARVESTD_CHECK(next.has_value());
  write.database().run("UPDATE promotions SET state = ?2, retry_at = NULL, settled_at = NULL WHERE id = ?1", id, *next);
}

// False when it says the same already.
bool replan(Write& write, CycleId cycle, std::int64_t id, const NewPromotion& promotion, const Rows& rows) {
  write.database().run(
      "UPDATE promotions SET cycle = ?2, source_ad_group = ?3, destination_ad_group = ?4, bid = ?5, currency = ?6,"
      " bid_basis = ?7, rule = ?8, clicks = ?9, conversions = ?10, decided_at = ?11, revision = revision + 1"
      " WHERE id = ?1 AND (source_ad_group, destination_ad_group, bid, currency, bid_basis, rule, clicks, conversions)"
      " <> (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      id, cycle, rows.source, rows.destination, promotion.bid.micros(), promotion.bid.currency(), promotion.bid_basis,
      rows.rule, promotion.evidence.clicks, promotion.evidence.conversions, write.now());
  return write.database().changes() > 0;
}

struct Found {
  std::int64_t id;
  PromotionState state;
  std::string text;
};

std::optional<Found> find(Database& database, const NewPromotion& promotion, const Rows& rows) {
  Statement row = database.statement(
      "SELECT id, state, text FROM promotions WHERE profile = ?1 AND promotion_group = ?2 AND target = ?3"
      " AND match_type = ?4 AND action = 1",
      rows.profile, rows.group, rows.target, promotion.identity.match);
  if (!row.step()) return std::nullopt;
  return Found{row.integer(0), static_cast<PromotionState>(row.integer(1)), row.text(2)};
}

std::string planned_json(std::int64_t id, const std::string& text, const NewPromotion& promotion) {
  const Identity& identity = promotion.identity;
  return "{\"id\":" + std::to_string(id) + ",\"group\":" + json_string(identity.group.str()) +
         ",\"kind\":" + json_string(to_string(identity.kind)) + ",\"target\":" + json_string(text) +
         ",\"match\":" + json_string(to_string(identity.match)) + ",\"bid\":" + json_string(promotion.bid.to_string()) +
         ",\"currency\":" + json_string(to_string(promotion.bid.currency())) + "}";
}

std::string cycle_json(CycleId cycle) {
  return "{\"cycle\":" + std::to_string(to_int(cycle)) + ",\"promotions\":[";
}

std::string cycle_subject(CycleId cycle) {
  return "cycle " + std::to_string(to_int(cycle));
}

void add(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

}  // namespace

std::vector<OpenPromotion> Ledger::plan(CycleId cycle, const std::vector<NewPromotion>& promotions, TimePoint now) {
  std::vector<OpenPromotion> planned;
  if (promotions.empty()) return planned;
  Write write(state_->writer, now);
  std::unordered_set<std::int64_t> taken;
  std::string intents;
  for (const NewPromotion& promotion : promotions) {
    const Rows rows = rows_of(write, promotion);
    std::optional<Found> found = find(write.database(), promotion, rows);
    if (found && taken.contains(found->id)) continue;
    const bool due = found && is_due(write.database(), found->id, now);
    if (found && found->state != PromotionState::kPlanned && !due) continue;
    bool changed = true;
    if (found) {
      if (due) reopen(write, found->id);
      changed = replan(write, cycle, found->id, promotion, rows) || due;
    } else {
      insert(write, cycle, promotion, rows);
      found = Found{write.database().last_insert_id(), PromotionState::kPlanned, promotion.target};
    }
    if (changed) add(intents, planned_json(found->id, found->text, promotion));
    taken.insert(found->id);
    planned.push_back({.id = PromotionId{found->id},
                       .identity = promotion.identity,
                       .target = std::move(found->text),
                       .bid = promotion.bid,
                       .destination_ad_group = promotion.destination_ad_group,
                       .lost_attempts = static_cast<int>(
                           attempts_that(write.database(), PromotionId{found->id}, PromotionEvent::kLoseTrack))});
  }
  if (!intents.empty()) write.event("planned", cycle_subject(cycle), cycle_json(cycle) + intents + "]}");
  write.commit();
  return planned;
}

void Ledger::begin_attempt(CycleId cycle, const std::vector<PromotionId>& promotions, TimePoint now) {
  if (promotions.empty()) return;
  Write write(state_->writer, now);
  Database& database = write.database();
  std::string ids;
  for (const PromotionId id : promotions) {
    const auto state = database.integer("SELECT state FROM promotions WHERE id = ?1", id);
    HARVESTD_CHECK(state.has_value());
    const auto next = next_state(static_cast<PromotionState>(*state), PromotionEvent::kSend);
    HARVESTD_CHECK(next.has_value());
    database.run(
        "UPDATE promotions SET state = ?2, first_sent_day = iif(?4, coalesce(first_sent_day, ?3), ?3)"
        " WHERE id = ?1",
        id, *next, write.day(), attempts_that(database, id, PromotionEvent::kLoseTrack) > 0);
    database.run(
        "INSERT INTO attempts (promotion, attempt, cycle, bid, begun_at)"
        " SELECT id, 1 + (SELECT count(*) FROM attempts WHERE promotion = ?1), ?2, bid, ?3 FROM promotions WHERE id = "
        "?1",
        id, cycle, write.now());
    add(ids, std::to_string(to_int(id)));
  }
  write.event("sending", cycle_subject(cycle), cycle_json(cycle) + ids + "]}");
  write.commit();
}

}  // namespace harvestd

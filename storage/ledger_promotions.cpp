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

void insert(Write& write, CycleId cycle, const NewPromotion& promotion, const Rows& rows, PromotionState state) {
  write.database().run(
      "INSERT INTO promotions (profile, promotion_group, target, match_type, cycle, source_ad_group,"
      " destination_ad_group, text, bid, currency, bid_basis, rule, clicks, conversions, state, decided_at,"
      " waiting_since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
      " iif(?15 = 1, ?16, NULL))",
      rows.profile, rows.group, rows.target, promotion.identity.match, cycle, rows.source, rows.destination,
      promotion.target, promotion.bid.micros(), promotion.bid.currency(), promotion.bid_basis, rows.rule,
      promotion.evidence.clicks, promotion.evidence.conversions, state, write.now());
}

bool is_due(Database& database, std::int64_t id, TimePoint now) {
  return database
      .integer("SELECT 1 FROM promotions WHERE id = ?1 AND retry_at <= ?2", id, now.time_since_epoch().count())
      .has_value();
}

void move(Write& write, std::int64_t id, PromotionState from, PromotionEvent event) {
  const auto next = next_state(from, event);
  HARVESTD_CHECK(next.has_value());
  write.database().run(
      "UPDATE promotions SET state = ?2, retry_at = NULL, settled_at = NULL, approved_bid = iif(?2 = 1, NULL,"
      " approved_bid), waiting_since = iif(?2 = 1, ?3, NULL) WHERE id = ?1",
      id, *next, write.now());
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
  std::string bid_basis;
  std::optional<std::int64_t> approved_bid;  // in micros
  std::int64_t rule = 0;
};

std::optional<Found> find(Database& database, const NewPromotion& promotion, const Rows& rows) {
  Statement row = database.statement(
      "SELECT id, state, text, bid_basis, approved_bid, rule FROM promotions WHERE profile = ?1 AND promotion_group = "
      "?2"
      " AND target = ?3 AND match_type = ?4 AND action = 1",
      rows.profile, rows.group, rows.target, promotion.identity.match);
  if (!row.step()) return std::nullopt;
  Found found{.id = row.integer(0),
              .state = static_cast<PromotionState>(row.integer(1)),
              .text = row.text(2),
              .bid_basis = row.text(3),
              .approved_bid = {},
              .rule = row.integer(5)};
  if (!row.is_null(4)) found.approved_bid = row.integer(4);
  return found;
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

/// One call of plan() under way.
class Planning {
 public:
  Planning(Write& write, CycleId cycle, Consent consent) : write_(write), cycle_(cycle), consent_(consent) {}

  void add_one(NewPromotion promotion);
  std::vector<OpenPromotion> finish();

 private:
  PromotionState renew(const Found& found, bool due, NewPromotion& promotion, const Rows& rows);
  static bool approved(const Found& found, const NewPromotion& promotion, const Rows& rows) {
    return found.approved_bid && *found.approved_bid <= promotion.bid.micros() && found.rule == rows.rule;
  }

  Write& write_;
  CycleId cycle_;
  Consent consent_;
  std::unordered_set<std::int64_t> taken_;
  std::string intents_, waiting_;
  std::vector<OpenPromotion> planned_;
};

void Planning::add_one(NewPromotion promotion) {
  const Rows rows = rows_of(write_, promotion);
  std::optional<Found> found = find(write_.database(), promotion, rows);
  if (found && taken_.contains(found->id)) return;
  PromotionState state = consent_ == Consent::kNeeded ? PromotionState::kAwaitingApproval : PromotionState::kPlanned;
  if (!found) {
    insert(write_, cycle_, promotion, rows, state);
    found = Found{write_.database().last_insert_id(), state, promotion.target, {}, {}, rows.rule};
    add(state == PromotionState::kPlanned ? intents_ : waiting_, planned_json(found->id, found->text, promotion));
  } else {
    const bool due = is_due(write_.database(), found->id, TimePoint(Duration(write_.now())));
    if (due) {
      move(write_, found->id, found->state, PromotionEvent::kRetry);
      found->state = PromotionState::kPlanned;
    }
    const bool open = found->state == PromotionState::kPlanned || found->state == PromotionState::kAwaitingApproval;
    if (!open) return;
    state = renew(*found, due, promotion, rows);
  }
  taken_.insert(found->id);
  if (state != PromotionState::kPlanned) return;
  const PromotionId id{found->id};
  planned_.push_back(
      {.id = id,
       .identity = promotion.identity,
       .target = std::move(found->text),
       .bid = promotion.bid,
       .destination_ad_group = promotion.destination_ad_group,
       .lost_attempts = static_cast<int>(attempts_that(write_.database(), id, PromotionEvent::kLoseTrack))});
}

// What is there takes what was found now; in which state it is then.
PromotionState Planning::renew(const Found& found, bool due, NewPromotion& promotion, const Rows& rows) {
  PromotionState state = found.state;
  if (consent_ == Consent::kNotNeeded) {
    state = PromotionState::kPlanned;
    write_.database().run("UPDATE promotions SET approved_bid = NULL WHERE id = ?1", found.id);
  } else if (found.state == PromotionState::kPlanned && approved(found, promotion, rows)) {
    promotion.bid = Money(promotion.bid.currency(), Decimal::from_micros(*found.approved_bid));
    promotion.bid_basis = found.bid_basis;
  } else {
    state = PromotionState::kAwaitingApproval;
  }
  if (state != found.state) {
    move(write_, found.id, found.state,
         state == PromotionState::kPlanned ? PromotionEvent::kApprove : PromotionEvent::kWait);
  }
  const bool changed = replan(write_, cycle_, found.id, promotion, rows);
  if (changed || due || state != found.state) {
    add(state == PromotionState::kPlanned ? intents_ : waiting_, planned_json(found.id, found.text, promotion));
  }
  return state;
}

std::vector<OpenPromotion> Planning::finish() {
  if (!intents_.empty()) write_.event("planned", cycle_subject(cycle_), cycle_json(cycle_) + intents_ + "]}");
  if (!waiting_.empty()) write_.event("waiting", cycle_subject(cycle_), cycle_json(cycle_) + waiting_ + "]}");
  return std::move(planned_);
}

}  // namespace

std::vector<OpenPromotion> Ledger::plan(CycleId cycle, const std::vector<NewPromotion>& promotions, TimePoint now,
                                        Consent consent) {
  if (promotions.empty()) return {};
  Write write(state_->writer, now);
  Planning planning(write, cycle, consent);
  for (const NewPromotion& promotion : promotions) planning.add_one(promotion);
  std::vector<OpenPromotion> planned = planning.finish();
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

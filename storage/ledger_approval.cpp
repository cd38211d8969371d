// A person's word on promotions: wanted, not wanted, or nothing said for too long.
#include <set>

#include "core/check.h"
#include "storage/ledger_state.h"

namespace harvestd {

namespace {

using sqlite::Database;
using sqlite::Statement;

struct Row {
  PromotionId id{};
  PromotionState state;
  std::int64_t revision;
  std::string words;
  ProfileId profile;
  CampaignId campaign;
  bool is_approved = false;
};

constexpr std::string_view kRows =
    "SELECT m.id, m.state, m.revision, n.name, m.text, y.name, m.bid, m.currency, p.profile_id, k.campaign_id,"
    " m.approved_bid IS NOT NULL"
    " FROM promotions m JOIN targets t ON t.id = m.target JOIN kinds n ON n.id = t.kind"
    " JOIN match_types y ON y.id = m.match_type JOIN cycles c ON c.id = m.cycle JOIN campaigns k ON k.id = c.campaign"
    " JOIN profiles p ON p.id = k.profile WHERE m.action = 1 AND ";

Row row_of(const Statement& row) {
  const Money bid(static_cast<Currency>(row.integer(7)), Decimal::from_micros(row.integer(6)));
  return {.id = PromotionId{row.integer(0)},
          .state = static_cast<PromotionState>(row.integer(1)),
          .revision = row.integer(2),
          .words = row.text(3) + " \"" + row.text(4) + "\" " + row.text(5) + " at " + bid.to_string() + " " +
                   std::string(to_string(bid.currency())),
          .profile = ProfileId(row.text(8)),
          .campaign = CampaignId(row.text(9)),
          .is_approved = row.integer(10) != 0};
}

std::optional<Row> read(Database& database, PromotionId id) {
  Statement row = database.statement(std::string(kRows) + "m.id = ?1", id);
  return row.step() ? std::optional(row_of(row)) : std::nullopt;
}

std::string why_not(PromotionState state, PromotionEvent word) {
  return "is " + std::string(to_string(state)) +
         (word == PromotionEvent::kApprove ? ": nothing to approve" : ": too late to decline");
}

Chosen decide_one(Write& write, PromotionEvent word, const Choice& choice) {
  const std::optional<Row> row = read(write.database(), choice.id);
  Chosen chosen{.id = choice.id, .done = false, .message = "no such promotion", .profile = {}, .campaign = {}};
  if (!row) return chosen;
  chosen.message = row->words;
  chosen.profile = row->profile;
  chosen.campaign = row->campaign;
  if (row->revision != choice.revision) {
    chosen.message += ", revision " + std::to_string(row->revision) + " now: it changed since it was shown";
    return chosen;
  }
  const bool approve = word == PromotionEvent::kApprove;
  if (approve && row->is_approved && row->state == PromotionState::kPlanned) {
    chosen.done = true;
    chosen.message += " is approved already, and on its way";
    return chosen;
  }
  const std::optional<PromotionState> next = next_state(row->state, word);
  if (!next) {
    chosen.message += " " + why_not(row->state, word);
    return chosen;
  }
  write.database().run(
      "UPDATE promotions SET state = ?2, approved_bid = iif(?3, bid, NULL), waiting_since = NULL, retry_at = NULL,"
      " settled_at = iif(?3, NULL, ?4), error = NULL WHERE id = ?1",
      choice.id, *next, approve, write.now());
  chosen.done = true;
  chosen.message = (approve ? "approved " : "declined ") + chosen.message;
  return chosen;
}

std::string decided_json(const Choice& choice) {
  return "{\"id\":" + std::to_string(to_int(choice.id)) + ",\"revision\":" + std::to_string(choice.revision) + "}";
}

std::string list_json(const std::string& items) {
  return "{\"promotions\":[" + items + "]}";
}

}  // namespace

std::optional<std::int64_t> LedgerReader::revision(PromotionId id) const {
  return database().integer("SELECT revision FROM promotions WHERE id = ?1", id);
}

std::vector<Waiting> LedgerReader::waiting() const {
  std::vector<Waiting> all;
  Statement row = database().statement(std::string(kRows) + "m.state IN (1, 2, 3, 7) AND m.state = 1 ORDER BY m.id");
  while (row.step()) {
    Row each = row_of(row);
    all.push_back({.choice = {each.id, each.revision}, .words = std::move(each.words), .campaign = each.campaign});
  }
  return all;
}

std::vector<Chosen> Ledger::decide(PromotionEvent word, const std::vector<Choice>& choices, TimePoint now) {
  HARVESTD_CHECK(word == PromotionEvent::kApprove || word == PromotionEvent::kDecline);
  std::vector<Chosen> all;
  Write write(state_->writer, now);
  std::string decided;
  for (const Choice& choice : choices) {
    all.push_back(decide_one(write, word, choice));
    if (all.back().done) add(decided, decided_json(choice));
  }
  if (!decided.empty()) {
    write.event(word == PromotionEvent::kApprove ? "approved" : "declined", "promotions", list_json(decided));
  }
  write.commit();
  return all;
}

bool LedgerReader::is_declined(PromotionId id) const {
  return database()
      .integer("SELECT 1 FROM promotions WHERE id = ?1 AND state = ?2", id, PromotionState::kDeclined)
      .has_value();
}

std::vector<PromotionId> LedgerReader::approved(const ProfileId& profile, const CampaignId& campaign) const {
  Statement row = database().statement(
      "SELECT m.id FROM promotions m JOIN cycles c ON c.id = m.cycle JOIN campaigns k ON k.id = c.campaign"
      " JOIN profiles p ON p.id = k.profile WHERE m.state IN (1, 2, 3, 7) AND m.state = 2"
      " AND m.approved_bid IS NOT NULL AND m.action = 1 AND p.profile_id = ?1 AND k.campaign_id = ?2",
      profile.str(), campaign.str());
  std::vector<PromotionId> all;
  while (row.step()) all.push_back(PromotionId{row.integer(0)});
  return all;
}

void Ledger::ask_again(const std::vector<PromotionId>& approved, const std::vector<Identity>& still_wanted,
                       TimePoint now) {
  const std::set<Identity> wanted(still_wanted.begin(), still_wanted.end());
  std::vector<PromotionId> unwanted;
  for (const PromotionId id : approved) {
    Statement row = reader().database().statement(
        "SELECT p.profile_id, g.group_id, t.kind, t.key, m.match_type FROM promotions m"
        " JOIN profiles p ON p.id = m.profile JOIN promotion_groups g ON g.id = m.promotion_group"
        " JOIN targets t ON t.id = m.target WHERE m.id = ?1 AND m.state = 2",
        id);
    if (!row.step()) continue;
    const Identity identity{ProfileId(row.text(0)), GroupId(row.text(1)), static_cast<Kind>(row.integer(2)),
                            row.text(3), static_cast<MatchType>(row.integer(4))};
    if (!wanted.contains(identity)) unwanted.push_back(id);
  }
  if (unwanted.empty()) return;
  Write write(state_->writer, now);
  std::string ids;
  for (const PromotionId id : unwanted) {
    write.database().run(
        "UPDATE promotions SET state = ?2, approved_bid = NULL, waiting_since = ?3, revision = revision + 1,"
        " error = 'approved, but it did not qualify any more when it was to be sent' WHERE id = ?1",
        id, PromotionState::kAwaitingApproval, write.now());
    add(ids, std::to_string(to_int(id)));
  }
  write.event("waiting", "promotions", list_json(ids));
  write.commit();
}

void Ledger::expire(TimePoint since, TimePoint now) {
  std::vector<PromotionId> old;
  {
    Statement row = reader().database().statement(
        "SELECT id FROM promotions WHERE state IN (1, 2, 3, 7) AND state = 1 AND waiting_since <= ?1",
        since.time_since_epoch().count());
    while (row.step()) old.push_back(PromotionId{row.integer(0)});
  }
  if (old.empty()) return;
  Write write(state_->writer, now);
  std::string ids;
  for (const PromotionId id : old) {
    write.database().run(
        "UPDATE promotions SET state = ?2, settled_at = ?3, waiting_since = NULL, error = 'nobody approved or declined"
        " it in time' WHERE id = ?1",
        id, PromotionState::kExpired, write.now());
    add(ids, std::to_string(to_int(id)));
  }
  write.event("expired", "promotions", list_json(ids));
  write.commit();
}

}  // namespace harvestd

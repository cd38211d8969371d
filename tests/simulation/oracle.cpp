#include "tests/simulation/oracle.h"

#include <algorithm>

#include "storage/event_chain.h"
#include "storage/sqlite.h"

namespace harvestd::simulation {

std::vector<PromotionRow> promotions_of(Ledger& ledger) {
  std::vector<PromotionRow> rows;
  sqlite::Statement row = ledger.reader().database().statement(
      "SELECT m.id, p.profile_id, g.group_id, t.key, m.target_id, m.error, t.kind, m.match_type, m.state, m.bid,"
      " (SELECT count(*) FROM attempts a WHERE a.promotion = m.id),"
      " (SELECT count(*) FROM attempts a WHERE a.promotion = m.id AND a.event = 6) FROM promotions m"
      " JOIN profiles p ON p.id = m.profile JOIN promotion_groups g ON g.id = m.promotion_group"
      " JOIN targets t ON t.id = m.target ORDER BY m.id");
  while (row.step()) {
    rows.push_back({.id = row.integer(0),
                    .profile = row.text(1),
                    .group = row.text(2),
                    .key = row.text(3),
                    .target_id = row.text(4),
                    .error = row.text(5),
                    .kind = static_cast<Kind>(row.integer(6)),
                    .match = static_cast<MatchType>(row.integer(7)),
                    .state = static_cast<PromotionState>(row.integer(8)),
                    .bid = row.integer(9),
                    .attempts = row.integer(10),
                    .lost = row.integer(11)});
  }
  return rows;
}

void Oracle::opened(Ledger& ledger) {
  sqlite::Database& database = ledger.reader().database();
  for (const std::string& complaint : chain_complaints(database)) violate(13, "the event chain: " + complaint);
  if (thorough_ && database.text("PRAGMA integrity_check") != "ok") violate(13, "integrity_check complains");
  std::map<std::int64_t, PromotionRow> now;
  for (PromotionRow& row : promotions_of(ledger)) now.emplace(row.id, std::move(row));
  for (const auto& [id, before] : known_) {
    const auto after = now.find(id);
    if (after == now.end() || after->second.identity() != before.identity()) {
      violate(4, "an intent vanished: " + before.identity());
      continue;
    }
    const bool was_final = before.state == PromotionState::kCreated || before.state == PromotionState::kAlreadyExisted;
    if (was_final && after->second.state != before.state) violate(4, "a final state changed: " + before.identity());
    if (after->second.attempts < before.attempts) violate(4, "an attempt vanished: " + before.identity());
  }
  known_ = std::move(now);
}

void Oracle::no_secret_in(const std::string& where, std::string_view bytes) {
  if (bytes.find(kCanary) != std::string_view::npos) violate(11, "a secret stands in " + where);
}

bool Oracle::nothing_is_open(Ledger& ledger) const {
  const auto open = ledger.reader().database().integer("SELECT 1 FROM promotions WHERE state IN (1, 2, 3, 7) LIMIT 1");
  return whole_ && referee_.trusts_the_disk() && !open;
}

void Oracle::at_end(Ledger& ledger) {
  const std::vector<PromotionRow> rows = promotions_of(ledger);
  check_once_each();
  check_duplicates();
  check_rows(rows);
  check_recorded(rows);
  check_settled(ledger, rows);
  check_decided(ledger);
  check_limits(ledger);
}

void Oracle::check_once_each() {
  std::map<std::string, int> counts;
  for (const Accepted& create : amazon_.accepted()) {
    if (++counts[create.identity()] == 2) violate(1, "created twice: " + create.identity());
  }
}

/// What each promotion group's campaign thinks of duplicates.
std::map<std::string, Duplicates> Oracle::duplicates_by_group() const {
  std::map<std::string, Duplicates> by_campaign, by_group;
  for (const ProfileConfig& profile : config_.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) by_campaign[campaign.id.str()] = campaign.duplicates;
  }
  for (const SimProfile& profile : amazon_.account().profiles) {
    for (const SimGroup& group : profile.groups) by_group[group.id] = by_campaign.at(group.campaign);
  }
  return by_group;
}

/// A campaign that minds duplicates creates nothing that harvestd sent into another ad group of the profile before and
/// Amazon accepted: the ledger knows of it from before its first byte on, whether or not a list shows it and whatever
/// was answered, and one profile's cycles follow one another. Each promotion group of an account has ad groups of its
/// own. A ledger that forgot is excused: what lists show by then is judged by check_once_each alone.
void Oracle::check_duplicates() {
  if (!whole_) return;
  const std::map<std::string, Duplicates> by_group = duplicates_by_group();
  for (const Accepted& later : amazon_.accepted()) {
    const Duplicates duplicates = by_group.at(later.group);
    if (duplicates == Duplicates::kAllow) continue;
    for (const Accepted& earlier : amazon_.accepted()) {
      const bool same = earlier.profile == later.profile && earlier.kind == later.kind && earlier.key == later.key &&
                        (duplicates == Duplicates::kAny || earlier.match == later.match);
      if (!same || earlier.sent >= later.sent || earlier.group == later.group) continue;
      violate(14, fmt::format("{} although {} was sent {} ms before", later.identity(), earlier.identity(),
                              (later.sent - earlier.sent).count()));
      break;
    }
  }
}

void Oracle::check_rows(const std::vector<PromotionRow>& rows) {
  for (const PromotionRow& row : rows) {
    if (row.lost > 2) violate(1, fmt::format("sent {} times without knowing: {}", row.lost, row.identity()));
    if (row.state == PromotionState::kSending) violate(4, "still sending: " + row.identity());
    if (row.state != PromotionState::kCreated) continue;
    const auto& accepted = amazon_.accepted();
    const auto found = std::find_if(accepted.begin(), accepted.end(),
                                    [&](const Accepted& create) { return create.id == row.target_id; });
    if (found == accepted.end()) {
      violate(3, fmt::format("created as {} and not there: {}", row.target_id, row.identity()));
    } else if (found->identity() != row.identity() || found->bid != row.bid) {
      violate(3, fmt::format("{} is {} with bid {} in the ledger, {} with bid {} at Amazon", row.target_id,
                             row.identity(), row.bid, found->identity(), found->bid));
    }
  }
}

void Oracle::check_recorded(const std::vector<PromotionRow>& rows) {
  if (!whole_) return;
  std::map<std::string, const PromotionRow*> by_identity;
  for (const PromotionRow& row : rows) by_identity[row.identity()] = &row;
  for (const Accepted& create : amazon_.accepted()) {
    const auto row = by_identity.find(create.identity());
    if (row == by_identity.end()) {
      violate(4, "created and nowhere in the ledger: " + create.identity());
    } else if (row->second->state != PromotionState::kCreated) {
      violate(4, fmt::format("created, and {} in the ledger ({}): {}", harvestd::to_string(row->second->state),
                             row->second->error, create.identity()));
    }
  }
}

void Oracle::check_settled(Ledger& ledger, const std::vector<PromotionRow>& rows) {
  for (const PromotionRow& row : rows) {
    if (is_settled(row.state) || row.state == PromotionState::kAwaitingApproval) continue;
    // What a limit holds back, or nobody recommends any more, stays planned: it was never sent.
    const auto held = ledger.reader().database().integer(
        "SELECT d.reason FROM decisions d JOIN targets t ON t.id = d.target"
        " JOIN promotions m ON m.promotion_group = d.promotion_group AND m.target = d.target"
        " WHERE m.id = ?1 ORDER BY d.id DESC LIMIT 1",
        row.id);
    const auto reason = static_cast<Reason>(held.value_or(0));
    if (row.state == PromotionState::kPlanned && held && reason != Reason::kQualified) continue;
    violate(10, fmt::format("{} after three calm cycles: {} ({})", harvestd::to_string(row.state), row.identity(),
                            row.error));
  }
}

void Oracle::check_decided(Ledger& ledger) {
  for (const ProfileConfig& profile : config_.profiles) {
    for (const SimProfile& model : amazon_.account().profiles) {
      if (model.id != profile.id.str()) continue;
      for (const SimRecommendation& row : model.recommendations) {
        const auto campaign = std::find_if(profile.campaigns.begin(), profile.campaigns.end(),
                                           [&](const CampaignConfig& each) { return each.id.str() == row.campaign; });
        const bool watched = campaign->ad_groups.empty() || campaign->ad_groups.front().str() == row.ad_group;
        if (!watched) continue;
        const auto decided = ledger.reader().database().integer(
            "SELECT 1 FROM decisions d JOIN targets t ON t.id = d.target JOIN ad_groups a ON a.id = d.source_ad_group"
            " WHERE t.key = ?1 AND t.kind = ?2 AND a.ad_group_id = ?3 LIMIT 1",
            row.key, row.kind, row.ad_group);
        if (!decided) violate(4, fmt::format("recommended and never decided: {} in {}", row.target, row.ad_group));
      }
    }
  }
}

void Oracle::check_limits(Ledger& ledger) {
  sqlite::Database& database = ledger.reader().database();
  sqlite::Statement day = database.statement(
      "SELECT p.profile_id, m.first_sent_day, count(*) FROM promotions m JOIN profiles p ON p.id = m.profile"
      " WHERE m.first_sent_day IS NOT NULL AND (m.state <> 2 OR EXISTS (SELECT 1 FROM attempts a"
      " WHERE a.promotion = m.id AND a.event = 6)) GROUP BY 1, 2");
  while (day.step()) {
    if (day.integer(2) > config_.limits.promotions_per_day) {
      violate(5, fmt::format("{} first sent on day {} for profile {}, the limit is {}", day.integer(2), day.integer(1),
                             day.text(0), config_.limits.promotions_per_day));
    }
  }
  sqlite::Statement cycle = database.statement(
      "SELECT a.cycle, k.label, count(*) FROM attempts a JOIN cycles c ON c.id = a.cycle"
      " JOIN campaigns k ON k.id = c.campaign WHERE a.attempt = 1 GROUP BY 1");
  while (cycle.step()) {
    const auto of = config_.find_campaign(cycle.text(1));
    if (of.campaign && cycle.integer(2) > of.campaign->promotions_per_cycle) {
      violate(5, fmt::format("{} sent in cycle {}, the limit is {}", cycle.integer(2), cycle.integer(0),
                             of.campaign->promotions_per_cycle));
    }
  }
}

}  // namespace harvestd::simulation

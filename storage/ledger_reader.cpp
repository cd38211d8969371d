#include "storage/ledger_state.h"
#include "storage/migrations.h"
#include "storage/opening.h"

namespace harvestd {

LedgerReader::LedgerReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
LedgerReader::LedgerReader(LedgerReader&&) noexcept = default;
LedgerReader::~LedgerReader() = default;

Result<LedgerReader> LedgerReader::open(const std::filesystem::path& path, Disk& disk) {
  Result<std::unique_ptr<sqlite::Database>> database = open_for_reading(path, disk);
  if (database.has_error()) return database.error();
  try {
    // The snapshot begins with the first read.
    (*database)->execute("BEGIN");
    std::string id = (*database)->text("SELECT ledger_id FROM ledger").value_or("");
    return LedgerReader(
        std::make_unique<State>(State{.disk = &disk, .database = std::move(*database), .ledger_id = std::move(id)}));
  } catch (const LedgerError& error) {
    return unusable(error);
  }
}

LedgerReader LedgerReader::empty() {
  auto database = std::make_unique<sqlite::Database>(":memory:", sqlite::Database::Mode::kMemory);
  apply_settings(*database);
  migrate(*database, migrations());
  database->run("INSERT INTO ledger (only_row, ledger_id, latest_day) VALUES (1, '', 0)");
  return LedgerReader(
      std::make_unique<State>(State{.disk = &Disk::system(), .database = std::move(database), .ledger_id = {}}));
}

std::optional<std::int64_t> LedgerReader::promotion_id(const Identity& identity) const {
  return database().integer(
      "SELECT id FROM promotions WHERE profile = (SELECT id FROM profiles WHERE profile_id = ?1)"
      " AND promotion_group = (SELECT g.id FROM promotion_groups g JOIN profiles p ON p.id = g.profile"
      " WHERE p.profile_id = ?1 AND g.group_id = ?2)"
      " AND target = (SELECT id FROM targets WHERE kind = ?3 AND key = ?4) AND match_type = ?5 AND action = 1",
      identity.profile.str(), identity.group.str(), identity.kind, identity.key, identity.match);
}

std::optional<PromotionState> LedgerReader::promotion_state(const Identity& identity,
                                                            std::optional<TimePoint> now) const {
  const std::optional<std::int64_t> id = promotion_id(identity);
  if (!id) return std::nullopt;
  std::optional<std::int64_t> by;
  if (now) by = now->time_since_epoch().count();
  const auto state = database().integer("SELECT iif(retry_at <= ?2, ?3, state) FROM promotions WHERE id = ?1", *id, by,
                                        PromotionState::kPlanned);
  return static_cast<PromotionState>(state.value());
}

std::int64_t LedgerReader::promotions_sent(const ProfileId& profile, std::chrono::sys_days day) const {
  return database()
      .integer(
          "SELECT count(*) FROM promotions WHERE profile = (SELECT id FROM profiles WHERE profile_id = ?1)"
          " AND first_sent_day = ?2 AND action = 1"
          " AND (state NOT IN (1, 2, 8, 9) OR EXISTS (SELECT 1 FROM attempts a WHERE a.promotion = promotions.id AND "
          "a.event = 6))",
          profile.str(), day.time_since_epoch().count())
      .value_or(0);
}

std::chrono::sys_days LedgerReader::latest_day() const {
  const std::int64_t day = database().integer("SELECT latest_day FROM ledger").value_or(0);
  return std::chrono::sys_days(std::chrono::days(day));
}

std::optional<LastCycle> LedgerReader::last_cycle(const ProfileId& profile, const CampaignId& campaign) const {
  sqlite::Statement row = database().statement(
      "SELECT finished_at, failures FROM cycles WHERE campaign = (SELECT k.id FROM campaigns k JOIN profiles p"
      " ON p.id = k.profile WHERE p.profile_id = ?1 AND k.campaign_id = ?2) AND finished_at IS NOT NULL"
      " ORDER BY id DESC LIMIT 1",
      profile.str(), campaign.str());
  if (!row.step()) return std::nullopt;
  return LastCycle{.end = TimePoint(Duration(row.integer(0))), .failures = static_cast<int>(row.integer(1))};
}

namespace {

std::int64_t count_open(sqlite::Database& database, const ProfileId& profile, const CampaignId& campaign,
                        PromotionState state) {
  return database
      .integer(
          "SELECT count(*) FROM promotions m JOIN cycles c ON c.id = m.cycle JOIN campaigns k ON k.id = c.campaign"
          " JOIN profiles p ON p.id = k.profile WHERE m.state IN (1, 2, 3, 7) AND m.state = ?3 AND p.profile_id = ?1 "
          "AND k.campaign_id = ?2",
          profile.str(), campaign.str(), state)
      .value_or(0);
}

}  // namespace

std::int64_t LedgerReader::unresolved(const ProfileId& profile, const CampaignId& campaign) const {
  return count_open(database(), profile, campaign, PromotionState::kUnresolved);
}

std::int64_t LedgerReader::awaiting(const ProfileId& profile, const CampaignId& campaign) const {
  return count_open(database(), profile, campaign, PromotionState::kAwaitingApproval);
}

std::vector<UnresolvedCount> LedgerReader::unresolved_counts() const {
  sqlite::Statement rows = database().statement(
      "SELECT p.profile_id, k.campaign_id, count(*) FROM promotions m JOIN cycles c ON c.id = m.cycle"
      " JOIN campaigns k ON k.id = c.campaign JOIN profiles p ON p.id = k.profile"
      " WHERE m.state IN (1, 2, 3, 7) AND m.state = 7 GROUP BY k.id ORDER BY 1, 2");
  std::vector<UnresolvedCount> counts;
  while (rows.step()) {
    counts.push_back(
        {.profile = ProfileId(rows.text(0)), .campaign = CampaignId(rows.text(1)), .promotions = rows.integer(2)});
  }
  return counts;
}

bool LedgerReader::is_paused(std::string_view label) const {
  return database().integer("SELECT 1 FROM paused WHERE label IN ('', ?1) LIMIT 1", label).has_value();
}

std::optional<TimePoint> LedgerReader::parked_until(const ProfileId& profile, const Moment& now) const {
  sqlite::Statement row = database().statement(
      "SELECT parked_until, parked_boot, parked_since_boot FROM profiles WHERE profile_id = ?1", profile.str());
  if (!row.step() || row.is_null(0)) return std::nullopt;
  const Moment until(TimePoint(Duration(row.integer(0))), {.boot = row.text(1), .since = Duration(row.integer(2))});
  const Duration left = remaining(until, now);
  return left > Duration(0) ? std::optional(now.wall + left) : std::nullopt;
}

std::optional<TimePoint> LedgerReader::group_parked_until(const ProfileId& profile, const GroupId& group,
                                                          TimePoint now) const {
  constexpr Duration kLongest = std::chrono::days(1);  // more is left only when the clock was set back since
  const auto until = database().integer(
      "SELECT parked_until FROM promotion_groups WHERE profile = (SELECT id FROM profiles WHERE profile_id = ?1)"
      " AND group_id = ?2",
      profile.str(), group.str());
  if (!until) return std::nullopt;
  const TimePoint end{Duration(*until)};
  return end > now && end <= now + kLongest ? std::optional(end) : std::nullopt;
}

std::optional<Moment> LedgerReader::restored() const {
  sqlite::Statement row = database().statement("SELECT restored_at, restored_boot, restored_since_boot FROM ledger");
  if (!row.step() || row.is_null(0)) return std::nullopt;
  return Moment(TimePoint(Duration(row.integer(0))), {.boot = row.text(1), .since = Duration(row.integer(2))});
}

const std::string& LedgerReader::ledger_id() const {
  return state_->ledger_id;
}

sqlite::Database& LedgerReader::database() const {
  return *state_->database;
}

}  // namespace harvestd

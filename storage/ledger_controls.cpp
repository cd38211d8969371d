#include <algorithm>

#include "core/retry.h"
#include "storage/ledger_state.h"

namespace harvestd {

void Ledger::park(const ProfileId& profile, Duration wait, const std::string& why, const Moment& now) {
  const TimePoint until = now.wall + wait;
  const std::optional<TimePoint> already = reader().parked_until(profile, now);
  if (already && *already >= until) return;
  Write write(state_->writer, now.wall);
  write.database().run(
      "UPDATE profiles SET parked_until = ?2, parked_why = ?3, parked_boot = ?4, parked_since_boot = ?5 WHERE id = ?1",
      write.names().profile(profile), until.time_since_epoch().count(), why, now.boot.boot,
      (now.boot.since + wait).count());
  write.event("parked", profile.str(),
              "{\"until\":" + json_string(to_iso8601(until)) + ",\"why\":" + json_string(why) + "}");
  write.commit();
}

void Ledger::park_group(const ProfileId& profile, const GroupId& group, const std::string& why, TimePoint now) {
  Write write(state_->writer, now);
  const std::int64_t row = write.names().group(write.names().profile(profile), group);
  const std::int64_t refusals =
      1 + write.database().integer("SELECT refusals FROM promotion_groups WHERE id = ?1", row).value_or(0);
  const TimePoint until = now + backoff_across_cycles(static_cast<int>(std::min<std::int64_t>(refusals, 100)), 0);
  write.database().run("UPDATE promotion_groups SET refusals = ?2, parked_until = ?3, parked_why = ?4 WHERE id = ?1",
                       row, refusals, until.time_since_epoch().count(), why);
  write.event("parked", "group " + group.str(),
              "{\"profile\":" + json_string(profile.str()) + ",\"until\":" + json_string(to_iso8601(until)) +
                  ",\"why\":" + json_string(why) + "}");
  write.commit();
}

void Ledger::unpark_group(const ProfileId& profile, const GroupId& group, TimePoint now) {
  const auto refused = reader().database().integer(
      "SELECT 1 FROM promotion_groups WHERE profile = (SELECT id FROM profiles WHERE profile_id = ?1)"
      " AND group_id = ?2 AND refusals > 0",
      profile.str(), group.str());
  if (!refused) return;
  Write write(state_->writer, now);
  const std::int64_t row = write.names().group(write.names().profile(profile), group);
  write.database().run("UPDATE promotion_groups SET refusals = 0, parked_until = NULL, parked_why = NULL WHERE id = ?1",
                       row);
  write.commit();
}

namespace {

std::vector<GroupId> unpark_groups(Write& write, const ProfileId& profile) {
  std::vector<GroupId> lifted;
  std::vector<std::int64_t> rows;
  {
    sqlite::Statement parked = write.database().statement(
        "SELECT g.group_id, g.id FROM promotion_groups g JOIN profiles p ON p.id = g.profile"
        " WHERE g.parked_until > ?1 AND ?2 IN ('', p.profile_id) ORDER BY g.id",
        write.now(), profile.str());
    while (parked.step()) {
      lifted.emplace_back(parked.text(0));
      rows.push_back(parked.integer(1));
    }
  }
  for (const std::int64_t row : rows) {
    write.database().run(
        "UPDATE promotion_groups SET refusals = 0, parked_until = NULL, parked_why = NULL WHERE id = ?1", row);
  }
  for (const GroupId& each : lifted) write.event("unparked", "group " + each.str(), "{}");
  return lifted;
}

}  // namespace

Lifted Ledger::unpark(const ProfileId& profile, const Moment& now) {
  Write write(state_->writer, now.wall);
  std::vector<ProfileId> lifted;
  {
    sqlite::Statement parked = write.database().statement(
        "SELECT profile_id FROM profiles WHERE parked_until IS NOT NULL AND ?1 IN ('', profile_id) ORDER BY id",
        profile.str());
    while (parked.step()) lifted.emplace_back(parked.text(0));
  }
  std::erase_if(lifted, [&](const ProfileId& each) { return !reader().parked_until(each, now); });
  for (const ProfileId& each : lifted) {
    const std::string until = to_iso8601(*reader().parked_until(each, now));
    write.database().run("UPDATE profiles SET parked_until = NULL, parked_why = NULL WHERE profile_id = ?1",
                         each.str());
    write.event("unparked", each.str(), "{\"until\":" + json_string(until) + "}");
  }
  std::vector<GroupId> groups = unpark_groups(write, profile);
  write.commit();
  return {.profiles = std::move(lifted), .groups = std::move(groups)};
}

bool Ledger::count_from_today(TimePoint now) {
  const std::chrono::sys_days latest = reader().latest_day();
  if (latest <= utc_day(now)) return false;
  Write write(state_->writer, now);
  write.set_day_back();
  write.event("day_set_back", "ledger", "{\"from\":" + json_string(to_iso8601(TimePoint(latest)).substr(0, 10)) + "}");
  write.commit();
  return true;
}

bool Ledger::set_paused(std::string_view label, bool paused, TimePoint now) {
  Write write(state_->writer, now);
  if (paused) {
    write.database().run("INSERT INTO paused VALUES (?1, ?2) ON CONFLICT DO NOTHING", label, write.now());
  } else {
    write.database().run("DELETE FROM paused WHERE label = ?1", label);
  }
  const bool changed = write.database().changes() > 0;
  if (changed) {
    write.event(paused ? "paused" : "resumed", label.empty() ? "everything" : label,
                label.empty() ? "{\"everything\":true}" : "{\"campaign\":" + json_string(label) + "}");
  }
  write.commit();
  return changed;
}

void Ledger::record_event(std::string_view kind, std::string_view subject, std::string_view data, TimePoint now) {
  Write write(state_->writer, now);
  write.event(kind, subject, data);
  write.commit();
}

}  // namespace harvestd

#include "storage/ledger_state.h"

namespace harvestd {

void Ledger::park(const ProfileId& profile, TimePoint until, const std::string& why, TimePoint now) {
  Write write(state_->writer, now);
  const std::int64_t row = write.names().profile(profile);
  const std::int64_t until_ms = until.time_since_epoch().count();
  write.database().run(
      "UPDATE profiles SET parked_until = ?2, parked_why = ?3 WHERE id = ?1 AND coalesce(parked_until, -1) < ?2", row,
      until_ms, why);
  if (write.database().changes() > 0) {
    write.event("parked", profile.str(),
                "{\"until\":" + json_string(to_iso8601(until)) + ",\"why\":" + json_string(why) + "}");
  }
  write.commit();
}

std::vector<ProfileId> Ledger::unpark(const ProfileId& profile, TimePoint now) {
  Write write(state_->writer, now);
  std::vector<ProfileId> lifted;
  std::vector<TimePoint> untils;
  {
    sqlite::Statement parked = write.database().statement(
        "SELECT profile_id, parked_until FROM profiles WHERE parked_until > ?1 AND ?2 IN ('', profile_id) ORDER BY id",
        write.now(), profile.str());
    while (parked.step()) {
      lifted.emplace_back(parked.text(0));
      untils.emplace_back(Duration(parked.integer(1)));
    }
  }
  for (std::size_t i = 0; i < lifted.size(); ++i) {
    write.database().run("UPDATE profiles SET parked_until = NULL, parked_why = NULL WHERE profile_id = ?1",
                         lifted[i].str());
    write.event("unparked", lifted[i].str(), "{\"until\":" + json_string(to_iso8601(untils[i])) + "}");
  }
  write.commit();
  return lifted;
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

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

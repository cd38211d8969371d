#include "tests/simulation/world.h"

#include <algorithm>

#include "core/check.h"

namespace harvestd::simulation {

World::EventId World::add(Duration delay, ProcessNumber owner, bool is_timer, Action action) {
  events_.push_back({++last_id_, now_ + std::max(delay, Duration(0)), owner, is_timer, std::move(action)});
  return last_id_;
}

void World::cancel(EventId id) {
  std::erase_if(events_, [id](const Event& event) { return event.id == id; });
}

void World::forget(ProcessNumber owner) {
  std::erase_if(events_, [owner](const Event& event) { return event.owner == owner; });
}

std::size_t World::next() const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < events_.size(); ++i) {
    const Event& event = events_[i];
    const Event& first = events_[best];
    if (event.at < first.at || (event.at == first.at && event.id < first.id)) best = i;
  }
  return best;
}

bool World::step(Duration until) {
  const std::size_t first = events_.empty() ? 0 : next();
  if (events_.empty() || events_[first].at > until) {
    now_ = std::max(now_, until);
    return false;
  }
  Event event = std::move(events_[first]);
  events_[first] = std::move(events_.back());
  events_.pop_back();
  now_ = std::max(now_, event.at);
  event.action();
  return true;
}

void World::skip_to(Duration when) {
  for (const Event& event : events_) HARVESTD_CHECK(event.at >= when);
  now_ = std::max(now_, when);
}

BootClock World::boot_clock() const {
  return {.boot = "boot-" + std::to_string(boots_), .since = now_ - booted_at_};
}

void World::boot() {
  ++boots_;
  booted_at_ = now_;
}

void World::suspend(Duration time) {
  suspended_ += time;
  const Duration wakes = now_ + time;
  for (Event& event : events_) {
    if (event.owner == kNobody) continue;
    event.at = event.is_timer ? event.at + time : std::max(event.at, wakes);
  }
  // Whatever is done right now goes on when the machine wakes: Amazon's part of it has been done by then.
  while (!events_.empty() && events_[next()].at < wakes) step(wakes);
  now_ = wakes;
}

void World::freeze(ProcessNumber owner, Duration time) {
  const Duration thaws = now_ + time;
  for (Event& event : events_) {
    if (event.owner == owner) event.at = std::max(event.at, thaws);
  }
  while (!events_.empty() && events_[next()].at < thaws) step(thaws);
  now_ = thaws;
}

}  // namespace harvestd::simulation

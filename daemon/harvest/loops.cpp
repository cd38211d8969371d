#include "daemon/harvest/loops.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace harvestd {

struct Loops::Generation {
  Generation(std::shared_ptr<const Config> by, Engine& engine, Transport& transport,
             std::shared_ptr<SharedAccess> shared)
      : config(std::move(by)),
        clients(
            *config, transport, engine.runtime(), [&engine](const ApiCall& call) { engine.observe(call); },
            std::move(shared)),
        run{engine, clients, *config} {}

  std::shared_ptr<const Config> config;
  ApiClients clients;
  ScheduleRun run;
};

Loops::Loops(Engine& engine, Transport& transport, std::shared_ptr<const Config> config, Spawn spawn)
    : engine_(engine),
      transport_(transport),
      spawn_(std::move(spawn)),
      current_(std::make_shared<Generation>(std::move(config), engine_, transport_, shared_)) {}

Task<bool> Loops::all_refused() {
  while (true) {
    const std::shared_ptr<Generation> asked = current_;
    std::function<bool(const ProfileId&)> is_parked = [this](const ProfileId& profile) {
      return engine_.parked(profile).has_value();
    };
    const bool refused = co_await asked->clients.all_refused(std::move(is_parked));
    if (asked == current_ || engine_.runtime().stopping()) co_return refused;
  }
}

void Loops::start() {
  started_ = true;
  start_missing();
}

void Loops::use(std::shared_ptr<const Config> config) {
  current_->run.ending = true;
  current_ = std::make_shared<Generation>(std::move(config), engine_, transport_, shared_);
  changing_ = true;
  for (const auto& [profile, by] : loops_) {
    if (!by->run.at_work.contains(profile)) continue;
    spdlog::info("profile {} still works by the old configuration, until its cycle at hand has ended", profile.str());
  }
  if (started_) start_missing();
  tell_when_complete();
}

void Loops::start_missing() {
  const std::shared_ptr<Generation> current = current_;
  for (const ProfileConfig& profile : current->config->profiles) {
    if (loops_.try_emplace(profile.id, current).second) spawn_(loop(profile.id));
  }
}

Task<void> Loops::loop(ProfileId profile) {
  std::shared_ptr<Generation> mine;
  while (!engine_.runtime().stopping() && mine != current_) {
    mine = current_;
    const std::vector<ProfileConfig>& profiles = mine->config->profiles;
    const auto configured =
        std::find_if(profiles.begin(), profiles.end(), [&](const ProfileConfig& each) { return each.id == profile; });
    if (configured == profiles.end()) break;
    loops_[profile] = mine;
    tell_when_complete();
    co_await schedule_profile(mine->run, *configured);
  }
  loops_.erase(profile);
  tell_when_complete();
}

void Loops::tell_when_complete() {
  if (!changing_ || engine_.runtime().stopping()) return;
  for (const auto& [_, by] : loops_) {
    if (by != current_) return;
  }
  changing_ = false;
  spdlog::info("reload complete: every profile works by the new configuration");
}

const Config& Loops::config() const {
  return *current_->config;
}

const Config* Loops::config_with(const std::string& label) const {
  if (config().find_campaign(label).campaign) return current_->config.get();
  for (const auto& [_, by] : loops_) {
    if (by->config->find_campaign(label).campaign) return by->config.get();
  }
  return nullptr;
}

}  // namespace harvestd

// The loops of all profiles, and the change from one configuration to the next while they run.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "daemon/harvest/scheduler.h"

namespace harvestd {

/// One loop a profile: it goes over to the configuration in force by itself, when its cycle at hand has ended, and
/// waits for no other. A configuration and its clients are kept until the last loop has left them; SharedAccess lasts.
class Loops {
 public:
  /// Runs a task beside the caller, as one of those whose end the process waits for.
  using Spawn = std::function<void(Task<void>)>;

  /// References must outlive it. What it spawned must not be resumed when it is gone.
  Loops(Engine& engine, Transport& transport, std::shared_ptr<const Config> config, Spawn spawn);

  /// ApiClients::all_refused, of the configuration in force at the end.
  Task<bool> all_refused();
  void start();

  /// Another configuration is in force. New profiles start at once, those that are left out end with the cycle at hand;
  /// the log names who still works by an older one, and says when nobody does any more. The caller wakes the idle.
  void use(std::shared_ptr<const Config> config);
  const Config& config() const;
  /// A configuration that has this campaign: the one in force, or an older one that a loop still works by; else null.
  const Config* config_with(const std::string& label) const;
  /// A person lifted the wait that Amazon asked of this profile.
  void forget_wait(const ProfileId& profile) { shared_->forget_wait(profile); }

 private:
  struct Generation;
  Task<void> loop(ProfileId profile);
  void start_missing();
  void tell_when_complete();

  Engine& engine_;
  Transport& transport_;
  Spawn spawn_;
  std::shared_ptr<SharedAccess> shared_ = std::make_shared<SharedAccess>();
  std::shared_ptr<Generation> current_;
  std::map<ProfileId, std::shared_ptr<Generation>> loops_;  // and what each works by
  bool started_ = false;
  bool changing_ = false;  // the log is still to say that the change is complete
};

}  // namespace harvestd

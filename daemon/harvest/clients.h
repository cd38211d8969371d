// Amazon's API for each set of credentials of one configuration.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "daemon/amazon/ads_api.h"
#include "daemon/amazon/rates.h"

namespace harvestd {

/// What the clients of several configurations share, because Amazon knows nothing of a reload: its limits for a client
/// id at an endpoint, and the token of the same secrets (refused ones are tried anew). Each is kept as long as a client
/// uses it.
class SharedAccess {
 public:
  /// A person lifted the wait that Amazon asked of this profile.
  void forget_wait(const ProfileId& profile);

 private:
  friend class ApiClients;
  struct Login;
  std::shared_ptr<Rates> rates(const std::string& endpoint, const std::string& client_id, Runtime& runtime);

  std::map<std::pair<std::string, std::string>, std::weak_ptr<Rates>> rates_;  // by endpoint and client id
  std::vector<std::weak_ptr<Login>> logins_;
};

/// Secrets are read when it is made; credentials whose secrets cannot be read answer every call with kCredentials, as
/// those do that Amazon refused. Credentials with the same client id share Amazon's limits. References must outlive it.
class ApiClients {
 public:
  ApiClients(const Config& config, Transport& transport, Runtime& runtime, CallObserver observer,
             std::shared_ptr<SharedAccess> shared = std::make_shared<SharedAccess>());
  ~ApiClients();

  /// `credentials` must be a name of the configuration.
  AdsApi& of(const std::string& credentials);

  /// Refused credentials are tried again when one of their files has changed.
  void reread_changed_secrets(const std::string& credentials);

  /// Asks for a token of each, but for those with a parked profile. True when every one is refused for good; an Amazon
  /// that cannot be reached is not a refusal.
  Task<bool> all_refused(std::function<bool(const ProfileId&)> is_parked);

 private:
  struct Client;
  std::shared_ptr<SharedAccess> shared_;
  std::map<std::string, std::unique_ptr<Client>, std::less<>> clients_;
};

}  // namespace harvestd

// Amazon's API for each set of credentials of one configuration.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "config/config.h"
#include "daemon/amazon/ads_api.h"
#include "daemon/amazon/rates.h"

namespace harvestd {

/// Secrets are read when it is made; credentials whose secrets cannot be read answer every call with kCredentials, as
/// those do that Amazon refused. Credentials with the same client id share Amazon's limits. References must outlive it.
class ApiClients {
 public:
  ApiClients(const Config& config, Transport& transport, Runtime& runtime, CallObserver observer);
  ~ApiClients();

  /// `credentials` must be a name of the configuration.
  AdsApi& of(const std::string& credentials);

  /// Refused credentials are tried again when one of their files has changed.
  void reread_changed_secrets(const std::string& credentials);

  /// A person lifted the wait that Amazon asked of this profile.
  void forget_wait(const ProfileId& profile);

  /// Asks for a token of each, but for those with a parked profile. True when every one is refused for good; an Amazon
  /// that cannot be reached is not a refusal.
  Task<bool> all_refused(std::function<bool(const ProfileId&)> is_parked);

 private:
  struct Client;
  std::map<std::string, std::unique_ptr<Client>, std::less<>> clients_;
};

}  // namespace harvestd

// The configuration of a run, built in code for its account.
#pragma once

#include "config/config.h"
#include "tests/simulation/account.h"

namespace harvestd::simulation {

inline constexpr Duration kSettle = std::chrono::seconds(60);
inline constexpr Duration kInterval = std::chrono::minutes(10);  // between cycles

/// Every campaign of the account, most in mode auto. The limit of a day is drawn when none is given. Secrets come from
/// the environment: see set_secrets.
Config make_config(const Account& account, Random random, std::optional<std::int64_t> promotions_per_day);

/// The rest of the account; all of it when it has one profile only.
Account without_last_profile(Account account);

/// Puts the credentials of the simulation into the environment. Once, before there are threads.
void set_secrets();

}  // namespace harvestd::simulation

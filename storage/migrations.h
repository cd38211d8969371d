// The schema's versions: migrations/NNNN_*.sql, in order, embedded at build time. The database's user_version counts
// those applied.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "storage/sqlite.h"

namespace harvestd {

/// "hvst": this program's databases.
inline constexpr std::int64_t kApplicationId = 0x68767374;

std::span<const std::string_view> migrations();

/// Brings the database to the version `steps.size()`, in one transaction: application_id, user_version and the steps
/// above the present version. Throws when a step fails; the database is as before then. A database at or above that
/// version is left alone.
void migrate(sqlite::Database& database, std::span<const std::string_view> steps);

}  // namespace harvestd

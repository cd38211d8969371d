#include "storage/migrations.h"

#include <string>

namespace harvestd {

void migrate(sqlite::Database& database, std::span<const std::string_view> steps) {
  const auto version = static_cast<std::size_t>(database.integer("PRAGMA user_version").value_or(0));
  if (version >= steps.size()) return;
  sqlite::Transaction transaction(database);
  for (const std::string_view step : steps.subspan(version)) database.execute(std::string(step));
  database.execute("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.execute("PRAGMA user_version=" + std::to_string(steps.size()));
  transaction.commit();
}

}  // namespace harvestd

#include "core/batch.h"

#include <algorithm>
#include <unordered_map>

#include "core/check.h"

namespace harvestd {

std::vector<std::vector<std::size_t>> pack_batches(const std::vector<std::string>& keys, std::size_t most) {
  HARVESTD_CHECK(most > 0);
  std::vector<std::vector<std::size_t>> batches;
  std::size_t first_open = 0;                               // batches before it are full
  std::unordered_map<std::string, std::size_t> next_batch;  // the first batch that does not hold the key
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::size_t& next = next_batch[keys[i]];
    std::size_t batch = std::max(next, first_open);
    while (batch < batches.size() && batches[batch].size() == most) ++batch;
    if (batch == batches.size()) batches.emplace_back();
    batches[batch].push_back(i);
    next = batch + 1;
    while (first_open < batches.size() && batches[first_open].size() == most) ++first_open;
  }
  return batches;
}

}  // namespace harvestd

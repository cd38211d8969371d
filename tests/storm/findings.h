// What a storm found, said at once and counted.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace harvestd::storm {

class Findings {
 public:
  /// `how_to_repeat` is printed with each violation of the round that begins here.
  void begin_round(std::string how_to_repeat) { how_to_repeat_ = std::move(how_to_repeat); }
  /// Keeps it, and in a round prints it to standard error.
  void violation(const std::string& what);
  /// Says that this cannot be run here, and why.
  void skip(std::string why) { skipped_ = std::move(why); }
  const std::string& skipped() const { return skipped_; }
  const std::vector<std::string>& all() const { return all_; }
  std::size_t count() const { return all_.size(); }

 private:
  std::string how_to_repeat_, skipped_;
  std::vector<std::string> all_;
};

}  // namespace harvestd::storm

// Which requests came, for tests and for whoever watches.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace harvestd::sandbox {

struct LoggedRequest {
  std::uint64_t number = 0;  // counted from 1 since the start, also across clear()
  std::string operation;     // "unknown" for a path that nothing answers
  std::string profile_id;
  std::size_t items = 0;
  int status = 0;  // 0: no answer was sent
};

class RequestLog {
 public:
  /// Keeps the last 10,000; the counts cover all since the last clear.
  void add(LoggedRequest request);
  void clear();

  std::uint64_t count(std::string_view operation) const;
  const std::map<std::string, std::uint64_t, std::less<>>& counts() const { return counts_; }
  const std::deque<LoggedRequest>& last() const { return last_; }

 private:
  std::uint64_t number_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::deque<LoggedRequest> last_;
};

}  // namespace harvestd::sandbox

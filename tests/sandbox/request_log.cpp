#include "tests/sandbox/request_log.h"

namespace harvestd::sandbox {

void RequestLog::add(LoggedRequest request) {
  request.number = ++number_;
  ++counts_[request.operation];
  last_.push_back(std::move(request));
  if (last_.size() > 10'000) last_.pop_front();
}

void RequestLog::clear() {
  counts_.clear();
  last_.clear();
}

std::uint64_t RequestLog::count(std::string_view operation) const {
  const auto found = counts_.find(operation);
  return found == counts_.end() ? 0 : found->second;
}

}  // namespace harvestd::sandbox

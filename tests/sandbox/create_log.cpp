#include "tests/sandbox/create_log.h"

#include "tests/sandbox/text_rules.h"

namespace harvestd::sandbox {

void CreateLog::record(CreatedTarget target) {
  ++accepted_[{target.profile_id, target.group_id, target.kind, target.match, normalised(target.target)}];
  all_.push_back(std::move(target));
}

}  // namespace harvestd::sandbox

#include "tests/sandbox/create_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tests/sandbox/expression.h"
#include "tests/sandbox/json_writer.h"
#include "tests/sandbox/text_rules.h"

namespace harvestd::sandbox {

Identity identity_of(const CreatedTarget& target) {
  return {target.profile_id, target.group_id, target.kind, target.match, normalised(target.target)};
}

CreateLog::~CreateLog() {
  if (file_ >= 0) ::close(file_);
}

void CreateLog::write_to(const std::filesystem::path& file) {
  file_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
}

void CreateLog::record(CreatedTarget target) {
  append("accepted", target);
  ++accepted_[identity_of(target)];
  all_.push_back(std::move(target));
}

void CreateLog::receive(const CreatedTarget& item) {
  append("received", item);
  ++received_[identity_of(item)];
}

void CreateLog::append(std::string_view what, const CreatedTarget& target) const {
  if (file_ < 0) return;
  JsonWriter out;
  out.begin_object().field("what", what).field("profileId", target.profile_id);
  out.field("targetPromotionGroupId", target.group_id).field("kind", kind_name(target.kind));
  out.field("matchType", match_name(target.match)).field("target", target.target).field("bid", target.bid);
  out.field("targetId", target.target_id).end_object();
  const std::string line = out.take() + '\n';
  if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::system_error(errno, std::generic_category(), "the create log");
  }
}

}  // namespace harvestd::sandbox

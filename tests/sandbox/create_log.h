// What creates came and were accepted, beside the account: the oracle that tests ask.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/account.h"

namespace harvestd::sandbox {

/// One accepted create.
struct CreatedTarget {
  std::string profile_id, group_id, ad_group_id, target_id;
  Kind kind;
  Match match;
  std::string target;  // as received
  std::string bid;     // decimal text as received; empty when the request had none
};

/// What must exist at most once.
struct Identity {
  std::string profile_id, group_id;
  Kind kind;
  Match match;
  std::string target;  // normalised

  auto operator<=>(const Identity&) const = default;
};
Identity identity_of(const CreatedTarget& target);

/// Optionally a file as well, that outlives the server: one JSON object a line, appended before anything is answered,
/// {"what": "received" | "accepted", profileId, targetPromotionGroupId, kind, matchType, target, bid, targetId}.
class CreateLog {
 public:
  CreateLog() = default;
  ~CreateLog();
  CreateLog(const CreateLog&) = delete;
  CreateLog& operator=(const CreateLog&) = delete;

  /// Throws std::system_error when the file cannot be opened for appending.
  void write_to(const std::filesystem::path& file);

  void record(CreatedTarget target);
  /// An item of a create request that was read whole, whatever comes of it. It has no target id yet.
  void receive(const CreatedTarget& item);

  const std::vector<CreatedTarget>& all() const { return all_; }
  /// How many times each identity was accepted.
  const std::map<Identity, std::size_t>& accepted() const { return accepted_; }
  /// How many times each identity came, refused ones and those of requests that a fault kept from applying included.
  const std::map<Identity, std::size_t>& received() const { return received_; }

 private:
  void append(std::string_view what, const CreatedTarget& target) const;

  std::vector<CreatedTarget> all_;
  std::map<Identity, std::size_t> accepted_, received_;
  int file_ = -1;
};

}  // namespace harvestd::sandbox

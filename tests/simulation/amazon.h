// A model of Amazon: the operations of the Ads API that a harvest uses, and Login with Amazon. It does not deduplicate,
// shows creates late in its lists, and remembers every create it accepted. It never says no by itself; faults do.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/amazon/transport.h"
#include "tests/simulation/account.h"
#include "tests/simulation/story.h"

namespace harvestd::simulation {

enum class Operation : std::uint8_t {
  kToken,
  kRecommendations,
  kListGroups,
  kListTargets,
  kListKeywords,
  kListProductTargets,
  kListAdGroups,
  kCreate,
};
std::string_view to_string(Operation operation);
std::optional<Operation> operation_of(std::string_view url);
constexpr bool is_list(Operation operation) {
  return operation != Operation::kToken && operation != Operation::kCreate;
}
/// Of what is there already.
constexpr bool lists_targets(Operation operation) {
  return operation >= Operation::kListTargets && operation <= Operation::kListProductTargets;
}

/// What goes wrong inside Amazon with one request.
struct Mishap {
  enum class Items : std::uint8_t { kFine, kMixed, kBad } items = Items::kFine;
  enum class Page : std::uint8_t { kFine, kDuplicateRows, kMissingRows, kRepeatedToken } page = Page::kFine;
  bool rotate_refresh_token = false;
  bool took_effect = false;  // set by Amazon
};

struct AmazonRequest {
  Operation operation{};
  std::string profile;
  std::string bearer;
  std::string body;
  ProcessNumber process = kNobody;
  Duration sent{0};      // when its first byte left
  Duration shown_by{0};  // a create is in every list from this time on, at the latest
};

/// A create that Amazon accepted.
struct Accepted {
  Duration at{0}, sent{0};
  std::string profile, group, key, id;
  Kind kind = Kind::kKeyword;
  MatchType match = MatchType::kExact;
  std::int64_t bid = 0;
  ProcessNumber process = kNobody;
  std::string identity() const;
};
std::string identity_words(const std::string& profile, const std::string& group, Kind kind, const std::string& key,
                           MatchType match);

/// One item of a create, as it was sent.
struct SentItem {
  std::string text, key;
  Kind kind = Kind::kKeyword;
  MatchType match = MatchType::kExact;
  std::int64_t bid = 0;
};
struct SentCreate {
  std::string group;
  std::vector<SentItem> items;
};
SentCreate read_create(const std::string& body);

class Amazon {
 public:
  /// References must outlive it. `lag`: how long at most lists omit what was just made, in a stretch of `shown_by`.
  Amazon(Account account, World& world, Story& story, Random random)
      : account_(std::move(account)), world_(world), story_(story), random_(random) {}

  HttpResponse answer(const AmazonRequest& request, Mishap& mishap);

  const Account& account() const { return account_; }
  const std::vector<Accepted>& accepted() const { return accepted_; }
  /// The longest delays for what is made from now on.
  void be_slow(bool slow) { slow_ = slow; }
  /// Rows that lists left out because they were too new, and which list it was.
  std::uint64_t omitted() const { return omitted_; }
  /// Answers 401 to this token from now on.
  void revoke(const std::string& access_token) { valid_until_.erase(access_token); }
  void set_token_life(Duration life) { token_life_ = life; }

 private:
  HttpResponse token(const AmazonRequest& request, Mishap& mishap);
  HttpResponse create(const AmazonRequest& request, Mishap& mishap);
  std::string accept(SimProfile& profile, const SimGroup& group, const SentItem& item, const AmazonRequest& request);
  HttpResponse page(const AmazonRequest& request, std::string_view name, std::vector<std::string> rows, Mishap& mishap);
  std::vector<std::string> rows_of(const AmazonRequest& request, SimProfile& profile, Mishap& mishap);
  std::vector<std::string> target_rows(const AmazonRequest& request, SimProfile& profile, Mishap& mishap);
  bool is_shown(const SimTarget& target, Operation list);
  HttpResponse respond(int status, std::string body);
  Duration shown_from(const AmazonRequest& request);

  Account account_;
  World& world_;
  Story& story_;
  Random random_;
  std::vector<Accepted> accepted_;
  std::map<std::string, Duration> valid_until_;  // access tokens
  Duration token_life_ = std::chrono::hours(1);
  std::uint64_t omitted_ = 0;
  int tokens_ = 0, requests_ = 0, targets_ = 0;
  bool slow_ = false;
};

/// What must never be seen outside a request.
inline constexpr std::string_view kCanary = "canary";
inline constexpr const char* kClientId = "amzn1.application-oa2-client.simulation";
inline constexpr const char* kClientSecret = "simulated-canary-client-secret";
inline constexpr const char* kRefreshToken = "Atzr|simulated-canary-refresh";

}  // namespace harvestd::simulation

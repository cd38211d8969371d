// Watches a run while it goes on: what is sent when. The oracle judges what is left at the end.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/amazon.h"
#include "tests/simulation/host.h"
#include "tests/simulation/story.h"

namespace harvestd::simulation {

/// Something that must not be, with the number of the invariant that it breaks.
struct Violation {
  int invariant = 0;
  std::string words;
};

class Referee {
 public:
  Referee(World& world, Story& story) : world_(world), story_(story) {}

  // --- Told by the network.
  /// send() was called.
  void sending(const AmazonRequest& request, Host& host);
  /// The first byte leaves.
  void handed_over(const AmazonRequest& request, Host& host);
  /// The answer reaches the process: the last thing that it learns of this request.
  void answered(const AmazonRequest& request, const HttpResponse& response, Host& host);
  /// The process is done with the request, answer or not.
  void ended(const AmazonRequest& request, bool was_handed_over, Host& host);

  // --- Told by the scenario.
  /// Group ids that nothing may be created in: their campaign only observes.
  void only_observes(const std::string& group) { observing_.insert(group); }
  /// Group ids that nothing may be created in but what a person approved.
  void asks(const std::string& group) { asking_.insert(group); }
  /// A person's word on a promotion, by identity, and the bid that was shown; it may have been given in vain.
  void approved(const std::string& identity, std::int64_t bid) { approved_[identity].insert(bid); }
  void declined(const std::string& identity) { approved_.erase(identity); }
  /// A group's campaign, by label, for pauses.
  void belongs(const std::string& group, const std::string& label) { label_of_[group] = label; }
  void paused(const std::string& label, bool is_paused);
  /// The ledger is an older one now, and knows of nothing that was said since.
  void person_restored_a_backup() {
    forgetful_ = true;
    paused_.clear();
  }
  /// A process on another ledger, which no person paused.
  void has_another_ledger(ProcessNumber process) { elsewhere_.insert(process); }
  /// A process that only plans: it must not create, and records nothing of what it learns.
  void only_plans(ProcessNumber process) { planning_.insert(process); }
  /// A bit of what was read was wrong. SQLite keeps no checksum of its pages and may not notice: what is judged from
  /// then on is what must hold nevertheless.
  void disk_lied() { disk_lied_ = true; }
  bool trusts_the_disk() const { return !disk_lied_; }
  /// What the process learned in its very last moment may not have been written down.
  void process_ended(ProcessNumber process);

  void violate(int invariant, std::string words);
  const std::vector<Violation>& violations() const { return violations_; }
  /// Until when Amazon asked for silence, whoever it asked.
  Duration silent_until() const { return silent_until_; }
  std::uint64_t requests() const { return requests_; }

 private:
  struct Silence {
    Duration until{0};
    Duration since{0};  // of World::uptime
    ProcessNumber told = kNobody;
    std::string boot;
    Duration wall_offset{0};
  };
  void check_create(const AmazonRequest& request, Host& host);
  void check_consent(const AmazonRequest& request, const SentCreate& create);
  void check_silence(const AmazonRequest& request, Host& host);

  World& world_;
  Story& story_;
  std::vector<Violation> violations_;
  std::map<std::string, Silence> silence_;  // by profile; the empty one is the token endpoint
  std::map<std::pair<ProcessNumber, std::string>, int> creates_under_way_;
  std::set<std::string> observing_, asking_, paused_;
  std::map<std::string, std::set<std::int64_t>> approved_;
  std::set<ProcessNumber> elsewhere_, planning_;
  std::map<std::string, std::string> label_of_;
  Duration silent_until_{0};
  std::uint64_t requests_ = 0;
  bool forgetful_ = false, disk_lied_ = false;
};

}  // namespace harvestd::simulation

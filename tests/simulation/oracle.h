// Judges what is left: the ledger against what Amazon has, at every start and at the end.
#pragma once

#include <map>
#include <set>

#include "config/config.h"
#include "storage/ledger.h"
#include "tests/simulation/amazon.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/referee.h"

namespace harvestd::simulation {

struct PromotionRow {
  std::int64_t id = 0;
  std::string profile, group, key, target_id, error;
  Kind kind = Kind::kKeyword;
  MatchType match = MatchType::kExact;
  PromotionState state{};
  std::int64_t bid = 0, attempts = 0, lost = 0;  // lost: attempts of unknown outcome
  std::string identity() const { return identity_words(profile, group, kind, key, match); }
};

class Oracle {
 public:
  /// References must outlive it. `thorough`: what takes long is looked at, too.
  Oracle(const Amazon& amazon, const Config& config, Referee& referee, bool thorough)
      : amazon_(amazon), config_(config), referee_(referee), thorough_(thorough) {}

  /// After each start: nothing vanished, the chain holds.
  void opened(Ledger& ledger);
  /// The ledger is an older one now, or another one was at work: some promotions are not in it.
  void forget() {
    known_.clear();
    whole_ = false;
  }
  /// Nothing is open, and the ledger knows of everything that was created.
  bool nothing_is_open(Ledger& ledger) const;
  /// After the calm cycles.
  void at_end(Ledger& ledger);
  /// Nothing of it may hold a secret.
  void no_secret_in(const std::string& where, std::string_view bytes);

 private:
  void check_once_each();
  void check_duplicates();
  std::map<std::string, Duplicates> duplicates_by_group() const;
  void check_rows(const std::vector<PromotionRow>& rows);
  void check_recorded(const std::vector<PromotionRow>& rows);
  void check_settled(Ledger& ledger, const std::vector<PromotionRow>& rows);
  void check_decided(Ledger& ledger);
  void check_limits(Ledger& ledger);
  void violate(int invariant, std::string words) { referee_.violate(invariant, std::move(words)); }

  const Amazon& amazon_;
  const Config& config_;
  Referee& referee_;
  bool thorough_;
  bool whole_ = true;
  std::map<std::int64_t, PromotionRow> known_;
};

std::vector<PromotionRow> promotions_of(Ledger& ledger);

}  // namespace harvestd::simulation

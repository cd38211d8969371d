#include "tests/simulation/referee.h"

#include <algorithm>
#include <array>

#include "core/retry.h"

namespace harvestd::simulation {

void Referee::violate(int invariant, std::string words) {
  constexpr std::array kEvenThen{0, 1, 6, 7, 9, 11, 12};
  if (disk_lied_ && std::find(kEvenThen.begin(), kEvenThen.end(), invariant) == kEvenThen.end()) return;
  story_.tell("!!! invariant {}: {}", invariant, words);
  violations_.push_back({invariant, std::move(words)});
}

void Referee::paused(const std::string& label, bool is_paused) {
  if (is_paused) {
    paused_.insert(label);
  } else {
    paused_.erase(label);
  }
}

void Referee::sending(const AmazonRequest& request, Host& host) {
  if (request.operation != Operation::kCreate) return;
  const SentCreate create = read_create(request.body);
  if (planning_.contains(host.number())) violate(9, "a create by plan");
  if (observing_.contains(create.group)) violate(9, "a create into a group whose campaign only observes");
  if (asking_.contains(create.group)) check_consent(request, create);
  const bool paused = paused_.contains("") || paused_.contains(label_of_[create.group]);
  if (paused && !elsewhere_.contains(host.number()) && trusts_the_disk()) violate(9, "a create while paused");
}

/// A restored ledger may hold a word that was taken back since.
void Referee::check_consent(const AmazonRequest& request, const SentCreate& create) {
  for (const SentItem& item : create.items) {
    const std::string identity = identity_words(request.profile, create.group, item.kind, item.key, item.match);
    const auto approved = approved_.find(identity);
    if (forgetful_ || (approved != approved_.end() && approved->second.contains(item.bid))) continue;
    violate(9, fmt::format("a create that nobody approved, at {}: {}", item.bid, identity));
  }
}

void Referee::handed_over(const AmazonRequest& request, Host& host) {
  ++requests_;
  story_.note(to_string(request.operation), request.body);
  check_silence(request, host);
  if (request.operation == Operation::kCreate) check_create(request, host);
}

void Referee::check_create(const AmazonRequest& request, Host& host) {
  if (host.storage_failed()) violate(7, "a create after the ledger could not be written");
  if (++creates_under_way_[{host.number(), request.profile}] > 1) {
    violate(8, "two creates under way for profile " + request.profile);
  }
  const SentCreate create = read_create(request.body);
  for (const SentItem& item : create.items) {
    if (!host.has_durable_attempt(request.profile, create.group, item)) {
      violate(
          2, "no durable attempt of " + identity_words(request.profile, create.group, item.kind, item.key, item.match));
    }
  }
}

void Referee::check_silence(const AmazonRequest& request, Host& host) {
  const auto silence = silence_.find(request.operation == Operation::kToken ? std::string() : request.profile);
  if (silence == silence_.end() || silence->second.until <= world_.now()) return;
  // Another process on another ledger, or a ledger from before, cannot know of it.
  const ProcessNumber told = silence->second.told;
  const bool recorded = !forgetful_ && !elsewhere_.contains(told) && !planning_.contains(told);
  const bool knows = told == host.number() || (recorded && !elsewhere_.contains(host.number()));
  // Over a start of the machine there is only the wall clock to go by.
  const bool was_misled =
      silence->second.boot != world_.boot_clock().boot && silence->second.wall_offset < world_.wall_offset();
  if (!knows || was_misled) return;
  violate(8, fmt::format("{} sent {} ms before Retry-After has passed", to_string(request.operation),
                         (silence->second.until - world_.now()).count()));
}

void Referee::answered(const AmazonRequest& request, const HttpResponse& response, Host& host) {
  if (response.status < 300 || response.retry_after.empty()) return;
  const auto wait = parse_retry_after(response.retry_after, world_.true_wall());
  if (!wait) return;
  // A clock that is wrong reads another wait out of a date: it is waited for, and nobody is blamed for it.
  const auto as_read = parse_retry_after(response.retry_after, world_.wall());
  silent_until_ = std::max(silent_until_, world_.now() + std::max(*wait, as_read.value_or(*wait)));
  const bool is_date = response.retry_after.find("GMT") != std::string::npos;
  if (is_date && world_.wall_offset() != Duration(0)) return;
  const Duration until = world_.now() + *wait - Duration(is_date ? 1000 : 0);  // dates are whole seconds
  Silence& silence = silence_[request.operation == Operation::kToken ? std::string() : request.profile];
  if (until <= silence.until) return;
  silence = {until, world_.uptime(), host.number(), world_.boot_clock().boot, world_.wall_offset()};
}

void Referee::ended(const AmazonRequest& request, bool was_handed_over, Host& host) {
  if (request.operation == Operation::kCreate && was_handed_over) {
    --creates_under_way_[{host.number(), request.profile}];
  }
}

void Referee::process_ended(ProcessNumber process) {
  std::erase_if(silence_, [&](const auto& entry) {
    return entry.second.told == process && entry.second.since == world_.uptime();
  });
}

}  // namespace harvestd::simulation

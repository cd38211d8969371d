#include "tests/storm/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "tests/sandbox/expression.h"

namespace harvestd::storm {
namespace {

std::string words(const sandbox::Identity& identity) {
  return fmt::format("\"{}\" {} {}", identity.target, sandbox::kind_name(identity.kind),
                     sandbox::match_name(identity.match));
}

bool is_final(const std::string& state) {
  return state == "created" || state == "already_existed" || state == "undone" || state == "declined";
}

bool is_open(const std::string& state) {
  return state == "planned" || state == "sending" || state == "unresolved";
}

}  // namespace

ServerView view_of(const sandbox::Server& server) {
  return {.accepted = server.accepted(), .received = server.received(), .created = server.created()};
}

std::int64_t micros(std::string_view decimal) {
  std::int64_t value = 0;
  int decimals = -1;
  for (const char c : decimal) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9' && decimals < 6) {
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return -1;
    }
  }
  for (int i = std::max(decimals, 0); i < 6; ++i) value *= 10;
  return decimal.empty() ? -1 : value;
}

void Oracle::check(const LedgerView& ledger, const ServerView& server) {
  for (const auto& [identity, count] : server.accepted) {
    if (count > 1) findings_.violation(fmt::format("1: {} was accepted {} times", words(identity), count));
  }
  std::map<sandbox::Identity, std::int64_t> attempts;
  for (const auto& [id, row] : ledger.promotions) attempts[row.identity] += row.attempts;
  for (const auto& [identity, count] : server.received) {
    const std::int64_t known = attempts.contains(identity) ? attempts.at(identity) : 0;
    if (static_cast<std::int64_t>(count) > known) {
      findings_.violation(
          fmt::format("2: {} came {} times, the ledger has {} attempts", words(identity), count, known));
    }
  }
  for (const auto& [id, row] : ledger.promotions) check_against_server(row, server);
  check_against_before(ledger);
  before_ = ledger;
}

void Oracle::check_against_server(const PromotionRow& row, const ServerView& server) {
  if (row.lost > 2) {
    findings_.violation(fmt::format("{} has {} attempts of unknown outcome", words(row.identity), row.lost));
  }
  if (row.state == "already_existed") {
    findings_.violation(fmt::format("3: {} is `already_existed`, where nobody else creates", words(row.identity)));
  }
  if (row.state != "created") return;
  const auto found = std::ranges::find(server.created, row.target_id, &sandbox::CreatedTarget::target_id);
  if (found == server.created.end()) {
    findings_.violation(
        fmt::format("3: {} is `created` as \"{}\", which does not exist", words(row.identity), row.target_id));
  } else if (identity_of(*found) != row.identity || micros(found->bid) != micros(row.bid)) {
    findings_.violation(fmt::format("3: {} is `created` with a bid of {}; {} is {} with a bid of {}",
                                    words(row.identity), row.bid, row.target_id, words(identity_of(*found)),
                                    found->bid));
  }
}

void Oracle::check_against_before(const LedgerView& ledger) {
  if (before_.exists && !ledger.exists) findings_.violation("4: the ledger is gone");
  if (ledger.last_event < before_.last_event) {
    findings_.violation(fmt::format("13: the chain had {} events and has {}", before_.last_event, ledger.last_event));
  }
  for (const auto& [id, old] : before_.promotions) {
    const auto found = ledger.promotions.find(id);
    if (found == ledger.promotions.end()) {
      findings_.violation(fmt::format("4: promotion {} {} has vanished", id, words(old.identity)));
      continue;
    }
    const PromotionRow& row = found->second;
    if (row.identity != old.identity) findings_.violation(fmt::format("4: promotion {} is another target now", id));
    if (is_final(old.state) && row.state != old.state) {
      findings_.violation(fmt::format("4: promotion {} was {} and is {}", id, old.state, row.state));
    }
    if (row.attempts < old.attempts) findings_.violation(fmt::format("4: promotion {} has lost an attempt", id));
  }
}

void Oracle::check_end(const LedgerView& ledger, const ServerView& server, const std::set<sandbox::Identity>& wanted) {
  check(ledger, server);
  std::map<sandbox::Identity, const PromotionRow*> rows;
  for (const auto& [id, row] : ledger.promotions) {
    rows[row.identity] = &row;
    if (is_open(row.state)) {
      findings_.violation(fmt::format("10: promotion {} {} is still {}", id, words(row.identity), row.state));
    }
  }
  for (const sandbox::Identity& identity : wanted) {
    const auto found = rows.find(identity);
    if (found == rows.end()) {
      findings_.violation(fmt::format("4: {} was recommended and is not in the ledger", words(identity)));
      continue;
    }
    const std::string& state = found->second->state;
    if (state == "rejected" || is_open(state)) continue;
    const auto count = server.accepted.find(identity);
    if (count == server.accepted.end()) {
      findings_.violation(fmt::format("3: {} is {} and was never accepted", words(identity), state));
    }
  }
}

}  // namespace harvestd::storm

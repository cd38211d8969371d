#include <fmt/format.h>

#include <algorithm>

#include "config/grammar.h"
#include "config/scalars.h"

namespace harvestd {
namespace {

/// The one kind that `condition` lets through, or nothing when it may let through both.
std::optional<Kind> pinned_kind(const Condition& condition) {
  if (condition.kind) return condition.kind;
  for (const Condition& part : condition.all) {
    if (const std::optional<Kind> kind = pinned_kind(part)) return kind;
  }
  if (condition.any.empty()) return std::nullopt;
  const std::optional<Kind> first = pinned_kind(condition.any.front());
  const bool all_agree =
      std::ranges::all_of(condition.any, [&](const Condition& c) { return pinned_kind(c) == first; });
  return all_agree ? first : std::nullopt;
}

void check_match(const Value& value, MatchType match, std::optional<Kind> kind) {
  if (match == MatchType::kExact) return;
  const Kind fitting = match == MatchType::kExpanded ? Kind::kProduct : Kind::kKeyword;
  if (kind == fitting) return;
  if (kind) {
    value.error(fmt::format("{} is no match type of a {}; expected {}", to_string(match), to_string(*kind),
                            *kind == Kind::kProduct ? "exact or expanded" : "exact, phrase or broad"));
  } else {
    value.error(fmt::format("{} is for a {} only: say kind: {} in `when`", to_string(match), to_string(fitting),
                            to_string(fitting)));
  }
}

std::vector<Promote> read_promote(const Value& value, std::optional<Kind> kind, bool has_order_values,
                                  std::vector<RuleBook::Amount>& amounts) {
  std::vector<Promote> entries;
  for (const Value& item : value.items("match types with their bids")) {
    Promote entry;
    Section section(item);
    const std::optional<Value> match = section.required("match");
    const bool has_match = set(entry.match, match, [](const Value& v) {
      return read_choice<MatchType>(v, {{"exact", MatchType::kExact},
                                        {"phrase", MatchType::kPhrase},
                                        {"broad", MatchType::kBroad},
                                        {"expanded", MatchType::kExpanded}});
    });
    if (has_match) {
      check_match(*match, entry.match, kind);
      const bool is_twice = std::ranges::any_of(entries, [&](const Promote& p) { return p.match == entry.match; });
      if (is_twice) match->error(fmt::format("{} stands in this list twice", to_string(entry.match)));
    }
    if (const std::optional<Value> bid = section.required("bid")) entry.bid = read_bid(*bid, has_order_values, amounts);
    if (has_match) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

RuleBook read_rules(const std::optional<Value>& value, bool has_order_values) {
  RuleBook book;
  if (!value) return book;
  for (const Value& item : value->items("rules")) {
    auto rule = std::make_unique<Rule>();
    RuleBook::Entry entry{.rule = rule.get(), .amounts = {}};
    Section section(item);
    const std::optional<Value> name = section.required("name");
    set(rule->name, name, read_name);
    if (const std::optional<Value> when = section.required("when")) rule->when = read_condition(*when);
    if (const std::optional<Value> promote = section.required("promote")) {
      rule->promote = read_promote(*promote, pinned_kind(rule->when), has_order_values, entry.amounts);
    }
    if (!rule->name.empty() && !book.entries.emplace(rule->name, std::move(entry)).second) {
      name->error(fmt::format("a rule named `{}` stands above already", rule->name));
    }
    book.rules.push_back(std::move(rule));
  }
  return book;
}

void check_amount(const Value& value, Decimal amount, const Marketplace& marketplace) {
  const Money money(marketplace.currency(), amount);
  const std::string_view currency = to_string(marketplace.currency());
  if (!money.is_representable()) {
    value.error(fmt::format("{} is finer than the smallest unit of {}, the currency of marketplace {}",
                            amount.to_string(), currency, marketplace.code));
  } else if (money < marketplace.min_bid) {
    value.error(fmt::format("{} is below the lowest bid in marketplace {}, {} {}", money.to_string(), marketplace.code,
                            marketplace.min_bid.to_string(), currency));
  } else if (money > marketplace.max_bid) {
    value.error(fmt::format("{} is above the highest bid in marketplace {}, {} {}", money.to_string(), marketplace.code,
                            marketplace.max_bid.to_string(), currency));
  }
}

void check_amounts(RuleBook& book, const RuleBook::Entry& entry, const Marketplace& marketplace) {
  if (!book.checked_marketplaces.emplace(entry.rule, &marketplace).second) return;
  for (const RuleBook::Amount& amount : entry.amounts) check_amount(amount.value, amount.amount, marketplace);
}

}  // namespace harvestd

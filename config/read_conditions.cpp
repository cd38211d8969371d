#include <fmt/format.h>

#include "config/grammar.h"
#include "config/scalars.h"

namespace harvestd {
namespace {

constexpr std::int64_t kMostCount = 1'000'000'000;

std::optional<CountRange> read_count_range(const Value& value) {
  Section section(value);
  CountRange range;
  const auto read = [](const Value& v) { return read_whole(v, 0, kMostCount); };
  set(range.min, section.optional("min"), read);
  set(range.max, section.optional("max"), read);
  if (section.is_mapping() && !section.has("min") && !section.has("max"))
    value.error_at_key("needs `min`, `max` or both");
  if (range.min && range.max && *range.min > *range.max) {
    value.error_at_key(fmt::format("min {} is above max {}", *range.min, *range.max));
  }
  return range;
}

std::optional<RateRange> read_rate_range(const Value& value) {
  Section section(value);
  RateRange range;
  set(range.min, section.optional("min"), read_rate);
  set(range.max, section.optional("max"), read_rate);
  const std::optional<Value> confidence = section.optional("confidence");
  if (set(range.confidence, confidence, read_decimal)) {
    const bool is_inside = *range.confidence > Decimal{} && *range.confidence < Decimal::from_micros(1'000'000);
    if (!is_inside) confidence->error("must be above 0 and below 1, found " + range.confidence->to_string());
  }
  if (section.is_mapping() && !section.has("min") && !section.has("max"))
    value.error_at_key("needs `min`, `max` or both");
  if (range.min && range.max && *range.min > *range.max) {
    value.error_at_key(fmt::format("min {} is above max {}", range.min->to_string(), range.max->to_string()));
  }
  return range;
}

void read_text_condition(const Value& value, Condition& condition) {
  Section section(value);
  set(condition.text_matches, section.optional("matches"), read_pattern);
  set(condition.text_not_matches, section.optional("not_matches"), read_pattern);
  if (section.is_mapping() && !section.has("matches") && !section.has("not_matches")) {
    value.error_at_key("needs `matches`, `not_matches` or both");
  }
}

std::vector<Condition> read_conditions(const std::optional<Value>& value) {
  std::vector<Condition> conditions;
  if (!value) return conditions;
  for (const Value& item : value->items("conditions")) conditions.push_back(read_condition(item));
  return conditions;
}

}  // namespace

Condition read_condition(const Value& value) {
  Condition condition;
  Section section(value);
  set(condition.kind, section.optional("kind"),
      [](const Value& v) { return read_choice<Kind>(v, {{"keyword", Kind::kKeyword}, {"product", Kind::kProduct}}); });
  set(condition.clicks, section.optional("clicks"), read_count_range);
  set(condition.conversions, section.optional("conversions"), read_count_range);
  set(condition.conversion_rate, section.optional("conversion_rate"), read_rate_range);
  set(condition.words, section.optional("words"), read_count_range);
  if (const std::optional<Value> text = section.optional("text")) read_text_condition(*text, condition);
  condition.any = read_conditions(section.optional("any"));
  condition.all = read_conditions(section.optional("all"));
  if (const std::optional<Value> none = section.optional("not")) condition.none.push_back(read_condition(*none));
  if (section.is_mapping() && value.node().children.empty() && !value.out().concerns(value.path())) {
    value.error_at_key("is empty, so it would hold for every target; write clicks: {min: 0} if that is meant");
  }
  return condition;
}

}  // namespace harvestd

#include <fmt/format.h>

#include "config/grammar.h"
#include "config/scalars.h"
#include "core/text.h"

namespace harvestd {
namespace {

constexpr Duration kDay = std::chrono::hours(24);
constexpr Duration kLongestInterval = 30 * kDay;
constexpr std::int64_t kMostPromotions = 1'000'000;

std::optional<Cron> read_cron(const Value& value, const std::optional<Value>& timezone) {
  const std::optional<std::string> expression = read_text(value, 256);
  const std::optional<std::string> zone = timezone ? read_text(*timezone, 64) : "UTC";
  if (!expression) return std::nullopt;
  const Result<Cron> in_utc = Cron::parse(*expression, "UTC");
  if (in_utc.has_error()) value.error(in_utc.error().message);
  if (in_utc.has_error() || !zone) return std::nullopt;
  const Result<Cron> cron = Cron::parse(*expression, *zone);
  if (cron.has_value()) return *cron;
  timezone->error(cron.error().message);
  return std::nullopt;
}

std::optional<Schedule> read_schedule(const Value& value) {
  Section section(value);
  const std::optional<Value> every = section.optional("every");
  const std::optional<Value> cron = section.optional("cron");
  const std::optional<Value> timezone = section.optional("timezone");
  const std::optional<Value> jitter = section.optional("jitter");
  Schedule schedule;
  section.exactly_one_of({"every", "cron"});
  Duration most_jitter = kDay;
  if (every) {
    Every interval{kLongestInterval};
    set(interval.interval, every,
        [](const Value& v) { return read_duration(v, std::chrono::seconds(1), kLongestInterval); });
    most_jitter = interval.interval;
    schedule.when = interval;
    if (timezone) timezone->error_at_key("goes with `cron`; `every` counts from the last cycle");
  }
  if (cron) {
    if (std::optional<Cron> parsed = read_cron(*cron, timezone)) schedule.when = std::move(*parsed);
  }
  set(schedule.jitter, jitter, [&](const Value& v) { return read_duration(v, Duration(0), most_jitter); });
  return schedule;
}

void read_exclusions(const Value& value, Exclusions& exclusions) {
  Section section(value);
  if (const std::optional<Value> terms = section.optional("terms")) {
    for (const Value& item : terms->items("words")) {
      const std::optional<std::string> term = read_text(item);
      if (!term) continue;
      std::string key = keyword_key(*term);
      if (key.empty()) item.error("must hold more than white space");
      exclusions.terms.push_back({.key = std::move(key), .written = *term});
    }
  }
  if (const std::optional<Value> patterns = section.optional("patterns")) {
    for (const Value& item : patterns->items("regular expressions")) {
      if (std::optional<Pattern> pattern = read_pattern(item)) exclusions.patterns.push_back(std::move(*pattern));
    }
  }
  if (const std::optional<Value> asins = section.optional("asins")) {
    for (std::string& asin : read_distinct(*asins, "ASINs", read_asin)) exclusions.asins.push_back(std::move(asin));
  }
}

}  // namespace

std::optional<Pattern> read_pattern(const Value& value) {
  const std::optional<std::string> source = read_text(value);
  if (!source) return std::nullopt;
  Result<Pattern> pattern = Pattern::compile(*source);
  if (pattern.has_value()) return std::move(*pattern);
  value.error(pattern.error().message);
  return std::nullopt;
}

std::optional<std::string> read_asin(const Value& value) {
  const std::optional<std::string> text = read_text(value, 64);
  if (!text) return std::nullopt;
  std::string asin = asin_key(*text);
  const std::optional<std::string> problem = asin_problem(asin);
  if (!problem) return asin;
  value.error(fmt::format("`{}` is {}", excerpt(*text), *problem));
  return std::nullopt;
}

void read_policy(Section& section, Policy& policy) {
  set(policy.mode, section.optional("mode"), [](const Value& v) {
    return read_choice<Mode>(v, {{"observe", Mode::kObserve}, {"approve", Mode::kApprove}, {"auto", Mode::kAuto}});
  });
  set(policy.schedule, section.optional("schedule"), read_schedule);
  bool isolate = false;
  set(isolate, section.optional("isolate"),
      [](const Value& v) { return read_choice<bool>(v, {{"off", false}, {"confirmed", true}}); });
  set(policy.duplicates, section.optional("duplicates"), [](const Value& v) {
    return read_choice<Duplicates>(
        v, {{"allow", Duplicates::kAllow}, {"same_match", Duplicates::kSameMatch}, {"any", Duplicates::kAny}});
  });
  if (const std::optional<Value> exclusions = section.optional("exclusions")) {
    read_exclusions(*exclusions, policy.exclusions);
  }
}

Duration read_approval(const std::optional<Value>& value, Duration otherwise) {
  if (!value) return otherwise;
  Section approval(*value);
  const std::optional<Value> expires = approval.optional("expires");
  if (!expires) return otherwise;
  return read_duration(*expires, std::chrono::minutes(1), 3650 * kDay).value_or(otherwise);
}

std::optional<std::int64_t> read_promotions_per_cycle(const Value& value) {
  return read_whole(value, 1, kMostPromotions);
}

Limits read_limits(const std::optional<Value>& value, std::int64_t& promotions_per_cycle) {
  Limits limits;
  if (!value) return limits;
  Section section(*value);
  set(promotions_per_cycle, section.optional("promotions_per_cycle"), read_promotions_per_cycle);
  set(limits.promotions_per_day, section.optional("promotions_per_day"),
      [](const Value& v) { return read_whole(v, 1, kMostPromotions); });
  set(limits.new_groups_per_day, section.optional("new_groups_per_day"),
      [](const Value& v) { return read_whole(v, 0, 1000); });
  return limits;
}

OrderValues read_order_values(const std::optional<Value>& value) {
  OrderValues values;
  if (!value) return values;
  for (const Value& member : value->members("average order values by advertised ASIN")) {
    const std::string asin = asin_key(member.node().key);
    if (const std::optional<std::string> problem = asin_problem(asin)) {
      member.error_at_key(fmt::format("`{}` is {}", excerpt(member.node().key), *problem));
    }
    const std::optional<Decimal> amount = read_positive(member);
    if (amount && !values.emplace(asin, *amount).second) member.error_at_key(asin + " stands here twice");
  }
  return values;
}

}  // namespace harvestd

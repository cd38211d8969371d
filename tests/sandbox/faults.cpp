#include "tests/sandbox/faults.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "tests/sandbox/operations.h"

namespace harvestd::sandbox {
namespace {

constexpr std::array<std::pair<std::string_view, FaultKind>, 22> kKinds = {{
    {"status", FaultKind::kStatus},
    {"redirect", FaultKind::kRedirect},
    {"reset_before_read", FaultKind::kResetBeforeRead},
    {"reset", FaultKind::kReset},
    {"stall", FaultKind::kStall},
    {"short_body", FaultKind::kShortBody},
    {"not_json", FaultKind::kNotJson},
    {"empty", FaultKind::kEmpty},
    {"eof_body", FaultKind::kEofBody},
    {"slow", FaultKind::kSlow},
    {"items_missing", FaultKind::kItemsMissing},
    {"items_repeated", FaultKind::kItemsRepeated},
    {"items_unknown", FaultKind::kItemsUnknown},
    {"item_throttled", FaultKind::kItemThrottled},
    {"item_internal", FaultKind::kItemInternal},
    {"items_malformed", FaultKind::kItemsMalformed},
    {"item_strange", FaultKind::kItemStrange},
    {"stale_list", FaultKind::kStaleList},
    {"repeat_token", FaultKind::kRepeatToken},
    {"rows_missing", FaultKind::kRowsMissing},
    {"rows_repeated", FaultKind::kRowsRepeated},
    {"throttle", FaultKind::kThrottle},
}};

[[noreturn]] void refuse(std::string_view spec, std::string_view why) {
  throw std::invalid_argument(fmt::format("fault \"{}\": {}", spec, why));
}

std::uint64_t whole_number(std::string_view text, std::string_view spec) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    refuse(spec, fmt::format("\"{}\" is not a whole number", text));
  }
  return value;
}

void parse_when(std::string_view when, std::string_view spec, Fault& fault) {
  if (when == "every") return;
  if (when.starts_with("every/")) {
    fault.every = whole_number(when.substr(6), spec);
    fault.from = fault.every;
  } else if (when.ends_with('+')) {
    fault.from = whole_number(when.substr(0, when.size() - 1), spec);
  } else {
    fault.nth = whole_number(when, spec);
    if (fault.nth == 0) refuse(spec, "calls are counted from 1");
  }
  if (fault.every == 0) refuse(spec, "every/K needs K of at least 1");
}

void parse_setting(std::string_view setting, std::string_view spec, Fault& fault) {
  const std::size_t equals = setting.find('=');
  const std::string_view key = setting.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : setting.substr(equals + 1);
  if (key == "code") {
    fault.code = static_cast<int>(whole_number(value, spec));
    if (fault.code < 300 || fault.code > 599) refuse(spec, "code must be 300 to 599");
  } else if (key == "retry_after") {
    fault.retry_after = value;
  } else if (key == "count") {
    fault.count = whole_number(value, spec);
  } else if (key == "after") {
    fault.after = std::chrono::milliseconds(whole_number(value, spec));
  } else if (key == "applied" && (value == "true" || value == "false")) {
    fault.applied = value == "true";
  } else {
    refuse(spec, fmt::format("\"{}\" is not one of code=, retry_after=, count=, after=, applied=true|false", setting));
  }
}

}  // namespace

Fault parse_fault(std::string_view spec) {
  Fault fault;
  const std::size_t first = spec.find(':');
  const std::size_t second = first == std::string_view::npos ? first : spec.find(':', first + 1);
  if (second == std::string_view::npos) refuse(spec, "expected OPERATION:WHEN:KIND[,key=value]...");
  fault.operation = spec.substr(0, first);
  if (fault.operation != "any" && fault.operation != "connect" && !is_operation(fault.operation)) {
    refuse(spec, fmt::format("there is no operation \"{}\"", fault.operation));
  }
  parse_when(spec.substr(first + 1, second - first - 1), spec, fault);
  std::string_view rest = spec.substr(second + 1);
  const std::string_view kind = rest.substr(0, rest.find(','));
  const auto* found = std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::first);
  if (found == kKinds.end()) refuse(spec, fmt::format("there is no kind \"{}\"", kind));
  fault.kind = found->second;
  while (rest.find(',') != std::string_view::npos) {
    rest = rest.substr(rest.find(',') + 1);
    parse_setting(rest.substr(0, rest.find(',')), spec, fault);
  }
  return fault;
}

std::string retry_after_value(const Fault& fault) {
  if (fault.retry_after == "garbage") return "in a while";
  if (fault.retry_after == "huge") return "99999999999999999999";
  if (!fault.retry_after.starts_with("date+")) return fault.retry_after;
  const auto ahead = static_cast<std::time_t>(whole_number(std::string_view(fault.retry_after).substr(5), "date+"));
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr) + ahead));
}

bool FaultBook::hits(Rule& rule) {
  if (rule.fault.kind == FaultKind::kThrottle) {
    const auto now = std::chrono::steady_clock::now();
    auto& recent = rule.within_a_second;
    while (!recent.empty() && now - recent.front() >= std::chrono::seconds(1)) recent.pop_front();
    if (recent.size() >= rule.fault.count) return true;
    recent.push_back(now);
    return false;
  }
  if (rule.fault.nth != 0) return rule.calls == rule.fault.nth;
  return rule.calls >= rule.fault.from && (rule.calls - rule.fault.from) % rule.fault.every == 0;
}

std::optional<Fault> FaultBook::pick(std::string_view operation) {
  std::optional<Fault> hit;
  for (Rule& rule : rules_) {
    const bool any = rule.fault.operation == "any" && operation != "connect";
    if (!any && rule.fault.operation != operation) continue;
    ++rule.calls;
    if (!hit && hits(rule)) hit = rule.fault;
  }
  return hit;
}

}  // namespace harvestd::sandbox

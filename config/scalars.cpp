#include "config/scalars.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace harvestd {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_boolean(std::string_view text) {
  return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" || text == "FALSE";
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

bool is_special_float(std::string_view text) {
  text = without_sign(text);
  return text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN" || text == ".NAN";
}

/// 12, 0.5, .5, 5., 1e3
bool is_decimal_number(std::string_view text) {
  text = without_sign(text);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    if (!all_digits(without_sign(text.substr(exponent + 1)))) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return all_digits(text);
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(point + 1);
  return (whole.empty() || all_digits(whole)) && (fraction.empty() || all_digits(fraction)) &&
         whole.size() + fraction.size() > 0;
}

bool is_based_number(std::string_view text) {
  if (text.size() < 3 || text[0] != '0') return false;
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  if (text[1] == 'o') return std::ranges::all_of(text.substr(2), is_octal);
  return text[1] == 'x' && std::ranges::all_of(text.substr(2), is_hex);
}

bool is_number(const Node& node) {
  return !node.quoted && (is_decimal_number(node.text) || is_special_float(node.text) || is_based_number(node.text));
}

bool is_text(const Node& node) {
  return node.kind == Node::Kind::kScalar && (node.quoted || (!is_number(node) && !is_boolean(node.text)));
}

/// The text of a number in plain notation, or what is wrong with it reported.
std::optional<std::string_view> number_text(const Value& value, std::string_view what) {
  const Node& node = value.node();
  if (node.kind != Node::Kind::kScalar || !is_number(node)) {
    const bool only_quoted = node.kind == Node::Kind::kScalar && node.quoted && is_decimal_number(node.text);
    value.expected(only_quoted ? fmt::format("{} without quotes", what) : what);
    return std::nullopt;
  }
  const std::string_view text = node.text;
  if (is_special_float(text)) {
    value.error(fmt::format("must be a finite number, found {}", text));
  } else if (text.starts_with('-')) {
    value.error(fmt::format("must not be negative, found {}", excerpt(text)));
  } else if (text.size() > 1 && text[0] == '0' && text[1] != '.') {
    value.error(
        fmt::format("{} looks octal or hexadecimal; write a decimal number without the leading zero", excerpt(text)));
  } else if (!is_digit(text.front()) || !is_digit(text.back()) || text.find_first_of("eE") != std::string_view::npos) {
    value.error(fmt::format("write {} in plain decimal notation, such as 12 or 0.75", excerpt(text)));
  } else {
    return text;
  }
  return std::nullopt;
}

}  // namespace

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kList:
      return node.children.empty() ? "an empty list" : "a list";
    case Node::Kind::kMapping:
      return node.children.empty() ? "an empty mapping" : "a mapping";
    case Node::Kind::kScalar:
      break;
    default:
      return "nothing";
  }
  if (is_text(node)) return "text";
  return fmt::format("the {} {}", is_number(node) ? "number" : "boolean", excerpt(node.text, 40));
}

std::optional<std::string> read_text(const Value& value, std::size_t longest) {
  const Node& node = value.node();
  if (!is_text(node)) {
    value.expected(node.kind == Node::Kind::kScalar ? "text (put it in quotes)" : "text");
    return std::nullopt;
  }
  if (node.text.empty()) {
    value.error("must not be empty");
  } else if (node.text.size() > longest) {
    value.error(fmt::format("is {} bytes long; at most {}", node.text.size(), longest));
  } else {
    return node.text;
  }
  return std::nullopt;
}

bool is_name(std::string_view text) {
  const auto is_allowed = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_allowed);
}

std::optional<std::string> read_name(const Value& value) {
  std::optional<std::string> text = read_text(value, 64);
  if (!text || is_name(*text)) return text;
  value.error("may hold only letters A-Z and a-z, digits, and . _ -");
  return std::nullopt;
}

std::optional<std::string> read_id(const Value& value) {
  const Node& node = value.node();
  if (node.kind == Node::Kind::kScalar && !node.quoted && is_number(node)) {
    value.error("an id is text, not a number: put it in quotes");
    return std::nullopt;
  }
  std::optional<std::string> text = read_text(value, 32);
  if (!text || all_digits(*text)) return text;
  value.error(fmt::format("expected an id of decimal digits, found `{}`", excerpt(*text)));
  return std::nullopt;
}

std::optional<std::int64_t> read_whole(const Value& value, std::int64_t least, std::int64_t most) {
  const std::optional<std::string_view> text = number_text(value, "a whole number");
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem == std::errc{} && end != text->data() + text->size()) {
    value.error(fmt::format("expected a whole number, found {}", excerpt(*text)));
  } else if (problem != std::errc{} || number < least || number > most) {
    const std::string range = least == most ? fmt::to_string(least) : fmt::format("from {} to {}", least, most);
    value.error(fmt::format("must be {}, found {}", range, excerpt(*text)));
  } else {
    return number;
  }
  return std::nullopt;
}

std::optional<Decimal> read_decimal(const Value& value) {
  const std::optional<std::string_view> text = number_text(value, "a number");
  if (!text) return std::nullopt;
  const Result<Decimal> decimal = Decimal::parse(*text);
  if (decimal.has_value()) return *decimal;
  value.error(fmt::format("{} is too large, or has more than six decimals", excerpt(*text)));
  return std::nullopt;
}

std::optional<Decimal> read_rate(const Value& value) {
  const std::optional<Decimal> rate = read_decimal(value);
  if (!rate || *rate <= Decimal::from_micros(1'000'000)) return rate;
  value.error(fmt::format("must be from 0 to 1, found {}", rate->to_string()));
  return std::nullopt;
}

std::optional<Decimal> read_positive(const Value& value, std::int64_t most) {
  const std::optional<Decimal> decimal = read_decimal(value);
  if (!decimal || (*decimal > Decimal{} && *decimal <= Decimal::from_micros(most * 1'000'000))) return decimal;
  value.error(fmt::format("must be above 0 and at most {}, found {}", most, decimal->to_string()));
  return std::nullopt;
}

std::optional<Duration> read_duration(const Value& value, Duration least, Duration most) {
  constexpr std::string_view kWhat = "a duration such as 30s, 10m, 6h or 14d";
  const Node& node = value.node();
  if (!is_text(node)) {
    value.expected(kWhat);
    return std::nullopt;
  }
  const Result<Duration> duration = parse_duration(node.text);
  if (!duration.has_value()) {
    value.error(fmt::format("expected {}, found `{}`", kWhat, excerpt(node.text)));
  } else if (*duration < least || *duration > most) {
    value.error(
        fmt::format("must be from {} to {}, found {}", to_string(least), to_string(most), to_string(*duration)));
  } else {
    return *duration;
  }
  return std::nullopt;
}

std::vector<std::string> read_distinct(const Value& value, std::string_view of_what,
                                       std::optional<std::string> (*read)(const Value&)) {
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  for (const Value& item : value.items(of_what)) {
    std::optional<std::string> text = read(item);
    if (!text) continue;
    if (!seen.insert(*text).second) item.error(fmt::format("`{}` stands in this list twice", excerpt(*text)));
    texts.push_back(std::move(*text));
  }
  return texts;
}

std::optional<std::size_t> read_choice_index(const Value& value, const std::vector<std::string_view>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " or " : ", ";
    list += names[i];
  }
  if (!is_text(value.node())) {
    value.expected(list);
    return std::nullopt;
  }
  const std::string& text = value.node().text;
  const auto found = std::ranges::find(names, text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  value.error(fmt::format("expected {}, found `{}`{}", list, excerpt(text), did_you_mean(text, names)));
  return std::nullopt;
}

}  // namespace harvestd

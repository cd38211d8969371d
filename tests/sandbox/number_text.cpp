#include "tests/sandbox/number_text.h"

namespace harvestd::sandbox {
namespace {

// A string in valid JSON can hold this only as an escape, and no client has a reason to send one.
constexpr std::string_view kMark = "\\u0001#";
constexpr std::string_view kParsedMark = "\x01#";

bool of_number(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

std::size_t string_end(std::string_view text, std::size_t open) {
  std::size_t i = open + 1;
  while (text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return i + 1;
}

}  // namespace

std::string mark_numbers(std::string_view valid_json) {
  std::string out;
  out.reserve(valid_json.size() + valid_json.size() / 4);
  std::size_t i = 0;
  while (i < valid_json.size()) {
    const char c = valid_json[i];
    std::size_t end = i + 1;
    if (c == '"') {
      end = string_end(valid_json, i);
      out += valid_json.substr(i, end - i);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      while (end < valid_json.size() && of_number(valid_json[end])) ++end;
      out += '"';
      out += kMark;
      out += valid_json.substr(i, end - i);
      out += '"';
    } else {
      out += c;
    }
    i = end;
  }
  return out;
}

std::optional<std::string> number_text(const boost::json::value& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.as_string();
  if (!text.starts_with(kParsedMark)) return std::nullopt;
  return std::string(text.substr(kParsedMark.size()));
}

}  // namespace harvestd::sandbox

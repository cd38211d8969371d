#include "daemon/amazon/row_reader.h"

#include <algorithm>

namespace harvestd {

bool is_id(const Json& value) {
  const std::string_view text = value.text();
  const bool is_number = value.type() == Json::Type::kNumber;
  const auto fits = [&](char c) { return is_number ? c >= '0' && c <= '9' : c > ' ' && c < 0x7f; };
  return (is_number || value.is_string()) && !text.empty() && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), fits);
}

RowReader::RowReader(const Json& row, std::string where) : row_(row), where_(std::move(where)) {
  if (!row.is_object()) problem_ = where_ + " is not an object";
}

void RowReader::fail(std::string_view name, std::string_view what) {
  if (problem_.empty()) problem_ = fmt::format("{}.{} {}", where_, name, what);
}

void RowReader::fail_with(const RowReader& inner) {
  if (problem_.empty() && !inner.problem_.empty()) problem_ = where_ + "." + inner.problem_;
}

std::string RowReader::read_id(const Json& value, std::string_view name, bool required) {
  if (value.is_null() && !required) return {};
  if (!is_id(value)) fail(name, value.is_null() ? "is missing" : "is not an id");
  return std::string(value.text());
}

std::vector<std::string> RowReader::ids(std::string_view name) {
  std::vector<std::string> result;
  const Json& list = row_[name];
  if (!list.is_null() && !list.is_array()) fail(name, "is not a list");
  for (std::size_t i = 0; i < list.size() && list.is_array(); ++i) result.push_back(read_id(list.at(i), name, true));
  return result;
}

std::optional<std::string> RowReader::only_id(std::string_view name) {
  std::vector<std::string> all = ids(name);
  if (all.empty()) return std::nullopt;
  if (all.size() > 1) fail(name, "holds more than one id");
  return std::move(all.front());
}

std::string RowReader::text(std::string_view name) {
  const Json& value = row_[name];
  if (value.is_null()) fail(name, "is missing");
  if (!value.is_string()) fail(name, "is not a string");
  return std::string(value.text());
}

}  // namespace harvestd

// Reads the members of one row of an answer and remembers the first that is not as it must be.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "daemon/amazon/codec.h"
#include "daemon/amazon/json.h"

namespace harvestd {

/// A string, or a whole number as it is written: at most 128 printable ASCII characters.
bool is_id(const Json& value);

class RowReader {
 public:
  RowReader(const Json& row, std::string where);
  const Json& row() const { return row_; }

  /// What is_id takes.
  std::string id(std::string_view name) { return read_id(row_[name], name, true); }
  std::string optional_id(std::string_view name) { return read_id(row_[name], name, false); }
  /// The only element of a list of ids; nothing when the list is missing or empty. More than one is an error.
  std::optional<std::string> only_id(std::string_view name);
  std::vector<std::string> ids(std::string_view name);
  std::string text(std::string_view name);
  std::string optional_text(std::string_view name) const { return std::string(row_[name].text()); }

  void fail(std::string_view name, std::string_view what);
  /// The problem of an object inside this row, when it has one, is this row's.
  void fail_with(const RowReader& inner);
  const std::string& problem() const { return problem_; }

 private:
  std::string read_id(const Json& value, std::string_view name, bool required);

  const Json& row_;
  std::string where_;
  std::string problem_;
};

/// `decode(RowReader&)` gives a row, or nothing for one that is to be left out.
template <class Row, class Decode>
Result<Page<Row>> decode_rows(const Json& list, std::string_view name, Decode decode) {
  if (!list.is_array()) return Error{Errc::kBadAnswer, fmt::format("{} is not a list", name)};
  Page<Row> page;
  page.received = list.size();
  page.rows.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    RowReader reader(list.at(i), fmt::format("{}[{}]", name, i));
    std::optional<Row> row = decode(reader);
    if (!reader.problem().empty()) return Error{Errc::kBadAnswer, reader.problem()};
    if (row) page.rows.push_back(std::move(*row));
  }
  return page;
}

template <class Row, class Decode>
Result<Page<Row>> decode_page(std::string_view body, std::string_view name, Decode decode) {
  Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return document.error();
  const Json& token = document->root()["nextToken"];
  if (!token.is_null() && !token.is_string()) return Error{Errc::kBadAnswer, "nextToken is not a string"};
  Result<Page<Row>> page = decode_rows<Row>(document->root()[name], name, decode);
  if (page) page->next_token = std::string(token.text());
  return page;
}

}  // namespace harvestd

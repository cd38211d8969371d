// Pages of a list: maxResults and nextToken of the request, the rows of one page, and the forms and faults of paging.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <functional>
#include <string_view>

#include "tests/sandbox/call.h"

namespace harvestd::sandbox {

/// Answers one page of {"<rows_key>": [...], nextToken, totalResults} over `size` candidates in a fixed order.
/// `matches(i)` says whether candidate i belongs to the list, `write(i, writer)` writes it as one JSON value. A token
/// carries the position to go on from and a fingerprint of the filters; with other filters it is refused (400).
struct PageSource {
  std::string_view rows_key;
  std::size_t size;
  std::function<bool(std::size_t)> matches;
  std::function<void(std::size_t, JsonWriter&)> write;
};
Response answer_page(Call& call, const boost::json::object& body, const PageSource& source);

/// Is this the first page, the one without a nextToken?
bool starts_list(const boost::json::object& body);

}  // namespace harvestd::sandbox

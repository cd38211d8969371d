// Text on its way to an identity, a terminal, JSON. Input: a term on the first line, a text of any length behind it.
#include "core/text.h"

#include <sstream>

#include "core/check.h"
#include "core/printable.h"
#include "daemon/amazon/json.h"
#include "daemon/commands/row_writer.h"
#include "daemon/commands/table.h"
#include "daemon/json_string.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;
using test::is_utf8;
namespace {

void check_identity(const std::string& term, const std::string& raw) {
  const std::string sent = keyword_text(raw), key = keyword_key(raw), asin = asin_key(raw);
  HARVESTD_CHECK(keyword_text(sent) == sent && keyword_key(key) == key && asin_key(asin) == asin);
  HARVESTD_CHECK(keyword_key(sent) == key);
  HARVESTD_CHECK(is_utf8(sent) && is_utf8(key) && is_utf8(asin));
  HARVESTD_CHECK(key.empty() || contains_term(key, key));
  const std::string part = keyword_key(term);
  HARVESTD_CHECK(!contains_term(key, part) || key.find(part) != std::string::npos);
  if (const auto problem = keyword_problem(sent)) {
    HARVESTD_CHECK(!problem->empty() && is_plain(*problem));
  } else {
    HARVESTD_CHECK(is_plain(sent) && count_words(sent) <= 10 && sent.size() <= std::size_t{80} * 4);
  }
  HARVESTD_CHECK(asin_problem(asin) || (asin.size() == 10 && is_plain(asin)));
}

void check_shown(const std::string& raw) {
  const std::string shown = visible(raw);
  HARVESTD_CHECK(is_plain(shown) && visible(shown) == shown);
  for (const std::size_t columns : {std::size_t{2}, std::size_t{10}, std::size_t{79}}) {
    HARVESTD_CHECK(display_width(take_columns(shown, columns)) <= columns);
    for (const std::string& line : wrap(shown, columns))
      HARVESTD_CHECK(display_width(line) <= columns && is_utf8(line));
  }
}

void check_json(const std::string& raw) {
  std::string json;
  append_json_string(json, raw);
  HARVESTD_CHECK(is_plain(json));
  const Result<JsonDocument> document = JsonDocument::parse(json);
  HARVESTD_CHECK(document && document->root().is_string());
  HARVESTD_CHECK(!is_utf8(raw) || document->root().text() == raw);
}

void check_rows(const std::string& term, const std::string& raw) {
  for (const Format format : {Format::kTable, Format::kJson, Format::kCsv}) {
    std::ostringstream out;
    const auto rows =
        make_row_writer(format, out, Terminal{.columns = 40, .colour = false}, {"term", "text", "number"});
    rows->row(std::vector<Cell>{std::string_view(term), std::string_view(raw), std::int64_t{7}});
    rows->row(std::vector<Cell>{std::monostate(), std::string_view(raw), std::monostate()});
    rows->finish();
    HARVESTD_CHECK(is_plain(out.str(), format == Format::kCsv ? "\r\n" : "\n"));
  }
}

}  // namespace

void text(std::string_view bytes) {
  Input input(bytes);
  const std::string term(input.line());
  const std::string raw(input.rest());
  check_identity(term, raw);
  check_shown(raw);
  check_json(raw);
  check_rows(term, raw);
}

}  // namespace harvestd::fuzz

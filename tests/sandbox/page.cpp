#include "tests/sandbox/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdint>
#include <vector>

namespace harvestd::sandbox {
namespace {

namespace json = boost::json;

std::uint32_t fingerprint(const Call& call, const json::object& body) {
  std::uint32_t hash = 2166136261U;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  };
  add(call.request.path);
  add(call.profile->id);
  for (const auto& member : body) {
    if (member.key() == "nextToken" || member.key() == "maxResults") continue;
    add(member.key());
    add(json::serialize(member.value()));
  }
  return hash;
}

// A token is "sbx-<position>-<page>-<fingerprint>".
struct Position {
  std::size_t at = 0;
  std::size_t page = 0;
};

std::string token_text(Position position, std::uint32_t mark) {
  return fmt::format("sbx-{}-{}-{:08x}", position.at, position.page, mark);
}

Position read_token(const json::object& body, std::uint32_t mark, std::size_t size) {
  const json::value* token = body.if_contains("nextToken");
  if (token == nullptr) return {};
  if (!token->is_string()) invalid("nextToken must be a string");
  const std::string_view text = token->as_string();
  Position position;
  if (text.starts_with("sbx-")) {
    const char* end = text.data() + text.size();
    const auto at = std::from_chars(text.data() + 4, end, position.at);
    if (at.ec == std::errc() && at.ptr != end) std::from_chars(at.ptr + 1, end, position.page);
  }
  if (position.at > size || token_text(position, mark) != text) invalid("nextToken is not valid for this request");
  return position;
}

std::size_t page_limit(const Call& call, const json::object& body) {
  const json::value* asked = body.if_contains("maxResults");
  if (asked == nullptr) return std::min<std::size_t>(1000, call.options.page_size);
  if (!asked->is_int64() || asked->as_int64() < 1 || asked->as_int64() > 1000) {
    invalid("maxResults must be a whole number from 1 to 1000");
  }
  return std::min(static_cast<std::size_t>(asked->as_int64()), call.options.page_size);
}

void write_rows(const Call& call, const PageSource& source, const std::vector<std::size_t>& rows, JsonWriter& out) {
  const std::size_t touched = std::min(call.fault ? call.fault->count : 0, rows.size());
  const std::size_t skipped = call.fault_is(FaultKind::kRowsMissing) ? touched : 0;
  for (std::size_t i = skipped; i < rows.size(); ++i) source.write(rows[i], out);
  if (!call.fault_is(FaultKind::kRowsRepeated)) return;
  for (std::size_t i = 0; i < touched; ++i) source.write(rows[i], out);
}

void write_end_token(const Forms& forms, JsonWriter& out) {
  if (forms.null_end_token) out.key("nextToken").raw("null");
  if (forms.empty_end_token) out.field("nextToken", "");
}

}  // namespace

bool starts_list(const json::object& body) {
  return !body.contains("nextToken");
}

Response answer_page(Call& call, const json::object& body, const PageSource& source) {
  const std::uint32_t mark = fingerprint(call, body);
  const Position from = read_token(body, mark, source.size);
  const std::size_t limit = page_limit(call, body);
  const Forms& forms = call.options.forms;
  const bool empty = forms.empty_page && from.page == 1;

  std::vector<std::size_t> rows;
  std::size_t total = 0;
  std::size_t next = source.size;
  for (std::size_t i = 0; i < source.size; ++i) {
    if (!source.matches(i)) continue;
    ++total;
    if (i < from.at || empty) continue;
    if (rows.size() < limit) {
      rows.push_back(i);
    } else if (next == source.size) {
      next = i;
    }
  }
  if (empty) next = from.at;
  if (forms.empty_page && from.page == 0) next = std::min(next, source.size);
  const bool more = next < source.size || (forms.empty_page && from.page == 0);

  JsonWriter out;
  out.begin_object().key(source.rows_key).begin_array();
  write_rows(call, source, rows, out);
  out.end_array();
  if (call.fault_is(FaultKind::kRepeatToken)) {
    out.field("nextToken", token_text(from, mark));
  } else if (more) {
    out.field("nextToken", token_text({next, from.page + 1}, mark));
  } else {
    write_end_token(forms, out);
  }
  if (forms.previous_token && from.page > 0) out.field("previousToken", token_text({0, from.page - 1}, mark));
  out.key("totalResults").number(forms.changing_totals ? total + from.page : total);
  out.end_object();
  call.items = rows.size();
  Response response;
  response.body = out.take();
  return response;
}

}  // namespace harvestd::sandbox

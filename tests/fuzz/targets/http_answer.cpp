// An answer as the wire brings it: what comes of it must not depend on how it is cut into pieces.
#include "daemon/amazon/http_answer.h"

#include <algorithm>

#include "core/check.h"
#include "tests/fuzz/targets.h"

namespace harvestd::fuzz {
namespace {

constexpr std::size_t kMaxBody = 4096;

struct Outcome {
  bool whole = false, usable = false;
  HttpResponse response;
};

/// Pieces of up to `most` bytes.
Outcome read(std::string_view bytes, std::size_t most) {
  HttpAnswer answer(kMaxBody);
  Outcome outcome;
  while (!bytes.empty() && !answer.is_whole()) {
    const std::span<char> space = answer.space();
    const std::size_t size = std::min({bytes.size(), most, space.size()});
    std::copy_n(bytes.begin(), size, space.begin());
    bytes.remove_prefix(size);
    const std::optional<std::string> problem = answer.take(size);
    if (!problem) continue;
    HARVESTD_CHECK(!problem->empty());
    return outcome;
  }
  outcome.whole = answer.is_whole();
  outcome.usable = answer.leaves_connection_usable();
  if (outcome.whole) outcome.response = answer.response();
  return outcome;
}

bool stands_on_one_line(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

}  // namespace

void http_answer(std::string_view input) {
  const Outcome at_once = read(input, input.size() + 1);
  HARVESTD_CHECK(!at_once.usable || at_once.whole);
  if (at_once.whole) {
    const HttpResponse& response = at_once.response;
    HARVESTD_CHECK(response.status >= 200 && response.status <= 999 && response.body.size() <= kMaxBody);
    HARVESTD_CHECK(stands_on_one_line(response.retry_after) && stands_on_one_line(response.request_id));
  }
  for (const std::size_t most : {std::size_t{1}, std::size_t{7}}) {
    const Outcome in_pieces = read(input, most);
    HARVESTD_CHECK(in_pieces.whole == at_once.whole);  // what is refused at once may be waited for in pieces
    HARVESTD_CHECK(in_pieces.response.status == at_once.response.status);
    HARVESTD_CHECK(in_pieces.response.body == at_once.response.body);
    HARVESTD_CHECK(in_pieces.response.request_id == at_once.response.request_id);
    HARVESTD_CHECK(in_pieces.response.retry_after == at_once.response.retry_after);
  }
}

}  // namespace harvestd::fuzz

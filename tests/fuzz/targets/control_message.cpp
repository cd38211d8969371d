// One line on the control socket, from either side.
#include "daemon/admin/control_message.h"

#include "core/check.h"
#include "tests/fuzz/targets.h"
#include "tests/support/plain_text.h"

namespace harvestd::fuzz {

using test::is_plain;

void control_message(std::string_view input) {
  if (const Result<ControlRequest> request = decode_request(input)) {
    const std::string line = encode_request(*request);
    HARVESTD_CHECK(line.find('\n') == line.size() - 1);
    const Result<ControlRequest> again = decode_request(line);
    HARVESTD_CHECK(again && again->ledger_id == request->ledger_id && again->command == request->command &&
                   again->campaign == request->campaign);
  }
  if (const Result<LabelledAnswer> answer = decode_answer(input)) {
    HARVESTD_CHECK(is_plain(answer->answer.message));
    const std::string line = encode_answer(answer->answer, answer->ledger_id);
    HARVESTD_CHECK(line.find('\n') == line.size() - 1);
    const Result<LabelledAnswer> again = decode_answer(line);
    HARVESTD_CHECK(again && again->ledger_id == answer->ledger_id && again->answer.ok == answer->answer.ok &&
                   again->answer.message == answer->answer.message);
  }
}

}  // namespace harvestd::fuzz

// What travels over the control socket: one JSON object a line, each way. Unknown members are left alone.
#pragma once

#include <string>
#include <string_view>

#include "daemon/admin/control.h"

namespace harvestd {

inline constexpr std::size_t kLongestControlLine = 64 * 1024;

/// {"ledger":"...","command":"pause","campaign":"spring"} and a newline.
std::string encode_request(const ControlRequest& request);
/// Errors (kBadAnswer): not a JSON object, or one without these three strings.
Result<ControlRequest> decode_request(std::string_view line);

/// {"ledger":"...","ok":true,"message":"..."} and a newline; `ledger` is the one the service holds.
std::string encode_answer(const ControlAnswer& answer, std::string_view ledger_id);
struct LabelledAnswer {
  std::string ledger_id;
  ControlAnswer answer;
};
/// Control characters of the message are made visible, whoever wrote it.
Result<LabelledAnswer> decode_answer(std::string_view line);

}  // namespace harvestd

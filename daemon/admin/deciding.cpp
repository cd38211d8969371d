#include "daemon/admin/deciding.h"

#include <fmt/format.h>

#include "core/printable.h"

namespace harvestd {

Decided decide(Ledger& ledger, const ControlRequest& request, TimePoint now) {
  const bool approve = request.command == "approve";
  Decided decided;
  std::int64_t done = 0;
  for (const Chosen& chosen :
       ledger.decide(approve ? PromotionEvent::kApprove : PromotionEvent::kDecline, request.choices, now)) {
    decided.answer.details.push_back(fmt::format("{}: {}", to_int(chosen.id), chosen.message));
    if (!chosen.done) continue;
    ++done;
    if (approve) decided.approved_in.insert({chosen.profile, chosen.campaign});
  }
  decided.answer.ok = done == std::ssize(request.choices);
  decided.answer.message = fmt::format("{} {}", counted(done, "promotion"), approve ? "approved" : "declined");
  return decided;
}

}  // namespace harvestd

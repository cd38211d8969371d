#include "daemon/admin/deciding.h"

#include <fmt/format.h>

#include "core/printable.h"

namespace harvestd {

Decided decide(Ledger& ledger, const ControlRequest& request, Duration expires, TimePoint now) {
  ledger.expire(now - expires, now);
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

std::string what_follows(const Decided& decided, const Config& config, const LedgerReader& ledger) {
  std::string words;
  for (const auto& [profile, campaign] : decided.approved_in) {
    const CampaignConfig* configured = nullptr;
    for (const ProfileConfig& each : config.profiles) {
      for (const CampaignConfig& its : each.campaigns) {
        if (each.id == profile && its.id == campaign) configured = &its;
      }
    }
    if (configured == nullptr) {
      words += fmt::format("; campaign {} is not in the configuration: nothing is sent for it", campaign.str());
    } else if (configured->mode == Mode::kObserve) {
      words += fmt::format("; {} only observes: nothing is sent for it", configured->label);
    } else if (ledger.is_paused(configured->label)) {
      words += fmt::format("; {} is paused: sent after harvestd resume", configured->label);
    } else {
      words += fmt::format("; a cycle of {} starts now", configured->label);
    }
  }
  return words;
}

}  // namespace harvestd

// approve and decline: a person's word on promotions that wait.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iostream>

#include "core/printable.h"
#include "daemon/admin/deciding.h"
#include "daemon/asio_runtime.h"
#include "daemon/commands/harvest_now.h"
#include "daemon/commands/holder.h"
#include "daemon/commands/open_config.h"
#include "daemon/logging.h"

namespace harvestd {
namespace {

constexpr std::size_t kAtOnce = 100;  // what one line of the control socket holds, with its answer

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

/// "42", as it is now, or "42@3", as it was in revision 3.
std::optional<Choice> parse_choice(std::string_view word, const LedgerReader& ledger) {
  const std::size_t at = word.find('@');
  const std::optional<std::int64_t> id = whole_number(word.substr(0, at));
  if (!id) return std::nullopt;
  if (at == std::string_view::npos) return Choice{PromotionId{*id}, ledger.revision(PromotionId{*id}).value_or(0)};
  const std::optional<std::int64_t> revision = whole_number(word.substr(at + 1));
  if (!revision) return std::nullopt;
  return Choice{PromotionId{*id}, *revision};
}

/// Asks when there is somebody to ask.
std::optional<bool> confirmed(const CommandLine& line, std::size_t count) {
  if (line.yes) return true;
  if (isatty(STDIN_FILENO) == 0) return std::nullopt;
  std::cout << fmt::format("{} {}? [y/N] ", line.command, counted(static_cast<std::int64_t>(count), "promotion"))
            << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

/// All that wait, shown; or the exit code.
std::variant<std::vector<Choice>, int> all_waiting(const CommandLine& line, const Config& config,
                                                   const LedgerReader& ledger) {
  std::vector<Choice> choices;
  for (const Waiting& each : ledger.waiting()) {
    const bool of_campaign = line.campaign.empty() || config.find_campaign(line.campaign).campaign->id == each.campaign;
    if (!of_campaign) continue;
    std::cout << visible(fmt::format("{}: {}", to_int(each.choice.id), each.words)) << '\n';
    choices.push_back(each.choice);
  }
  if (choices.empty()) {
    std::cout << "nothing waits for approval\n";
    return kExitDone;
  }
  const std::optional<bool> sure = confirmed(line, choices.size());
  if (!sure) {
    report(line, "--all wants --yes, or a terminal to ask");
    return kExitUsage;
  }
  if (!*sure) {
    std::cout << "nothing was done\n";
    return kExitDone;
  }
  return choices;
}

std::variant<std::vector<Choice>, int> choose(const CommandLine& line, const Config& config,
                                              const LedgerReader& ledger) {
  if (line.all) return all_waiting(line, config, ledger);
  std::vector<Choice> choices;
  for (const std::string& word : line.operands) {
    const std::optional<Choice> choice = parse_choice(word, ledger);
    if (!choice) {
      report(line, fmt::format("{} is no promotion's id: they are whole numbers (harvestd audit promotions)", word));
      return kExitUsage;
    }
    const auto same = [&](const Choice& each) { return each.id == choice->id && each.revision == choice->revision; };
    if (std::none_of(choices.begin(), choices.end(), same)) choices.push_back(*choice);
  }
  return choices;
}

bool print(const ControlAnswer& answer) {
  for (const std::string& line : answer.details) std::cout << visible(line) << '\n';
  std::cout << answer.message << '\n';
  return answer.ok;
}

/// Without a service: the ledger, and for what was approved a cycle of its campaigns, are ours.
int decide_here(const CommandLine& line, const Config& shown, ControlRequest request) {
  const bool approve = line.command == "approve";
  const std::optional<Config> config = approve ? load_or_report(line) : std::nullopt;
  if (approve && !config) return kExitUsage;
  start_logging(shown.log);
  Process process(shown.api);
  Result<Ledger> ledger = Ledger::open(shown.ledger.path, {process.runtime().now(), process.runtime().boot_clock()});
  if (!ledger && ledger.error().code == Errc::kLedgerHeld) return report_unheard(line, shown, ledger.error());
  if (!ledger) return report(ledger.error());
  Decided decided = decide(*ledger, request, shown.approval_expires, process.runtime().now());
  decided.answer.message += what_follows(decided, shown, ledger->reader());
  const bool all = print(decided.answer);
  std::set<std::string> labels;
  for (const ProfileConfig& profile : shown.profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) {
      if (decided.approved_in.contains({profile.id, campaign.id})) labels.insert(campaign.label);
    }
  }
  const int harvested = labels.empty() ? kExitDone : harvest_now(*config, process, *ledger, labels, Trigger::kApprove);
  return harvested == kExitDone && !all ? kExitFailed : harvested;
}

int ask_or_decide(const CommandLine& line, const Config& config, const std::vector<Choice>& choices) {
  bool all = true;
  for (std::size_t first = 0; first < choices.size(); first += kAtOnce) {
    const auto begin = choices.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = choices.begin() + static_cast<std::ptrdiff_t>(std::min(first + kAtOnce, choices.size()));
    ControlRequest request{
        .ledger_id = {}, .command = line.command, .campaign = {}, .choices = std::vector<Choice>(begin, end)};
    const auto asked = ask_holder(config, request);
    if (!asked) {
      request.choices.assign(begin, choices.end());
      const int code = decide_here(line, config, std::move(request));
      return code == kExitDone && !all ? kExitFailed : code;
    }
    if (!*asked) return report(asked->error());
    all = print(**asked) && all;
  }
  return all ? kExitDone : kExitFailed;
}

int run(const CommandLine& line) {
  const auto config = load_for_reading(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  if (line.all != line.operands.empty() || (!line.all && !line.campaign.empty())) {
    report(line, "wants the ids of promotions, or --all (of one --campaign, if given)");
    return kExitUsage;
  }
  std::vector<Choice> choices;
  {
    const auto ledger = open_ledger_or_report(line, *config);
    if (!ledger) return kExitFailed;
    auto chosen = choose(line, *config, *ledger);
    if (const int* code = std::get_if<int>(&chosen)) return *code;
    choices = std::move(std::get<std::vector<Choice>>(chosen));
  }
  return ask_or_decide(line, *config, choices);
}

}  // namespace

int run_approve(const CommandLine& line) {
  return run(line);
}

int run_decline(const CommandLine& line) {
  return run(line);
}

}  // namespace harvestd

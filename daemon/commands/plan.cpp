// What a cycle would do now, and why: the first half of the cycle on a snapshot of the ledger. Nothing here can send.
#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <map>
#include <set>

#include "core/printable.h"
#include "daemon/commands/command_line.h"
#include "daemon/commands/open_config.h"
#include "daemon/commands/row_writer.h"
#include "daemon/harvest/clients.h"
#include "daemon/harvest/survey.h"
#include "daemon/logging.h"
#include "daemon/process.h"

namespace harvestd {
namespace {

class Planner {
 public:
  Planner(const CommandLine& line, const Config& config, ApiClients& clients, const LedgerReader& ledger,
          Runtime& runtime)
      : line_(line), config_(config), clients_(clients), ledger_(ledger), runtime_(runtime) {}

  Task<void> run();
  int exit_code() const;

 private:
  Task<void> plan(const ProfileConfig& profile, const CampaignConfig& campaign, std::vector<NewPromotion>& earlier);
  void describe(const ProfileConfig& profile, const CampaignConfig& campaign, const SurveyResult& result,
                const std::map<Reason, std::int64_t>& reasons);
  void describe_hindrances(const ProfileConfig& profile, const SurveyResult& result);
  void write_decisions(const CampaignConfig& campaign, const std::vector<DecisionRow>& decisions);
  void write_promotions(const CampaignConfig& campaign, const SurveyResult& result);
  void write_reasons(const std::map<Reason, std::int64_t>& reasons);

  const CommandLine& line_;
  const Config& config_;
  ApiClients& clients_;
  const LedgerReader& ledger_;
  Runtime& runtime_;
  std::unique_ptr<RowWriter> rows_;  // json and csv: one row a decision
  int campaigns_ = 0;
  int failed_ = 0;
  int refused_ = 0;  // of the failed, by the credentials
};

Task<void> Planner::run() {
  if (line_.format != Format::kTable) {
    rows_ = make_row_writer(line_.format, std::cout, Terminal{},
                            {"campaign", "source_ad_group_id", "group_id", "kind", "target", "clicks", "conversions",
                             "verdict", "rule", "reason", "detail"});
  }
  for (const ProfileConfig& profile : config_.profiles) {
    std::vector<NewPromotion> earlier;
    for (const CampaignConfig& campaign : profile.campaigns) {
      if (runtime_.stopping()) co_return;
      if (line_.campaign.empty() || campaign.label == line_.campaign) co_await plan(profile, campaign, earlier);
    }
  }
  if (rows_) rows_->finish();
}

Task<void> Planner::plan(const ProfileConfig& profile, const CampaignConfig& campaign,
                         std::vector<NewPromotion>& earlier) {
  ++campaigns_;
  const Moment now(runtime_.now(), runtime_.boot_clock());
  if (const std::optional<TimePoint> until = ledger_.parked_until(profile.id, now)) {
    report(line_,
           fmt::format("{}: profile {} is parked until {}: Amazon asked for the wait, and a cycle would not start",
                       campaign.label, profile.id.str(), to_iso8601(*until)));
    ++failed_;
    co_return;
  }
  std::map<Reason, std::int64_t> reasons;
  SurveyInput input{.config = config_,
                    .profile = profile,
                    .campaign = campaign,
                    .api = clients_.of(profile.credentials),
                    .ledger = ledger_,
                    .now = now,
                    .about_to_be_sent = &earlier};
  DecisionSink sink = [&](const std::vector<DecisionRow>& decisions) {
    for (const DecisionRow& decision : decisions) ++reasons[decision.judgement.reason];
    if (rows_) write_decisions(campaign, decisions);
  };
  ApiResult<SurveyResult> result = co_await survey(input, std::move(sink));
  if (!result) {
    report(line_, fmt::format("{}: {}", campaign.label, result.error().message));
    ++failed_;
    if (result.error().code == Errc::kCredentials) ++refused_;
    co_return;
  }
  if (!rows_) describe(profile, campaign, *result, reasons);
  if (campaign.mode == Mode::kAuto && !ledger_.is_paused(campaign.label)) {
    std::move(result->promotions.begin(), result->promotions.end(), std::back_inserter(earlier));
  }
}

/// What a cycle would wait for before it sends.
void Planner::describe_hindrances(const ProfileConfig& profile, const SurveyResult& result) {
  const Moment now(runtime_.now(), runtime_.boot_clock());
  std::set<GroupId> groups;
  for (const NewPromotion& promotion : result.promotions) groups.insert(promotion.identity.group);
  for (const GroupId& group : groups) {
    const std::optional<TimePoint> until = ledger_.group_parked_until(profile.id, group, now.wall);
    if (!until) continue;
    std::cout << fmt::format(
        "Nothing is sent into promotion group {} until {}: it refused a call (harvestd resume lifts that)\n",
        group.str(), to_iso8601(*until));
  }
  const std::optional<Moment> restored = ledger_.restored();
  if (!restored || groups.empty()) return;
  const Duration left = config_.settle - certainly_elapsed(*restored, now);
  if (left <= Duration(0)) return;
  std::cout << fmt::format("Nothing is sent for another {}: the ledger is an older copy, or was lost\n",
                           to_string(std::chrono::ceil<std::chrono::seconds>(left)));
}

void Planner::describe(const ProfileConfig& profile, const CampaignConfig& campaign, const SurveyResult& result,
                       const std::map<Reason, std::int64_t>& reasons) {
  std::cout << fmt::format("{}: {}; a cycle now would send {}", campaign.label,
                           counted(result.recommendations, "recommendation"),
                           counted(std::ssize(result.promotions), "promotion"));
  if (campaign.mode == Mode::kObserve) std::cout << " if its mode were auto (it is observe: it sends nothing)";
  if (campaign.mode == Mode::kApprove) std::cout << ", those alone that a person has approved (mode approve)";
  if (ledger_.is_paused(campaign.label)) std::cout << " if it were not paused";
  std::cout << '\n';
  describe_hindrances(profile, result);
  std::cout << '\n';
  write_promotions(campaign, result);
  write_reasons(reasons);
}

void Planner::write_decisions(const CampaignConfig& campaign, const std::vector<DecisionRow>& decisions) {
  for (const DecisionRow& row : decisions) {
    const Cell group = row.group.empty() ? Cell(std::monostate()) : Cell(std::string_view(row.group.str()));
    const Cell rule = row.judgement.rule.empty() ? Cell(std::monostate()) : Cell(std::string_view(row.judgement.rule));
    const std::vector<Cell> cells{campaign.label,
                                  row.source_ad_group.str(),
                                  group,
                                  to_string(row.kind),
                                  row.target,
                                  static_cast<std::int64_t>(row.evidence.clicks),
                                  static_cast<std::int64_t>(row.evidence.conversions),
                                  to_string(verdict_of(row.judgement.reason)),
                                  rule,
                                  to_string(row.judgement.reason),
                                  row.judgement.detail};
    rows_->row(cells);
  }
}

void Planner::write_promotions(const CampaignConfig& campaign, const SurveyResult& result) {
  if (result.promotions.empty()) return;
  auto table = make_row_writer(Format::kTable, std::cout, stdout_terminal(),
                               {"campaign", "target", "match", "bid", "clicks", "conv", "rule", "bid_basis"});
  for (const NewPromotion& promotion : result.promotions) {
    const std::string bid = promotion.bid.to_string() + " " + std::string(to_string(promotion.bid.currency()));
    const std::vector<Cell> cells{campaign.label,
                                  promotion.target,
                                  to_string(promotion.identity.match),
                                  std::string_view(bid),
                                  static_cast<std::int64_t>(promotion.evidence.clicks),
                                  static_cast<std::int64_t>(promotion.evidence.conversions),
                                  promotion.rule,
                                  promotion.bid_basis};
    table->row(cells);
  }
  table->finish();
  std::cout << '\n';
}

void Planner::write_reasons(const std::map<Reason, std::int64_t>& reasons) {
  auto table = make_row_writer(Format::kTable, std::cout, stdout_terminal(), {"verdict", "reason", "targets"});
  for (const auto& [reason, count] : reasons) {
    const std::vector<Cell> cells{to_string(verdict_of(reason)), to_string(reason), count};
    table->row(cells);
  }
  table->finish();
  std::cout << "\nEach target's reason in full: --format csv or json.\n";
}

int Planner::exit_code() const {
  if (campaigns_ > 0 && refused_ == campaigns_) return kExitCredentials;
  return failed_ == 0 ? kExitDone : kExitFailed;
}

/// A missing ledger is an empty one; any other trouble with it is said on standard error.
std::optional<LedgerReader> snapshot(const CommandLine& line, const Config& config) {
  Result<LedgerReader> reader = LedgerReader::open(config.ledger.path);
  if (reader) return std::move(*reader);
  if (reader.error().code == Errc::kNotFound) return LedgerReader::empty();
  report(line, reader.error().message);
  return std::nullopt;
}

}  // namespace

int run_plan(const CommandLine& line) {
  std::optional<Config> config = load_or_report(line);
  if (!config || !known_campaign_or_report(line, *config)) return kExitUsage;
  start_logging(config->log);
  std::optional<LedgerReader> ledger = snapshot(line, *config);
  if (!ledger) return kExitFailed;
  Process process(config->api);
  ApiClients clients(*config, process.transport(), process.runtime(), [](const ApiCall&) {});
  Planner planner(line, *config, clients, *ledger, process.runtime());
  std::vector<Task<void>> tasks;
  tasks.push_back(planner.run());
  process.run(std::move(tasks));
  return process.runtime().stopping() ? kExitFailed : planner.exit_code();
}

}  // namespace harvestd

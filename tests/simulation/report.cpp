#include <algorithm>
#include <map>

#include "tests/simulation/runner.h"

namespace harvestd::simulation {
namespace {

std::string table(const Hits& hits) {
  std::string text = fmt::format("{:<24}", "hits");
  for (std::size_t phase = 0; phase < kPhases; ++phase) {
    text += fmt::format("{:>10}", to_string(static_cast<Phase>(phase)));
  }
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    text += fmt::format("\n{:<24}", to_string(static_cast<FaultKind>(kind)));
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      const Cell cell{static_cast<FaultKind>(kind), static_cast<Phase>(phase)};
      text += why_impossible(cell).empty() ? fmt::format("{:>10}", hits.of(cell)) : fmt::format("{:>10}", "-");
    }
  }
  return text + "\n";
}

std::vector<Cell> seldom(const Hits& hits, std::uint64_t least) {
  std::vector<Cell> cells;
  for (const Cell& cell : possible_cells()) {
    if (hits.of(cell) < least) cells.push_back(cell);
  }
  return cells;
}

}  // namespace

bool is_good(const Report& report, std::uint64_t least) {
  return report.failures.empty() && report.tally.runs > 0 && seldom(report.tally.hits, least).empty();
}

std::string to_text(const Report& report, const std::string& program, std::uint64_t least) {
  const Tally& tally = report.tally;
  std::string text = table(tally.hits);
  std::uint64_t fewest = UINT64_MAX;
  for (const Cell& cell : possible_cells()) fewest = std::min(fewest, tally.hits.of(cell));
  text += fmt::format("\n{} of {} cells are possible, each was hit at least {} times\n", possible_cells().size(),
                      kFaultKinds * kPhases, fewest);
  for (const Cell& cell : seldom(tally.hits, least)) {
    text +=
        fmt::format("hit {} times only: {} ({})\n", tally.hits.of(cell), to_string(cell.kind), to_string(cell.phase));
  }
  const double per_second = static_cast<double>(tally.crash_runs) / std::max(report.seconds, 1e-9);
  text += fmt::format(
      "{} runs in {:.0f} s, {} of them crash-runs ({:.0f} a second), {} deaths, {} run twice\n"
      "{} requests, {} creates accepted, {} of them again; {} virtual days\n",
      tally.runs, report.seconds, tally.crash_runs, per_second, tally.deaths, tally.run_twice, tally.requests,
      tally.created, tally.created_again, tally.virtual_seconds / 86'400);
  text += "died at:";
  for (std::size_t place = 0; place < kPlaces; ++place) {
    if (tally.deaths_at[place] > 0) text += fmt::format(" {} {},", place_name(place), tally.deaths_at[place]);
  }
  text.back() = '\n';
  for (const Failure& failure : report.failures) {
    text += failure.invariant == 0 ? fmt::format("VIOLATION: {}\n", failure.words)
                                   : fmt::format("VIOLATION of invariant {}: {}\n", failure.invariant, failure.words);
    text += fmt::format("  {} --replay {} --verbose\n", program, failure.seed);
  }
  text += fmt::format("{} violations\n", report.failures.size());
  return text;
}

std::string impossible_cells_text() {
  std::map<std::string_view, std::string> by_reason;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    std::map<std::string_view, std::string> phases;
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      const Cell cell{static_cast<FaultKind>(kind), static_cast<Phase>(phase)};
      const std::string_view why = why_impossible(cell);
      if (why.empty()) continue;
      std::string& list = phases[why];
      list.append(list.empty() ? "" : ", ").append(to_string(cell.phase));
    }
    for (const auto& [why, list] : phases) {
      by_reason[why] += fmt::format("  {}: {}\n", to_string(static_cast<FaultKind>(kind)), list);
    }
  }
  std::string text;
  for (const auto& [why, lines] : by_reason) text += fmt::format("{}:\n{}", why, lines);
  return text;
}

}  // namespace harvestd::simulation

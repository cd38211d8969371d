// The parts of a run, and the lives of its processes. Its sources: scenario.cpp begins and sums up, scenario_lives.cpp
// is what happens to processes, scenario_person.cpp what people do, scenario_calm.cpp the calm at the end and the
// verdict.
#pragma once

#include "tests/simulation/oracle.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/scenario.h"
#include "tests/simulation/sim_config.h"
#include "tests/simulation/sim_process.h"

namespace harvestd::simulation {

inline const std::filesystem::path kLedger = "/var/lib/harvestd/ledger.db";

class Scenario {
 public:
  /// `start`: from empty_ledger().
  Scenario(const RunOptions& options, const DiskImage& start);

  RunResult run();

 private:
  using Process = std::shared_ptr<SimProcess>;
  Process make(const std::filesystem::path& path);
  void introduce(const SimGroup& group);
  bool has_seen_enough() const;
  void live();
  void only_plan();
  void work(SimProcess& process, bool is_service);
  void let_run(SimProcess& process, Duration until);
  void after(const Process& process);
  void other_ledger();
  void restore_backup();
  void schedule_commands(const Process& process, Duration within);
  void command_without_service();
  void calm_down();
  bool calm_cycles();
  void resume_everything(SimProcess& person);
  bool look(const std::function<void()>& at);
  void judge(Ledger& ledger);
  void sum_up(RunResult& result);
  void wait(Duration time) {
    const Duration until = world_.now() + time;
    while (world_.step(until)) {
    }
  }
  Setting setting() { return {world_, story_, faults_, referee_, network_, disk_, config_, fewer_, plan_.is_thorough}; }

  RunOptions options_;
  Plan plan_;
  Random random_;
  World world_;
  Story story_;
  Faults faults_;
  Referee referee_;
  Amazon amazon_;
  Config config_, fewer_;
  Network network_;
  SimDisk disk_;
  Oracle oracle_;
  std::string backup_;  // an old copy of the ledger's file
  ProcessNumber processes_ = 0;
  int deaths_ = 0;
  std::array<std::uint64_t, kPlaces> deaths_at_{};
  std::string trouble_;
};

}  // namespace harvestd::simulation

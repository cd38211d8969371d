// One little world for a storm: an account, the sandbox that serves it over TLS without ever deduplicating, a
// configuration, secrets that are canaries, and the shipped program, run in processes of its own.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sandbox/random.h"
#include "tests/sandbox/server.h"
#include "tests/storm/ledger_view.h"
#include "tests/storm/trigger.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace harvestd::storm {

struct WorldOptions {
  std::filesystem::path program;
  std::uint64_t seed = 1;
  std::vector<std::string> faults;
  std::chrono::milliseconds list_lag{0};
  std::string every = "1s";    // the schedule
  std::string timeout = "5s";  // of a request
  std::string settle = "400ms";
  std::string limits = "{promotions_per_cycle: 100000, promotions_per_day: 100000}";
  std::filesystem::path ledger_folder;  // empty: a folder of its own
};

class World {
 public:
  explicit World(WorldOptions options);

  /// Recommends `count` more targets that all qualify.
  void recommend(std::size_t count);
  /// Every identity that has to be promoted in the end.
  const std::set<sandbox::Identity>& wanted() const { return wanted_; }

  /// `harvestd COMMAND -c FILE`, behind the words of `before` (env, prlimit ...).
  std::unique_ptr<ChildProcess> start(const std::string& command, std::vector<std::string> before = {},
                                      std::map<std::string, std::string> environment = {});
  struct Ran {
    int exit_code;  // -1: it had to be killed
    std::string out, err;
  };
  Ran run(const std::string& command, std::vector<std::string> before = {});

  sandbox::Server& server() { return *server_; }
  Trigger& trigger() { return trigger_; }
  const Trigger& trigger() const { return trigger_; }
  sandbox::Random& random() { return random_; }
  LedgerView ledger() const { return read_ledger(ledger_path()); }
  std::filesystem::path ledger_path() const { return ledger_folder_ / "ledger.db"; }
  std::filesystem::path configuration() const { return folder() / "harvestd.yaml"; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  /// What harvestd wrote, to a terminal, a journal or the disk; no secret belongs there.
  std::filesystem::path output_folder() const { return folder() / "out"; }
  const std::filesystem::path& ledger_folder() const { return ledger_folder_; }
  const WorldOptions& options() const { return options_; }

  /// A copy of it all for whoever looks into a violation; returns where.
  std::filesystem::path keep(const std::string& name) const;

 private:
  void write_configuration() const;

  WorldOptions options_;
  sandbox::Random random_;
  TemporaryFolder folder_;
  std::filesystem::path ledger_folder_;
  Trigger trigger_;
  sandbox::ServerOptions server_options_;
  std::string profile_id_;
  std::vector<sandbox::AutoCampaign> campaigns_;
  std::set<sandbox::Identity> wanted_;
  std::size_t recommended_ = 0;
  std::string ca_file_;
  std::unique_ptr<sandbox::Server> server_;
};

}  // namespace harvestd::storm

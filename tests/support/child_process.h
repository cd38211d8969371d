// A program run as a user or systemd would run it: its own process, its output in files, bounded in time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace harvestd {

class ChildProcess {
 public:
  /// Starts it with standard input empty and `environment` added to this process's. Throws when it cannot be started.
  ChildProcess(const std::vector<std::string>& command, const std::filesystem::path& output_folder,
               const std::map<std::string, std::string>& environment = {});
  /// Kills it when it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// The exit code, 128 + N for signal N, or nothing when it still runs after `patience`.
  std::optional<int> wait(std::chrono::milliseconds patience = std::chrono::seconds(30));
  /// Whether it was ended by a signal and the kernel wrote its memory to a core file.
  bool dumped_core() const { return dumped_core_; }
  std::string standard_output() const;
  std::string standard_error() const;

 private:
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
  bool dumped_core_ = false;
  std::filesystem::path out_, err_;
};

}  // namespace harvestd

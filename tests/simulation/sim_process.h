// One harvestd process: the real engine, API client and ledger, on a simulated disk, clock and network. What
// daemon/commands/run.cpp and once.cpp do around them is done here again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>

#include "daemon/harvest/loops.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/network.h"

namespace harvestd::simulation {

/// What every part of a run shares.
struct Setting {
  World& world;
  Story& story;
  Faults& faults;
  Referee& referee;
  Network& network;
  SimDisk& disk;
  const Config& config;
  const Config& fewer;  // without its last profile, unless that is the only one: what a reload brings, or takes back
  bool is_thorough = false;  // looks at what takes long
};

class SimProcess final : public Host, public std::enable_shared_from_this<SimProcess> {
 public:
  enum class Ending : std::uint8_t { kNone, kKilled, kPowerLoss, kBackupRestored, kOtherLedger };

  SimProcess(const Setting& setting, ProcessNumber number, std::filesystem::path ledger, Random random);
  /// Everything of it goes: the world forgets it, the ledger is closed as well as the disk lets it. The object stays,
  /// for requests that are still on their way.
  void close();

  /// Opens the ledger. Only then may it work, as `harvestd run` or `harvestd once`, or take a person's command.
  Result<void> open();
  void start_service();
  void start_once();
  /// `harvestd plan`: reads Amazon and the ledger, which need not be open, and changes nothing.
  Result<void> start_plan();
  /// Does what can be done without time passing.
  void poll();
  bool is_running() const { return tasks_ > 0 && !is_gone(); }

  void stop();
  void reload();
  /// A person's command, as the service takes it from its control socket.
  void pause(const std::string& label, bool paused);
  /// A person approves most of what waits, and declines some.
  void decide();
  /// Ends it here and now, as `how` says.
  void die(Ending how, Phase phase);
  Ending ending() const { return ending_; }
  Phase died_in() const { return died_in_; }
  std::size_t died_at() const { return died_at_; }  // a Place
  bool lost_in_storage() const { return storage_failed_; }

  /// The ledger, while it is open.
  Ledger* ledger() { return ledger_ ? &*ledger_ : nullptr; }
  /// What it said of its cycles, and why it could not open its ledger.
  const std::vector<std::string>& words() const { return words_; }
  std::int64_t cycles_done() const { return cycles_done_; }

  // Host
  ProcessNumber number() const override { return number_; }
  boost::asio::io_context& context() override { return *context_; }
  Phase phase_of(Operation operation) const override;
  void took_token_answer(bool is_token) override { in_token_ = is_token; }
  bool moment(Phase phase, Place place) override;
  bool is_gone() const override { return ending_ != Ending::kNone; }
  bool has_durable_attempt(const std::string& profile, const std::string& group, const SentItem& item) override;
  bool storage_failed() const override { return storage_failed_; }

 private:
  Task<void> serve();
  Task<void> plan(const ProfileConfig& profile, ApiClients& clients);
  Task<void> once(const ProfileConfig& profile, ApiClients& clients);
  Task<void> guarded(Task<void> task);
  void stop_within(Duration grace);
  void spawn(Task<void> task);
  /// What is in force; the run owns it.
  std::shared_ptr<const Config> configuration() const {
    return {std::shared_ptr<const void>(), has_fewer_ ? &set_.fewer : &set_.config};
  }
  Phase phase() const;
  Fault at_disk(const Io& io);
  Fault disk_fault(FaultKind kind, const Io& io);
  void flip_a_bit();
  void second_daemon();
  bool survives_a_power_loss(const std::string& profile, const std::string& group, const SentItem& item);

  Setting set_;
  ProcessNumber number_;
  std::filesystem::path path_;
  Random random_;
  std::unique_ptr<boost::asio::io_context> context_ = std::make_unique<boost::asio::io_context>(1);
  SimRuntime runtime_;
  std::unique_ptr<SimTransport> transport_;
  std::optional<LedgerReader> snapshot_;  // of start_plan
  std::optional<Ledger> ledger_;
  std::optional<Engine> engine_;
  std::unique_ptr<ApiClients> clients_;  // of start_once and start_plan
  std::unique_ptr<Loops> loops_;         // of start_service
  std::vector<std::string> words_;
  std::int64_t cycles_done_ = 0;
  int tasks_ = 0;
  bool in_token_ = false, in_command_ = false;
  bool looking_on_ = false;  // what the disk does now is not the process's doing

  bool has_fewer_ = false;
  bool storage_failed_ = false;
  bool wal_is_dirty_ = false;
  Ending ending_ = Ending::kNone;
  Phase died_in_ = Phase::kIdle;
  std::size_t died_at_ = static_cast<std::size_t>(Place::kFailedCommand);
};

}  // namespace harvestd::simulation

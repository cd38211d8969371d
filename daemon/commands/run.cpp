// The service: schedules, harvests, answers on the control socket, reloads, stops.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/admin/pausing.h"
#include "daemon/commands/command_line.h"
#include "daemon/commands/open_config.h"
#include "daemon/harvest/scheduler.h"
#include "daemon/logging.h"
#include "daemon/process.h"
#include "daemon/systemd.h"

namespace harvestd {
namespace {

constexpr Duration kStuck = std::chrono::minutes(15);  // longer than any wait for Amazon inside a cycle

class Service {
 public:
  Service(Config config, Process& process, Ledger& ledger)
      : config_(std::make_unique<Config>(std::move(config))),
        process_(process),
        ledger_(ledger),
        engine_(ledger, process.runtime()) {}

  int run();

 private:
  Task<void> serve();
  Task<void> generation();
  Task<void> feed_watchdog(Duration interval);
  void reload();
  void record_configuration(const char* kind);
  ControlAnswer control(const ControlRequest& request);

  std::unique_ptr<Config> config_;
  std::unique_ptr<Config> next_config_;  // validated, taken over when the cycles at hand have ended
  Process& process_;
  Ledger& ledger_;
  Engine engine_;
  std::unique_ptr<ScheduleRun> schedule_;
  bool first_ = true;  // the credentials have not been tried yet
  bool all_refused_ = false;
};

std::string summary(const Config& config) {
  std::size_t campaigns = 0;
  for (const ProfileConfig& profile : config.profiles) campaigns += profile.campaigns.size();
  return fmt::format("{} profiles, {} campaigns, {} rules", config.profiles.size(), campaigns, config.rules.size());
}

int Service::run() {
  log_findings(ledger_);
  Result<std::unique_ptr<ControlServer>> server =
      ControlServer::start(process_.context(), config_->admin.socket, ledger_.reader().ledger_id(),
                           [this](const ControlRequest& request) { return control(request); });
  if (!server) return report(server.error());
  process_.on_reload([this] { reload(); });
  process_.on_stop([] {
    spdlog::info("stopping: no new work, an intent under way is sent and settled");
    systemd::stopping();
  });
  record_configuration("configuration_loaded");
  spdlog::info("ready: {}", summary(*config_));
  systemd::ready("Ready: " + summary(*config_));
  std::vector<Task<void>> tasks;
  tasks.push_back(serve());
  if (const std::optional<Duration> interval = systemd::watchdog_interval()) {
    tasks.push_back(feed_watchdog(*interval / 2));
  }
  process_.run(std::move(tasks));
  return all_refused_ ? kExitCredentials : kExitDone;
}

Task<void> Service::serve() {
  while (!process_.runtime().stopping() && !all_refused_) {
    if (next_config_) {
      config_ = std::move(next_config_);
      start_logging(config_->log);
      record_configuration("configuration_reloaded");
      spdlog::info("configuration taken over: {}", summary(*config_));
    }
    co_await generation();
  }
  process_.stop();
}

Task<void> Service::generation() {
  ApiClients clients(*config_, process_.transport(), process_.runtime(),
                     [this](const ApiCall& call) { engine_.observe(call); });
  if (first_) {
    std::function<bool(const ProfileId&)> is_parked = [this](const ProfileId& profile) {
      return engine_.parked(profile).has_value();
    };
    const bool refused = co_await clients.all_refused(std::move(is_parked));
    if (next_config_) co_return;  // reloaded meanwhile: asked again with what that brought
    first_ = false;
    all_refused_ = refused;
    if (refused) {
      spdlog::error("Amazon refused every credential; nothing can be harvested");
      co_return;
    }
  }
  schedule_ = std::make_unique<ScheduleRun>(ScheduleRun{engine_, clients, *config_});
  std::vector<Task<void>> loops;
  for (const ProfileConfig& profile : config_->profiles) loops.push_back(schedule_profile(*schedule_, profile));
  co_await process_.join(std::move(loops));
  schedule_.reset();
}

Task<void> Service::feed_watchdog(Duration interval) {
  while (!process_.runtime().stopping()) {
    const bool stuck = engine_.busy() && process_.runtime().uptime() - engine_.last_progress() > kStuck;
    if (!stuck) systemd::watchdog();
    co_await process_.runtime().sleep_for(interval);
  }
}

void Service::reload() {
  systemd::reloading();
  std::variant<Config, std::vector<Diagnostic>> loaded = load_config(config_->file);
  if (auto* wrong = std::get_if<std::vector<Diagnostic>>(&loaded)) {
    for (const Diagnostic& wrong_here : *wrong) {
      const std::string text = to_text(wrong_here);
      spdlog::error("{}", text.substr(0, text.find('\n')));
    }
    spdlog::error("the new configuration is refused; the old one stays");
  } else if (Config& fresh = std::get<Config>(loaded); fresh.ledger.path != config_->ledger.path ||
                                                       fresh.admin.socket != config_->admin.socket ||
                                                       fresh.api.ca_file != config_->api.ca_file) {
    spdlog::error("ledger.path, admin.socket and api.ca_file change with a restart only; the old configuration stays");
  } else {
    next_config_ = std::make_unique<Config>(std::move(fresh));
    if (schedule_) schedule_->ending = true;
    process_.runtime().wake();
  }
  systemd::ready("Ready: " + summary(*config_));
}

void Service::record_configuration(const char* kind) {
  const std::string data =
      fmt::format(R"({{"profiles":{},"rules":{}}})", config_->profiles.size(), config_->rules.size());
  ledger_.record_event(kind, config_->file.string(), data, process_.runtime().now());
}

ControlAnswer Service::control(const ControlRequest& request) {
  if (!request.campaign.empty() && !config_->find_campaign(request.campaign).campaign) {
    return {.ok = false, .message = "the running configuration has no campaign labelled " + request.campaign};
  }
  if (request.command != "pause" && request.command != "resume") {
    return {.ok = false, .message = "unknown command " + request.command};
  }
  const Paused done = pause_or_resume(ledger_, *config_, request, engine_.moment());
  for (const ProfileId& profile : done.unparked) {
    if (schedule_) schedule_->clients.forget_wait(profile);
  }
  if (!done.unparked.empty()) process_.runtime().wake();
  return done.answer;
}

}  // namespace

int run_service(const CommandLine& line) {
  std::optional<Config> config = load_or_report(line);
  if (!config) return kExitUsage;
  start_logging(config->log);
  Process process(config->api);
  Result<Ledger> ledger = Ledger::open(config->ledger.path, {process.runtime().now(), process.runtime().boot_clock()});
  if (!ledger) return report(ledger.error());
  Service service(std::move(*config), process, *ledger);
  return service.run();
}

}  // namespace harvestd

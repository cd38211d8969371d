// The service: schedules, harvests, answers on the control socket, reloads, stops.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/printable.h"
#include "daemon/admin/deciding.h"
#include "daemon/admin/pausing.h"
#include "daemon/commands/command_line.h"
#include "daemon/commands/open_config.h"
#include "daemon/harvest/loops.h"
#include "daemon/logging.h"
#include "daemon/process.h"
#include "daemon/systemd.h"

namespace harvestd {
namespace {

constexpr Duration kStuck = std::chrono::minutes(15);  // longer than any wait for Amazon inside a cycle

class Service {
 public:
  Service(Config config, Process& process, Ledger& ledger)
      : process_(process),
        ledger_(ledger),
        engine_(ledger, process.runtime()),
        loops_(engine_, process.transport(), std::make_shared<const Config>(std::move(config)),
               [this](Task<void> task) { process_.start(std::move(task)); }) {}

  int run();

 private:
  Task<void> serve();
  Task<void> feed_watchdog(Duration interval);
  Task<void> reload();
  const Config& config() const { return loops_.config(); }
  void record_configuration(const char* kind);
  void want_what_is_approved();
  ControlAnswer control(const ControlRequest& request);

  Process& process_;
  Ledger& ledger_;
  Engine engine_;
  Loops loops_;
  bool all_refused_ = false;
};

std::string summary(const Config& config) {
  std::size_t campaigns = 0;
  for (const ProfileConfig& profile : config.profiles) campaigns += profile.campaigns.size();
  const auto count = [](std::size_t n, std::string_view noun) { return counted(static_cast<std::int64_t>(n), noun); };
  return fmt::format("{}, {}, {}", count(config.profiles.size(), "profile"), count(campaigns, "campaign"),
                     count(config.rules.size(), "rule"));
}

int Service::run() {
  log_findings(ledger_, process_.runtime().now());
  Result<std::unique_ptr<ControlServer>> server =
      ControlServer::start(process_.context(), config().admin.socket, ledger_.reader().ledger_id(),
                           [this](const ControlRequest& request) { return control(request); });
  if (!server) return report(server.error());
  process_.on_reload([this] { process_.start(reload()); });
  process_.on_stop([] {
    spdlog::info("stopping: no new work, an intent under way is sent and settled");
    systemd::stopping();
  });
  record_configuration("configuration_loaded");
  spdlog::info("ready: {}", summary(config()));
  log_left_out(ledger_.reader(), config());
  systemd::ready("Ready: " + summary(config()));
  std::vector<Task<void>> tasks;
  tasks.push_back(serve());
  if (const std::optional<Duration> interval = systemd::watchdog_interval()) {
    tasks.push_back(feed_watchdog(*interval / 2));
  }
  process_.run(std::move(tasks));
  return all_refused_ ? kExitCredentials : kExitDone;
}

Task<void> Service::serve() {
  all_refused_ = co_await loops_.all_refused();
  if (all_refused_) {
    spdlog::error("Amazon refused every credential; nothing can be harvested");
    process_.stop();
  } else {
    loops_.start();
  }
}

Task<void> Service::feed_watchdog(Duration interval) {
  while (!process_.runtime().stopping()) {
    const bool stuck = engine_.busy() && process_.runtime().uptime() - engine_.last_progress() > kStuck;
    if (!stuck) systemd::watchdog();
    co_await process_.runtime().sleep_for(interval);
  }
}

Task<void> Service::reload() {
  systemd::reloading();
  std::variant<Config, std::vector<Diagnostic>> loaded = load_config(config().file);
  if (auto* wrong = std::get_if<std::vector<Diagnostic>>(&loaded)) {
    for (const Diagnostic& wrong_here : *wrong) {
      const std::string text = to_text(wrong_here);
      spdlog::error("{}", text.substr(0, text.find('\n')));
    }
    spdlog::error("the new configuration is refused; the old one stays");
  } else if (Config& fresh = std::get<Config>(loaded); fresh.ledger.path != config().ledger.path ||
                                                       fresh.admin.socket != config().admin.socket ||
                                                       fresh.api.ca_file != config().api.ca_file) {
    spdlog::error("ledger.path, admin.socket and api.ca_file change with a restart only; the old configuration stays");
  } else {
    start_logging(fresh.log);
    spdlog::info("configuration taken over: {}", summary(fresh));
    loops_.use(std::make_shared<const Config>(std::move(fresh)));
    record_configuration("configuration_reloaded");
    log_left_out(ledger_.reader(), config());
    process_.runtime().wake();
  }
  systemd::ready("Ready: " + summary(config()));
  co_return;
}

void Service::record_configuration(const char* kind) {
  const std::string data =
      fmt::format(R"({{"profiles":{},"rules":{}}})", config().profiles.size(), config().rules.size());
  ledger_.record_event(kind, config().file.string(), data, process_.runtime().now());
}

/// What a person approved while it could not be sent.
void Service::want_what_is_approved() {
  for (const ProfileConfig& profile : config().profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) {
      const bool sends = campaign.mode != Mode::kObserve && !ledger_.reader().is_paused(campaign.label);
      if (sends && !ledger_.reader().approved(profile.id, campaign.id).empty()) {
        engine_.want_cycle(profile.id, campaign.id);
      }
    }
  }
}

ControlAnswer Service::control(const ControlRequest& request) {
  const Config* known = request.campaign.empty() ? &config() : loops_.config_with(request.campaign);
  if (known == nullptr) {
    return {.ok = false, .message = "the running configuration has no campaign labelled " + request.campaign};
  }
  if (request.command == "approve" || request.command == "decline") {
    Decided decided = decide(ledger_, request, config().approval_expires, process_.runtime().now());
    for (const auto& [profile, campaign] : decided.approved_in) engine_.want_cycle(profile, campaign);
    if (!decided.approved_in.empty()) {
      decided.answer.message += what_follows(decided, config(), ledger_.reader());
      process_.runtime().wake();
    }
    return decided.answer;
  }
  if (request.command != "pause" && request.command != "resume") {
    return {.ok = false, .message = "unknown command " + request.command};
  }
  const Paused done = pause_or_resume(ledger_, *known, request, engine_.moment());
  for (const ProfileId& profile : done.unparked) loops_.forget_wait(profile);
  if (request.command == "resume") want_what_is_approved();
  process_.runtime().wake();
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

#include <fmt/format.h>
#include <sys/un.h>

#include <cstdlib>

#include "config/grammar.h"
#include "config/scalars.h"
#include "config/url.h"

namespace harvestd {
namespace {

constexpr Duration kDay = std::chrono::hours(24);
constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un{}.sun_path) - 1;

std::optional<std::filesystem::path> read_file_path(const Value& value, const Surroundings& surroundings) {
  const std::optional<std::string> text = read_text(value);
  if (!text) return std::nullopt;
  std::filesystem::path path = surroundings.resolve(*text);
  std::error_code error;
  if (path.has_filename() && path.filename() != ".." && !std::filesystem::is_directory(path, error)) return path;
  value.error(fmt::format("expected a file, {} is a folder", path.string()));
  return std::nullopt;
}

std::filesystem::path default_socket(const LedgerConfig& ledger) {
  const char* runtime = std::getenv("RUNTIME_DIRECTORY");
  if (runtime == nullptr || *runtime == '\0') return ledger.path.parent_path() / "control.sock";
  const std::string_view folders = runtime;  // systemd may name several, with colons between
  return std::filesystem::path(folders.substr(0, folders.find(':'))) / "control.sock";
}

void read_listen(Section& admin, const Surroundings& surroundings) {
  const std::optional<Value> listen = admin.optional("listen");
  const std::optional<Value> token = admin.optional("token");
  if (token) read_secret_source(*token, surroundings);
  if (!listen) {
    if (token) token->error_at_key("goes with `listen`");
    return;
  }
  const std::optional<std::string> text = read_text(*listen, 128);
  if (!text) return;
  const Result<std::string> host = parse_listen_address(*text);
  if (host.has_error()) {
    listen->error(host.error().message);
  } else if (!is_loopback(*host) && !token) {
    listen->error("an address that is not loopback needs a `token`");
  }
}

}  // namespace

LedgerConfig read_ledger(const std::optional<Value>& value, const Surroundings& surroundings) {
  LedgerConfig config;
  if (!value) return config;
  Section ledger(*value);
  set(config.path, ledger.required("path"), [&](const Value& v) { return read_file_path(v, surroundings); });
  if (const std::optional<Value> given = ledger.optional("retention")) {
    Section retention(*given);
    const auto read = [](const Value& v) { return read_duration(v, kDay, 36500 * kDay); };
    set(config.keep_decisions, retention.optional("decisions"), read);
    set(config.keep_api_calls, retention.optional("api_calls"), read);
  }
  return config;
}

AdminConfig read_admin(const std::optional<Value>& value, const LedgerConfig& ledger,
                       const Surroundings& surroundings) {
  AdminConfig config{.socket = default_socket(ledger)};
  if (!value) return config;
  Section admin(*value);
  const std::optional<Value> socket = admin.optional("socket");
  set(config.socket, socket, [&](const Value& v) { return read_file_path(v, surroundings); });
  if (socket && config.socket.native().size() > kMaxSocketPath) {
    socket->error(
        fmt::format("{} is too long for a unix socket: at most {} bytes", config.socket.string(), kMaxSocketPath));
  }
  read_listen(admin, surroundings);
  return config;
}

LogConfig read_log(const std::optional<Value>& value) {
  LogConfig config;
  if (!value) return config;
  using Level = LogConfig::Level;
  Section log(*value);
  set(config.json, log.optional("format"),
      [](const Value& v) { return read_choice<bool>(v, {{"text", false}, {"json", true}}); });
  set(config.level, log.optional("level"), [](const Value& v) {
    return read_choice<Level>(
        v, {{"debug", Level::kDebug}, {"info", Level::kInfo}, {"warning", Level::kWarning}, {"error", Level::kError}});
  });
  return config;
}

void read_notify(const std::optional<Value>& value, const Surroundings& surroundings) {
  if (!value) return;
  const std::vector<std::string_view> events = {"approval_needed", "promoted", "cycle_failed", "credentials_refused"};
  for (const Value& item : value->items("webhooks")) {
    Section section(item);
    if (const std::optional<Value> webhook = section.required("webhook")) read_secret_source(*webhook, surroundings);
    const std::optional<Value> on = section.required("on");
    if (!on) continue;
    std::set<std::size_t> seen;
    for (const Value& event : on->items("events")) {
      const std::optional<std::size_t> index = read_choice_index(event, events);
      if (index && !seen.insert(*index).second) event.error("this event stands in the list twice");
    }
  }
}

}  // namespace harvestd

#include "tests/storm/world.h"

#include <fmt/format.h>

#include <fstream>

#include "tests/sandbox/text_rules.h"
#include "tests/sandbox/tls_files.h"
#include "tests/storm/canary.h"

namespace harvestd::storm {
namespace {

constexpr std::string_view kConfiguration = R"(version: 1
api: {{region: na, endpoint: "{url}", token_endpoint: "{url}/auth/o2/token", timeout: {timeout}, ca_file: "{ca}"}}
credentials:
  default:
    client_id: {{file: "{secrets}/client-id"}}
    client_secret: {{file: "{secrets}/client-secret"}}
    refresh_token: {{file: "{secrets}/refresh-token"}}
ledger: {{path: "{ledger}"}}
admin: {{socket: "{folder}/control.sock"}}
log: {{format: {format}, level: debug}}
schedule: {{every: {every}, jitter: 0s}}
settle: {settle}
mode: auto
limits: {limits}
rules:
  - name: keywords
    when: {{kind: keyword, clicks: {{min: 10}}, conversions: {{min: 2}}}}
    promote:
      - match: exact
        bid: {{target_acos: 0.30, average_order_value: 24.90, prior: {{conversion_rate: 0.05, clicks: 20}}, min: 0.05, max: 9}}
      - match: phrase
        bid: {{fixed: 0.60}}
  - name: products
    when: {{kind: product, clicks: {{min: 10}}, conversions: {{min: 2}}}}
    promote: [{{match: expanded, bid: {{fixed: 0.99}}}}]
profiles:
  - id: "{profile}"
    marketplace: US
    credentials: default
    campaigns:
)";

void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream(file) << content;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::filesystem::path made(std::filesystem::path folder) {
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace

World::World(WorldOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      ledger_folder_(made(options_.ledger_folder.empty() ? folder() / "ledger" : options_.ledger_folder)),
      trigger_(ledger_path()) {
  for (const char* part : {"out", "secrets", "tls"}) std::filesystem::create_directory(folder() / part);
  const sandbox::TlsFiles tls = sandbox::make_tls_files(folder() / "tls");
  ca_file_ = tls.ca;
  server_options_.tls_certificate = tls.certificate;
  server_options_.tls_key = tls.key;
  server_options_.watch = [this](const sandbox::Step& step) { trigger_.see(step); };
  server_options_.api.deduplicate = false;
  server_options_.api.list_lag = options_.list_lag;
  server_options_.api.create_log = folder() / "creates.jsonl";
  use_canaries(server_options_.api);
  sandbox::Account account(options_.seed);
  sandbox::Profile& profile = account.add_profile("3312345678901234", "US");
  profile_id_ = profile.id;
  for (const char* name : {"Bottles", "Mugs"}) {
    campaigns_.push_back(account.add_auto_campaign(profile, name, {"B0STORMAD1", "B0STORMAD2"}));
  }
  server_ = std::make_unique<sandbox::Server>(server_options_, std::move(account));
  for (const std::string& fault : options_.faults) server_->add_fault(fault);
  write(folder() / "secrets/client-id", server_options_.api.client_id);
  write(folder() / "secrets/client-secret", server_options_.api.client_secret);
  write(folder() / "secrets/refresh-token", server_options_.api.refresh_token);
  write_configuration();
}

void World::write_configuration() const {
  std::string text = fmt::format(kConfiguration, fmt::arg("url", server_->url()), fmt::arg("timeout", options_.timeout),
                                 fmt::arg("ca", ca_file_), fmt::arg("secrets", (folder() / "secrets").string()),
                                 fmt::arg("ledger", ledger_path().string()), fmt::arg("folder", folder().string()),
                                 fmt::arg("format", options_.seed % 2 == 0 ? "json" : "text"),
                                 fmt::arg("every", options_.every), fmt::arg("settle", options_.settle),
                                 fmt::arg("limits", options_.limits), fmt::arg("profile", profile_id_));
  for (std::size_t i = 0; i < campaigns_.size(); ++i) {
    text += fmt::format("      - {{id: \"{}\", label: storm-{}}}\n", campaigns_[i].campaign_id, i + 1);
  }
  write(configuration(), text);
}

void World::recommend(std::size_t count) {
  using sandbox::Kind;
  using sandbox::Match;
  server_->with_account([&](sandbox::Account& account) {
    sandbox::Profile& profile = *account.find(profile_id_);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t number = ++recommended_;
      const sandbox::AutoCampaign& campaign = campaigns_[random_.below(campaigns_.size())];
      const Kind kind = random_.one_in(3) ? Kind::kProduct : Kind::kKeyword;
      const std::string target =
          kind == Kind::kKeyword ? fmt::format("Storm bottle {}", number) : fmt::format("B0STORM{:03}", number % 1000);
      const sandbox::Metrics metrics{.clicks = static_cast<std::uint32_t>(20 + random_.below(60)),
                                     .conversions = static_cast<std::uint32_t>(3 + random_.below(9))};
      account.add_recommendation(profile, campaign.ad_ids[random_.below(2)], kind, target, metrics);
      const auto want = [&](Match match) {
        wanted_.insert({profile_id_, campaign.group_id, kind, match, sandbox::normalised(target)});
      };
      if (kind == Kind::kProduct) {
        want(Match::kExpanded);
      } else {
        want(Match::kExact);
        want(Match::kPhrase);
      }
    }
  });
}

std::unique_ptr<ChildProcess> World::start(const std::string& command, std::vector<std::string> before,
                                           std::map<std::string, std::string> environment) {
  std::vector<std::string> words = std::move(before);
  words.insert(words.end(), {options_.program.string(), command, "-c", configuration().string()});
  return std::make_unique<ChildProcess>(words, output_folder(), environment);
}

World::Ran World::run(const std::string& command, std::vector<std::string> before) {
  const auto child = start(command, std::move(before));
  const int exit_code = child->wait().value_or(-1);
  return {exit_code, child->standard_output(), child->standard_error()};
}

std::filesystem::path World::keep(const std::string& name) const {
  const std::filesystem::path to = std::filesystem::temp_directory_path() / name;
  std::error_code ignored;
  std::filesystem::remove_all(to, ignored);
  std::filesystem::create_directory(to, ignored);
  for (const auto& part : {output_folder(), ledger_folder_, configuration(), folder() / "creates.jsonl"}) {
    std::filesystem::copy(part, to / part.filename(), std::filesystem::copy_options::recursive, ignored);
  }
  return to;
}

}  // namespace harvestd::storm

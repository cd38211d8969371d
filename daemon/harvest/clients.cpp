#include "daemon/harvest/clients.h"

#include <spdlog/spdlog.h>

#include "config/secrets.h"
#include "daemon/amazon/token.h"

namespace harvestd {
namespace {

/// Stands in for credentials whose secrets cannot be read.
class UnreadableTokenSource : public TokenSource {
 public:
  explicit UnreadableTokenSource(std::string why) : why_(std::move(why)) {}
  Task<ApiResult<Access>> access() override {
    ApiError error{.code = Errc::kCredentials, .message = why_, .status = 0, .retry_after = std::nullopt};
    co_return error;
  }
  void reject(const Secret&) override {}

 private:
  std::string why_;
};

Result<LoginSecrets> read_secrets(const CredentialsConfig& credentials) {
  LoginSecrets secrets;
  for (const auto& [source, secret] : {std::pair(&credentials.client_id, &secrets.client_id),
                                       std::pair(&credentials.client_secret, &secrets.client_secret),
                                       std::pair(&credentials.refresh_token, &secrets.refresh_token)}) {
    Result<Secret> read = read_secret(*source);
    if (!read) return read.error();
    *secret = std::move(*read);
  }
  return secrets;
}

using FileTimes = std::array<std::filesystem::file_time_type, 3>;

std::vector<ProfileId> profiles_with(const Config& config, const std::string& credentials) {
  std::vector<ProfileId> profiles;
  for (const ProfileConfig& profile : config.profiles) {
    if (profile.credentials == credentials) profiles.push_back(profile.id);
  }
  return profiles;
}

FileTimes file_times(const CredentialsConfig& credentials) {
  FileTimes times{};
  std::size_t i = 0;
  for (const SecretSource* source : {&credentials.client_id, &credentials.client_secret, &credentials.refresh_token}) {
    std::error_code missing;
    if (source->from == SecretSource::From::kFile) times[i] = std::filesystem::last_write_time(source->name, missing);
    ++i;
  }
  return times;
}

}  // namespace

/// The token source of one set of credentials, whatever stands behind it now.
struct ApiClients::Client : TokenSource {
  Client(const Config& config, CredentialsConfig with, Transport& transport, Runtime& runtime,
         const CallObserver& observer)
      : credentials(std::move(with)),
        profiles(profiles_with(config, credentials.name)),
        make([this, &config, &transport, &runtime, observer, name = credentials.name](LoginSecrets secrets) {
          RefreshTokenSource::Options options{
              .token_endpoint = config.api.token_endpoint, .timeout = config.api.timeout, .retry = {}};
          return std::make_shared<RefreshTokenSource>(
              std::move(options), std::move(secrets), transport, runtime,
              [this, observer](ApiCall call) {
                call.shared_by = profiles;
                observer(call);
              },
              [name] {
                spdlog::warn(
                    "credentials {}: Amazon handed out another refresh token; it is used from now on, but "
                    "not written: store it before the next start",
                    name);
              });
        }) {
    read();
  }

  Task<ApiResult<Access>> access() override {
    const std::shared_ptr<TokenSource> asked = source;  // read() may replace it meanwhile
    ApiResult<Access> answer = co_await asked->access();
    refused = !answer && answer.error().code == Errc::kCredentials;
    co_return answer;
  }
  void reject(const Secret& token) override { source->reject(token); }

  void read() {
    read_at = file_times(credentials);
    Result<LoginSecrets> secrets = read_secrets(credentials);
    if (secrets) {
      client_id = std::string(secrets->client_id.reveal());
      source = make(std::move(*secrets));
    } else {
      source = std::make_shared<UnreadableTokenSource>(secrets.error().message);
    }
    refused = false;
  }

  CredentialsConfig credentials;
  std::vector<ProfileId> profiles;
  std::function<std::shared_ptr<TokenSource>(LoginSecrets)> make;
  std::shared_ptr<TokenSource> source;
  FileTimes read_at{};
  bool refused = false;
  std::string client_id;  // empty: never known
  std::shared_ptr<Rates> rates;
  std::optional<AdsApi> api;
};

ApiClients::ApiClients(const Config& config, Transport& transport, Runtime& runtime, CallObserver observer) {
  for (const auto& [name, credentials] : config.credentials) {
    auto client = std::make_unique<Client>(config, credentials, transport, runtime, observer);
    for (const auto& [_, other] : clients_) {
      if (!client->client_id.empty() && other->client_id == client->client_id) client->rates = other->rates;
    }
    if (!client->rates) client->rates = std::make_shared<Rates>(runtime);
    AdsApi::Options options{.endpoint = config.api.endpoint,
                            .media_type_version = config.api.media_type_version,
                            .timeout = config.api.timeout,
                            .retry = {},
                            .rates = client->rates};
    client->api.emplace(std::move(options), transport, *client, runtime, observer);
    clients_.emplace(name, std::move(client));
  }
}

ApiClients::~ApiClients() = default;

AdsApi& ApiClients::of(const std::string& credentials) {
  return *clients_.at(credentials)->api;
}

void ApiClients::reread_changed_secrets(const std::string& credentials) {
  Client& client = *clients_.at(credentials);
  if (client.refused && file_times(client.credentials) != client.read_at) client.read();
}

void ApiClients::forget_wait(const ProfileId& profile) {
  for (const auto& [name, client] : clients_) client->rates->forget_wait(profile);
}

Task<bool> ApiClients::all_refused(std::function<bool(const ProfileId&)> is_parked) {
  bool all = true;
  for (const auto& [name, client] : clients_) {
    if (std::any_of(client->profiles.begin(), client->profiles.end(), is_parked)) {
      all = false;  // perhaps because the token endpoint asked for the wait
      continue;
    }
    ApiResult<TokenSource::Access> answer = co_await client->access();
    if (answer) {
      all = false;
      continue;
    }
    spdlog::error("credentials {}: {}", name, answer.error().message);
    all = all && client->refused;
  }
  co_return all;
}

}  // namespace harvestd

#include "daemon/harvest/clients.h"

#include <spdlog/spdlog.h>

#include <algorithm>

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

struct SharedAccess::Login {
  struct Terms {
    std::string token_endpoint;
    Duration timeout;
    LoginSecrets secrets;  // as they were read
    friend bool operator==(const Terms&, const Terms&) = default;
  };
  Terms terms;
  std::vector<ProfileId> profiles;  // of every configuration that uses it
  std::optional<RefreshTokenSource> source;
};

void SharedAccess::forget_wait(const ProfileId& profile) {
  for (const auto& [_, each] : rates_) {
    if (const std::shared_ptr<Rates> rates = each.lock()) rates->forget_wait(profile);
  }
  for (const std::weak_ptr<Login>& each : logins_) {
    const std::shared_ptr<Login> login = each.lock();
    if (!login) continue;
    const std::vector<ProfileId>& served = login->profiles;
    if (std::find(served.begin(), served.end(), profile) != served.end()) login->source->forget_wait();
  }
}

std::shared_ptr<Rates> SharedAccess::rates(const std::string& endpoint, const std::string& client_id,
                                           Runtime& runtime) {
  if (client_id.empty()) return std::make_shared<Rates>(runtime);
  std::weak_ptr<Rates>& known = rates_[{endpoint, client_id}];
  std::shared_ptr<Rates> rates = known.lock();
  if (!rates) known = rates = std::make_shared<Rates>(runtime);
  return rates;
}

/// The token source of one set of credentials, whatever stands behind it now.
struct ApiClients::Client : TokenSource {
  using Login = SharedAccess::Login;

  Client(const Config& with_config, CredentialsConfig with, Transport& by, Runtime& in, CallObserver watched_by,
         SharedAccess& sharing)
      : config(with_config),
        credentials(std::move(with)),
        profiles(profiles_with(config, credentials.name)),
        transport(by),
        runtime(in),
        observer(std::move(watched_by)),
        shared(sharing) {
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
      const std::shared_ptr<Login> login = login_with(std::move(*secrets));
      login->profiles.insert(login->profiles.end(), profiles.begin(), profiles.end());
      source = std::shared_ptr<TokenSource>(login, &*login->source);
    } else {
      source = std::make_shared<UnreadableTokenSource>(secrets.error().message);
    }
    refused = false;
  }

  std::shared_ptr<Login> login_with(LoginSecrets secrets) {
    const Login::Terms terms{
        .token_endpoint = config.api.token_endpoint, .timeout = config.api.timeout, .secrets = std::move(secrets)};
    std::erase_if(shared.logins_, [](const std::weak_ptr<Login>& each) { return each.expired(); });
    for (const std::weak_ptr<Login>& each : shared.logins_) {
      const std::shared_ptr<Login> other = each.lock();
      if (other->terms == terms && !other->source->refused()) return other;
    }
    auto login = std::make_shared<Login>(Login{.terms = terms, .profiles = {}, .source = {}});
    RefreshTokenSource::Options options{.token_endpoint = terms.token_endpoint, .timeout = terms.timeout, .retry = {}};
    login->source.emplace(
        std::move(options), terms.secrets, transport, runtime,
        [of = login.get(), tell = observer](ApiCall call) {
          call.shared_by = of->profiles;
          tell(call);
        },
        [name = credentials.name] {
          spdlog::warn(
              "credentials {}: Amazon handed out another refresh token; it is used from now on, but "
              "not written: store it before the next start",
              name);
        });
    shared.logins_.push_back(login);
    return login;
  }

  const Config& config;
  CredentialsConfig credentials;
  std::vector<ProfileId> profiles;
  Transport& transport;
  Runtime& runtime;
  CallObserver observer;
  SharedAccess& shared;
  std::shared_ptr<TokenSource> source;
  FileTimes read_at{};
  bool refused = false;
  std::string client_id;  // empty: never known
  std::optional<AdsApi> api;
};

ApiClients::ApiClients(const Config& config, Transport& transport, Runtime& runtime, CallObserver observer,
                       std::shared_ptr<SharedAccess> shared)
    : shared_(std::move(shared)) {
  for (const auto& [name, credentials] : config.credentials) {
    auto client = std::make_unique<Client>(config, credentials, transport, runtime, observer, *shared_);
    AdsApi::Options options{.endpoint = config.api.endpoint,
                            .media_type_version = config.api.media_type_version,
                            .timeout = config.api.timeout,
                            .retry = {},
                            .rates = shared_->rates(config.api.endpoint, client->client_id, runtime)};
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

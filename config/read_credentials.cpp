#include <fmt/format.h>

#include <algorithm>

#include "config/grammar.h"
#include "config/scalars.h"
#include "config/secrets.h"

namespace harvestd {
namespace {

// What stands here may be a secret in the wrong place: no message repeats it.
std::optional<std::string> read_variable(const Value& value) {
  std::optional<std::string> text = read_text(value, 128);
  if (!text) return std::nullopt;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  if (is_letter(text->front()) && std::ranges::all_of(*text, is_allowed)) return text;
  value.error("expected the name of an environment variable: letters, digits and _, not the value itself");
  return std::nullopt;
}

}  // namespace

std::optional<SecretSource> read_secret_source(const Value& value, const Surroundings& surroundings) {
  if (value.node().kind == Node::Kind::kScalar) {
    value.error(
        "a secret is never written into the configuration; say where it is: {env: NAME}, {file: PATH} or {credential: "
        "NAME}");
    return std::nullopt;
  }
  using From = SecretSource::From;
  Section section(value);
  const std::optional<Value> env = section.optional("env");
  const std::optional<Value> file = section.optional("file");
  const std::optional<Value> credential = section.optional("credential");
  if (section.exactly_one_of({"env", "file", "credential"}).empty()) return std::nullopt;
  const Value& place = env ? *env : file ? *file : *credential;
  const std::optional<std::string> name = env ? read_variable(place) : file ? read_text(place) : read_name(place);
  if (!name) return std::nullopt;
  SecretSource source{.from = env ? From::kEnv : file ? From::kFile : From::kCredential, .name = *name};
  if (file) source.name = surroundings.resolve(*name).string();
  if (surroundings.check_secrets) {
    const Result<Secret> secret = read_secret(source);
    if (secret.has_error()) place.error(secret.error().message);
  }
  return source;
}

std::map<std::string, CredentialsConfig, std::less<>> read_credentials(const std::optional<Value>& value,
                                                                       const Surroundings& surroundings) {
  std::map<std::string, CredentialsConfig, std::less<>> all;
  if (!value) return all;
  for (const Value& member : value->members("credentials by name")) {
    const std::string& name = member.node().key;
    CredentialsConfig config;
    config.name = name;
    if (!is_name(name)) member.error_at_key("a name holds letters A-Z and a-z, digits, and . _ -, at most 64");
    Section section(member);
    const auto read = [&](std::string_view key, SecretSource& target) {
      set(target, section.required(key), [&](const Value& v) { return read_secret_source(v, surroundings); });
    };
    read("client_id", config.client_id);
    read("client_secret", config.client_secret);
    read("refresh_token", config.refresh_token);
    all.emplace(name, std::move(config));
  }
  return all;
}

}  // namespace harvestd

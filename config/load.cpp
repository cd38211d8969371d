#include "config/load.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "config/grammar.h"
#include "config/scalars.h"
#include "config/unavailable.h"

namespace harvestd {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Config read_config(const Value& root, const std::filesystem::path& file, const Surroundings& surroundings) {
  Config config;
  config.file = file;
  Section section(root);
  if (const std::optional<Value> version = section.required("version")) read_whole(*version, 1, 1);
  config.api = read_api(section.required("api"), surroundings);
  config.credentials = read_credentials(section.required("credentials"), surroundings);
  config.ledger = read_ledger(section.required("ledger"), surroundings);
  config.admin = read_admin(section.optional("admin"), config.ledger, surroundings);
  config.log = read_log(section.optional("log"));
  read_notify(section.optional("notify"), surroundings);
  config.settle = read_settle(section.optional("settle"), config.api);
  config.approval_expires = read_approval(section.optional("approval"), config.approval_expires);

  Policy general;
  read_policy(section, general);
  config.limits = read_limits(section.optional("limits"), general.promotions_per_cycle);
  config.average_order_values = read_order_values(section.optional("average_order_values"));
  RuleBook book = read_rules(section.required("rules"), !config.average_order_values.empty());
  config.profiles = read_profiles(section.required("profiles"), config, general, book);
  config.rules = std::move(book.rules);
  return config;
}

std::vector<Diagnostic> about_the_file(const std::filesystem::path& file, std::string message) {
  return {{.file = file.string(), .line = 0, .column = 0, .key = {}, .message = std::move(message), .source = {}}};
}

}  // namespace

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::kApprove:
      return "approve";
    case Mode::kAuto:
      return "auto";
    default:
      return "observe";
  }
}

Config::CampaignRef Config::find_campaign(std::string_view label) const {
  for (const ProfileConfig& profile : profiles) {
    for (const CampaignConfig& campaign : profile.campaigns) {
      if (campaign.label == label) return {.profile = &profile, .campaign = &campaign};
    }
  }
  return {};
}

std::variant<Config, std::vector<Diagnostic>> parse_config(const std::string& text, const std::filesystem::path& file,
                                                           LoadOptions options) {
  const std::string body = text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
  std::error_code error;
  const std::filesystem::path full = std::filesystem::absolute(file, error);
  const Surroundings surroundings{.folder = (error ? file : full).parent_path(),
                                  .check_secrets = options.check_secrets};
  Diagnostics out(body, file.string());
  const Node document = parse_document(body, out);
  if (document.kind == Node::Kind::kRefused) return out.take();
  const Value root(document, "", out);
  if (document.kind != Node::Kind::kMapping) {
    out.add({1, 1}, "", "expected a mapping that begins with `version: 1`, found " + describe(document));
    return out.take();
  }
  Config config = read_config(root, file, surroundings);
  refuse_unavailable(document, out);
  if (!out.empty()) return out.take();
  return config;
}

std::variant<Config, std::vector<Diagnostic>> load_config(const std::filesystem::path& file, LoadOptions options) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(file, error);
  if (error) return about_the_file(file, "cannot read: " + error.message());
  if (!std::filesystem::is_regular_file(status)) return about_the_file(file, "is not a regular file");
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMaxDocumentBytes + kByteOrderMark.size() + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) {
    return about_the_file(file, "cannot read: " + std::generic_category().message(errno));
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_config(text, file, options);
}

}  // namespace harvestd

// harvestd-sandbox: the simulated Amazon Ads API as a program. See README.md beside this file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/sandbox/config_out.h"
#include "tests/sandbox/marketplace.h"
#include "tests/sandbox/seed.h"
#include "tests/sandbox/server.h"
#include "tests/sandbox/tls_files.h"

namespace harvestd::sandbox {
namespace {

struct ProgramOptions {
  std::string listen = "127.0.0.1:0";
  std::string port_file, tls_directory, config_out;
  std::vector<std::string> forms, faults;
  std::string marketplaces = "US";
  long token_lifetime = 3600;
  long list_lag = 0;
  long max_seconds = 3600;
  SeedOptions seed;
  ServerOptions server;
};

void declare(CLI::App& app, ProgramOptions& options) {
  app.add_option("--listen", options.listen, "ADDRESS:PORT, loopback only; port 0: any free one");
  app.add_option("--port-file", options.port_file, "Write the port to this file once it listens");
  app.add_option("--tls-dir", options.tls_directory, "Serve HTTPS; ca.pem, server.pem and server.key are made there");
  app.add_option("--config-out", options.config_out, "Write a harvestd configuration for the account to this file");
  app.add_option("--seed", options.seed.seed, "What the account is made from");
  app.add_option("--profiles", options.seed.profiles, "Number of profiles")->check(CLI::Range(1, 1000));
  app.add_option("--marketplace", options.marketplaces, "US,DE,JP...: dealt out to the profiles in turn");
  app.add_option("--campaigns", options.seed.campaigns, "Auto campaigns a profile")->check(CLI::Range(1, 1000));
  app.add_option("--ad-groups", options.seed.ad_groups, "Source ad groups a campaign")->check(CLI::Range(1, 1000));
  app.add_option("--recommendations", options.seed.recommendations, "Recommendations a source ad group");
  app.add_option("--page-size", options.server.api.page_size, "Most rows of a page")->check(CLI::Range(1, 1000));
  app.add_option("--forms", options.forms, "guide, openapi or single forms, with commas (see README.md)");
  app.add_option("--fault", options.faults, "OPERATION:WHEN:KIND[,key=value]... (see README.md)");
  app.add_option("--token-lifetime", options.token_lifetime, "Seconds that an access token is good for");
  app.add_flag("!--no-deduplicate", options.server.api.deduplicate, "Accept a second create of the same target");
  app.add_option("--keywords-per-ad-group", options.server.api.keywords_per_ad_group,
                 "Most keywords an ad group holds");
  app.add_option("--list-lag", options.list_lag, "Milliseconds after which lists show what a create made");
  app.add_option("--create-log", options.server.api.create_log, "Append every create item to this file");
  app.add_option("--max-seconds", options.max_seconds, "Stop after this long")->check(CLI::Range(1, 1'000'000));
}

void read_listen(const std::string& listen, ServerOptions& server) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) throw std::invalid_argument("--listen must be ADDRESS:PORT");
  server.address = listen.substr(0, colon);
  if (server.address.starts_with('[')) server.address = server.address.substr(1, server.address.size() - 2);
  if (server.address == "localhost") server.address = "127.0.0.1";
  const char* end = listen.data() + listen.size();
  const auto [stopped, error] = std::from_chars(listen.data() + colon + 1, end, server.port);
  if (error != std::errc() || stopped != end) throw std::invalid_argument("--listen: the port must be 0 to 65535");
}

std::vector<std::string> split_marketplaces(const std::string& text) {
  std::vector<std::string> codes;
  for (std::string code : CLI::detail::split(text, ',')) {
    std::ranges::transform(code, code.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (find_marketplace(code) == nullptr) throw std::invalid_argument("there is no marketplace " + code);
    codes.push_back(code);
  }
  return codes;
}

/// Returns once SIGTERM or SIGINT came, or the time was over. The signals are blocked in every thread.
void wait_for_end(const sigset_t& signals, long seconds) {
  const timespec limit{seconds, 0};
  sigtimedwait(&signals, nullptr, &limit);
}

int run(ProgramOptions& options) {
  read_listen(options.listen, options.server);
  options.seed.marketplaces = split_marketplaces(options.marketplaces);
  for (const std::string& forms : options.forms) apply_forms(forms, options.server.api.forms);
  options.server.api.token_lifetime = std::chrono::seconds(options.token_lifetime);
  options.server.api.list_lag = std::chrono::milliseconds(options.list_lag);
  std::string ca_file;
  if (!options.tls_directory.empty()) {
    const TlsFiles files = make_tls_files(std::filesystem::absolute(options.tls_directory));
    options.server.tls_certificate = files.certificate;
    options.server.tls_key = files.key;
    ca_file = files.ca;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Server server(options.server, seed_account(options.seed));
  for (const std::string& fault : options.faults) server.add_fault(fault);
  if (!options.config_out.empty()) {
    server.with_account([&](const Account& account) {
      write_config(options.config_out, account, options.server.api, {server.url(), ca_file});
    });
  }
  if (!options.port_file.empty()) std::ofstream(options.port_file) << server.port() << '\n';
  fmt::print("harvestd-sandbox listens on {}\n", server.url());
  std::fflush(stdout);
  wait_for_end(signals, options.max_seconds);
  return 0;
}

}  // namespace
}  // namespace harvestd::sandbox

int main(int argc, char** argv) {
  CLI::App app("The simulated Amazon Ads API that harvestd is tested against", "harvestd-sandbox");
  harvestd::sandbox::ProgramOptions options;
  harvestd::sandbox::declare(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    return harvestd::sandbox::run(options);
  } catch (const std::exception& wrong) {
    fmt::print(stderr, "harvestd-sandbox: {}\n", wrong.what());
    return 2;
  }
}

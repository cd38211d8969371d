// Short ways to a configuration for tests.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "config/load.h"

namespace harvestd {

inline const std::string kMinimal = R"(version: 1
api: {region: na}
credentials:
  default:
    client_id: {env: ADS_CLIENT_ID}
    client_secret: {env: ADS_CLIENT_SECRET}
    refresh_token: {env: ADS_REFRESH_TOKEN}
ledger: {path: /var/lib/harvestd/ledger.db}
rules:
  - name: proven
    when: {kind: keyword, clicks: {min: 10}}
    promote: [{match: exact, bid: {fixed: 0.60}}]
profiles:
  - id: "3312345678901234"
    marketplace: US
    credentials: default
    campaigns:
      - id: "232423432423423"
        label: spring-auto
)";

inline std::string with(std::string text, const std::vector<std::pair<std::string, std::string>>& edits) {
  for (const auto& [from, to] : edits) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return text;
}

/// All diagnostics as text; empty when there are none.
inline std::string texts(const std::variant<Config, std::vector<Diagnostic>>& result) {
  std::string all;
  if (const auto* found = std::get_if<std::vector<Diagnostic>>(&result)) {
    for (const Diagnostic& diagnostic : *found) all += to_text(diagnostic);
  }
  return all;
}

inline std::string problems(const std::string& text, LoadOptions options = {.check_secrets = false}) {
  return texts(parse_config(text, "harvestd.yaml", options));
}

inline Config parsed(const std::string& text) {
  auto result = parse_config(text, "harvestd.yaml", {.check_secrets = false});
  EXPECT_EQ(texts(result), "");
  return std::holds_alternative<Config>(result) ? std::get<Config>(std::move(result)) : Config{};
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content, mode_t mode = 0600) {
    const int descriptor = ::mkstemp(path_.data());
    EXPECT_GE(descriptor, 0);
    EXPECT_EQ(::write(descriptor, content.data(), content.size()), static_cast<ssize_t>(content.size()));
    EXPECT_EQ(::fchmod(descriptor, mode), 0);
    ::close(descriptor);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "harvestd-config-XXXXXX";
};

}  // namespace harvestd

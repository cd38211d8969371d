// Secrets that are easy to recognise, and the search for them in whatever a process left behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/api_options.h"

namespace harvestd::storm {

/// Gives the sandbox a client secret, a refresh token and access tokens that occur nowhere else. Each holds characters
/// that a form or a URL would encode, around a core of letters and digits that every such encoding leaves as it is.
void use_canaries(sandbox::ApiOptions& api);

/// Looks for the cores: plain (and so percent-encoded or JSON-escaped as well), hexadecimal, and base64 at each of the
/// three offsets, in both alphabets.
class CanaryScan {
 public:
  CanaryScan();

  /// `name` is how a leak is called.
  void text(const std::string& name, std::string_view content);
  /// Every regular file under it. A file that goes away meanwhile is passed over.
  void tree(const std::filesystem::path& folder);

  /// One line a leak: where, what and how. Never the secret.
  const std::vector<std::string>& leaks() const { return leaks_; }
  std::uint64_t files() const { return files_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Needle {
    std::string what;
    std::string bytes;
  };

  std::vector<Needle> needles_;
  std::vector<std::string> leaks_;
  std::uint64_t files_ = 0, bytes_ = 0;
};

}  // namespace harvestd::storm

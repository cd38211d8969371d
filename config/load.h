// Reading a configuration file: everything wrong with it at once, each where it stands.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "config/config.h"

namespace harvestd {

struct Diagnostic {
  std::string file;
  int line = 0;  // from 1; 0: the file as a whole
  int column = 0;
  std::string key;      // dotted path with indexes: rules[0].when.clicks
  std::string message;  // what is wrong, what was expected, the likely key for a near miss
  std::string source;   // the line itself
};

/// file:line:column: key: message, the line quoted, a caret under the column. Control characters are made visible.
std::string to_text(const Diagnostic& diagnostic);

/// What the loader may ask of the world, so that tests bring their own.
struct LoadOptions {
  bool check_secrets = true;  // sources exist, are readable and not open to others
};

/// The configuration, or every error found (at least one), in file order. Settings that are valid but have no
/// behaviour in this version are errors that say so: nothing is silently ignored.
std::variant<Config, std::vector<Diagnostic>> load_config(const std::filesystem::path& file, LoadOptions options = {});

/// The same for text already in memory; `file` is only a name (relative paths in it resolve against its folder).
std::variant<Config, std::vector<Diagnostic>> parse_config(const std::string& text, const std::filesystem::path& file,
                                                           LoadOptions options = {});

}  // namespace harvestd

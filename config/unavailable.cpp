#include "config/unavailable.h"

#include <fmt/format.h>

namespace harvestd {
namespace {

struct Unavailable {
  std::string_view path;   // [] stands for any element
  std::string_view value;  // only this value; empty: the setting at all
  std::string_view remedy;
};

constexpr Unavailable kUnavailable[] = {
    {"ledger.retention", "", "leave it out; everything is kept"},
    {"admin.listen", "", "leave it out"},
    {"admin.token", "", "leave it out"},
    {"notify", "", "leave it out"},
    {"isolate", "confirmed", "use off"},
    {"profiles[].campaigns[].isolate", "confirmed", "use off"},
    {"limits.new_groups_per_day", "", "leave it out; no group is created"},
    {"rules[].promote[].bid.suggested", "", "use fixed or target_acos"},
    {"rules[].promote[].bid.ad_group_default", "", "use fixed or target_acos"},
    {"profiles[].campaigns[].group.name", "", "name an existing group by its id"},
    {"profiles[].campaigns[].group.new_campaigns", "", "name an existing group by its id"},
    {"profiles[].campaigns[].group.existing_ad_groups", "", "name an existing group by its id"},
};

/// `pattern` is `path` with [] for every index.
void walk(const Node& node, const std::string& path, const std::string& pattern, Diagnostics& out) {
  for (const Unavailable& entry : kUnavailable) {
    if (entry.path != pattern || (!entry.value.empty() && entry.value != node.text) || out.concerns(path)) continue;
    const std::string_view name = entry.path.substr(entry.path.rfind('.') + 1);
    const std::string what = entry.value.empty() ? std::string(name) : fmt::format("`{}`", entry.value);
    out.add(entry.value.empty() ? node.header() : node.at, path,
            fmt::format("{} is not available in this version; {}", what, entry.remedy));
  }
  const bool is_list = node.kind == Node::Kind::kList;
  const std::string separator = path.empty() ? "" : ".";
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const std::string& key = node.children[i].key;
    if (is_list) {
      walk(node.children[i], fmt::format("{}[{}]", path, i), pattern + "[]", out);
    } else {
      walk(node.children[i], path + separator + key, pattern + separator + key, out);
    }
  }
}

}  // namespace

void refuse_unavailable(const Node& root, Diagnostics& out) {
  walk(root, "", "", out);
}

}  // namespace harvestd

#include "config/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/scalars.h"

namespace harvestd {

void Value::expected(std::string_view what) const {
  if (node_->kind != Node::Kind::kRefused) error(fmt::format("expected {}, found {}", what, describe(*node_)));
}

Value Value::child(const Node& node) const {
  return {node, path_.empty() ? excerpt(node.key) : path_ + "." + excerpt(node.key), *out_};
}

Value Value::item(std::size_t index) const {
  return {node_->children[index], fmt::format("{}[{}]", path_, index), *out_};
}

std::vector<Value> Value::items(std::string_view of_what) const {
  std::vector<Value> items;
  if (node_->kind != Node::Kind::kList || node_->children.empty()) {
    expected(fmt::format("a list of {}", of_what));
    return items;
  }
  for (std::size_t i = 0; i < node_->children.size(); ++i) items.push_back(item(i));
  return items;
}

std::vector<Value> Value::members(std::string_view of_what) const {
  std::vector<Value> members;
  if (node_->kind != Node::Kind::kMapping || node_->children.empty()) {
    expected(fmt::format("a mapping of {}", of_what));
    return members;
  }
  for (const Node& node : node_->children) members.push_back(child(node));
  return members;
}

Section::Section(Value value) : value_(std::move(value)) {
  if (!is_mapping()) value_.expected("a mapping");
}

Section::~Section() {
  if (!is_mapping()) return;
  for (const Node& node : value_.node().children) {
    if (std::ranges::find(known_, node.key) != known_.end()) continue;
    value_.out().add(node.key_at, value_.child(node).path(), "unknown key" + did_you_mean(node.key, known_));
  }
}

std::optional<Value> Section::optional(std::string_view key) {
  known_.push_back(key);
  const Node* found = is_mapping() ? value_.node().find(key) : nullptr;
  if (found == nullptr) return std::nullopt;
  return value_.child(*found);
}

std::optional<Value> Section::required(std::string_view key) {
  std::optional<Value> found = optional(key);
  if (!found && is_mapping()) value_.error_at_key(fmt::format("`{}` is missing", key));
  return found;
}

std::string_view Section::exactly_one_of(std::initializer_list<std::string_view> keys) const {
  if (!is_mapping()) return "";
  std::string_view found;
  std::size_t count = 0;
  for (const std::string_view key : keys) {
    if (!has(key)) continue;
    found = key;
    ++count;
  }
  if (count == 1) return found;
  std::vector<std::string> names;
  for (const std::string_view key : keys) names.push_back(fmt::format("`{}`", key));
  value_.error_at_key(fmt::format("needs exactly one of {}", fmt::join(names, ", ")));
  return "";
}

}  // namespace harvestd

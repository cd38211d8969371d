// Reading a document tree so that the code looks like the grammar. Every reader returns the value, or reports what is
// wrong with it and returns nothing; a part that was reported already (Node::Kind::kRefused) is passed over in silence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.h"

namespace harvestd {

/// One value of the document, with the path it is called by. Cheap to copy; node and diagnostics must outlive it.
class Value {
 public:
  Value(const Node& node, std::string path, Diagnostics& out) : node_(&node), path_(std::move(path)), out_(&out) {}

  const Node& node() const { return *node_; }
  const std::string& path() const { return path_; }
  Diagnostics& out() const { return *out_; }

  void error(std::string message) const { out_->add(node_->at, path_, std::move(message)); }
  /// For what is missing inside: stands at the value's key.
  void error_at_key(std::string message) const { out_->add(node_->header(), path_, std::move(message)); }
  /// "expected <what>, found <what stands there>"; silent on a refused part.
  void expected(std::string_view what) const;

  Value child(const Node& node) const;
  Value item(std::size_t index) const;
  /// Of a list with at least one element; anything else is reported and has none.
  std::vector<Value> items(std::string_view of_what) const;
  /// Of a mapping with at least one key, for mappings whose keys are the user's own.
  std::vector<Value> members(std::string_view of_what) const;

 private:
  const Node* node_;
  std::string path_;
  Diagnostics* out_;
};

/// A mapping with known keys. Asking for a key declares it; when the section goes, keys that nobody asked for are
/// reported. Of a value that is no mapping every key is absent, and only that is reported.
class Section {
 public:
  explicit Section(Value value);
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;
  ~Section();

  std::optional<Value> optional(std::string_view key);
  /// Absent: reported.
  std::optional<Value> required(std::string_view key);
  bool has(std::string_view key) const { return value_.node().find(key) != nullptr; }
  /// Exactly one of the keys must be there; reported otherwise. Returns it, "" when it is not one.
  std::string_view exactly_one_of(std::initializer_list<std::string_view> keys) const;
  bool is_mapping() const { return value_.node().kind == Node::Kind::kMapping; }
  const Value& value() const { return value_; }

 private:
  Value value_;
  std::vector<std::string_view> known_;
};

/// Reads `value` into `target` when it is there and good; true when it was.
template <class T, class Read>
bool set(T& target, const std::optional<Value>& value, Read read) {
  if (!value) return false;
  auto result = read(*value);
  // NOLINTNEXTLINE(bugprone-optional-value-conversion): T may be an optional itself
  if (result) target = std::move(*result);
  return result.has_value();
}

}  // namespace harvestd

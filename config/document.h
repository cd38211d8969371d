// A YAML text as a tree that knows where each part stands. The subset that harvestd accepts: one document, no anchors,
// aliases or tags, no key twice in one mapping, text keys. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/diagnostics.h"

namespace harvestd {

struct Node {
  /// kRefused stands where something was reported already; readers pass over it in silence.
  enum class Kind : std::uint8_t { kNull = 1, kScalar, kList, kMapping, kRefused };
  Kind kind = Kind::kNull;
  bool quoted = false;         // of a scalar: written in quotes or as a block, so it is text whatever it looks like
  Position at;                 // of the value
  std::string key;             // the key it stands under; empty in a list and at the root
  Position key_at;             // line 0 when there is none
  std::string text;            // of a scalar
  std::vector<Node> children;  // in file order

  /// The child under `name`, or null.
  const Node* find(std::string_view name) const;
  /// Where to complain about something missing inside.
  Position header() const { return key_at.line > 0 ? key_at : at; }
};

constexpr std::size_t kMaxDocumentBytes = 4u << 20;
constexpr int kMaxDocumentDepth = 64;
constexpr std::size_t kMaxDocumentNodes = 500'000;

/// The tree of `text`. What the subset does not allow is reported and left out of the tree; after a syntax error, a
/// text that is not clean UTF-8, or a bound exceeded the root is kRefused, because nothing after it can be trusted.
Node parse_document(const std::string& text, Diagnostics& out);

}  // namespace harvestd

#include "config/document.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "core/utf8.h"

namespace harvestd {
namespace {

/// Leaves the parser early; what was wrong has been reported.
struct Abandon {};

const std::string kNoAliases = "aliases (*name) are not accepted; write the value out, or put it in quotes";

bool is_control(std::int32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/// Reports the first byte that cannot stand in a configuration: not UTF-8, or a control character.
bool is_clean(const std::string& text, Diagnostics& out) {
  int line = 1;
  std::int32_t line_start = 0;
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t at = i;
    const std::int32_t c = next_character(text, i);
    if (c == '\n') {
      ++line;
      line_start = i;
    }
    const bool line_end = c == '\n' || (c == '\r' && i < size && text[static_cast<std::size_t>(i)] == '\n');
    if (line_end || c == '\t' || (c >= 0 && !is_control(c))) continue;
    const std::string what =
        c < 0 ? "not valid UTF-8" : fmt::format("control character U+{:04X}", static_cast<unsigned>(c));
    out.add(out.position(line, at - line_start), "", what + ": a configuration is plain UTF-8 text");
    return false;
  }
  return true;
}

class Builder final : public YAML::EventHandler {
 public:
  Builder(const std::string& text, Diagnostics& out) : text_(text), out_(out) {}

  Node take_root() { return std::move(root_); }
  int documents() const { return documents_; }

  /// The path of what is being built.
  std::string path() const {
    std::string path;
    for (const Frame& frame : open_) {
      if (frame.node.kind == Node::Kind::kList) {
        path += fmt::format("[{}]", frame.node.children.size());
      } else if (frame.has_key) {
        path += (path.empty() ? "" : ".") + frame.key;
      }
    }
    return path;
  }

  Position position(const YAML::Mark& mark) const { return out_.position(mark.line + 1, mark.column); }

  /// Lines from the last event up to this one belong to what was being read then.
  void reach(int line) {
    for (int between = last_line_; was_private_ && between < line; ++between) out_.keep_private(between);
    last_line_ = line;
    was_private_ = is_private();
    if (was_private_) out_.keep_private(line);
  }

  char at_byte(const YAML::Mark& mark) const {
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
    return at < text_.size() ? text_[at] : '\0';
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    out_.add(position(mark), "", "a second document starts here; a configuration is one document");
    throw Abandon{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node = begin(Node::Kind::kNull, mark, "", anchor);
    // A value that was left out has the mark of whatever comes next.
    const char written = at_byte(mark);
    if (written != '~' && written != 'n' && written != 'N' && !open_.empty() && open_.back().has_key) {
      node.at = open_.back().key_at;
    }
    attach(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    out_.add(position(mark), path(), kNoAliases);
    attach(begin(Node::Kind::kRefused, mark, "", 0));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = begin(Node::Kind::kScalar, mark, tag, anchor);
    node.quoted = tag == "!";
    node.text = value;
    if (has_control(value)) {
      out_.add(node.at, path(), "holds a control character, which is never right here");
      node.kind = Node::Kind::kRefused;
    }
    attach(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(begin(Node::Kind::kList, mark, tag, anchor));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(begin(Node::Kind::kMapping, mark, tag, anchor));
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    bool has_key = false;  // of a mapping: the next node is the value of `key`
    bool dropped = false;  // that value was reported already and is left out
    std::string key;
    Position key_at;
    std::unordered_map<std::string, int> lines;  // of the keys so far
  };

  static bool has_control(const std::string& text) {
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
      const std::int32_t c = next_character(text, i);
      if (is_control(c)) return true;
    }
    return false;
  }

  /// Secrets do not stand here; what does may be one that somebody wrote into the file.
  bool is_private() const {
    const auto is_secret = [](const Frame& frame) {
      return frame.has_key && (frame.key == "webhook" || frame.key == "token");
    };
    const bool in_credentials = !open_.empty() && open_.front().has_key && open_.front().key == "credentials";
    return in_credentials || std::ranges::any_of(open_, is_secret);
  }

  Node begin(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    reach(mark.line + 1);
    Node node;
    node.kind = kind;
    node.at = position(mark);
    if (++nodes_ > kMaxDocumentNodes) {
      out_.add(node.at, path(), fmt::format("more than {} values", kMaxDocumentNodes));
      throw Abandon{};
    }
    if (anchor != 0) out_.add(node.at, path(), "anchors (&name) are not accepted");
    const bool tagged = (!tag.empty() && tag != "?" && tag != "!") || at_byte(mark) == '!';
    if (tagged) out_.add(node.at, path(), "tags (!name) are not accepted");
    return node;
  }

  void open(Node node) {
    if (open_.size() == kMaxDocumentDepth) {
      out_.add(node.at, path(), fmt::format("nested more than {} levels deep", kMaxDocumentDepth));
      throw Abandon{};
    }
    open_.emplace_back().node = std::move(node);
  }

  void close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    attach(std::move(node));
  }

  void attach(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = open_.back();
    if (frame.node.kind == Node::Kind::kList) {
      frame.node.children.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, node);
    } else {
      if (!frame.dropped) {
        node.key = std::move(frame.key);
        node.key_at = frame.key_at;
        frame.node.children.push_back(std::move(node));
      }
      frame.has_key = frame.dropped = false;
    }
  }

  void take_key(Frame& frame, Node& node) {
    frame.key = std::move(node.text);
    frame.key_at = node.at;
    if (node.kind == Node::Kind::kScalar) {
      const auto [first, is_new] = frame.lines.emplace(frame.key, node.at.line);
      frame.dropped = !is_new;
      frame.has_key = true;
      if (!is_new)
        out_.add(node.at, path(), fmt::format("this key stands here twice, first on line {}", first->second));
      return;
    }
    if (node.kind != Node::Kind::kRefused) out_.add(node.at, path(), "a key must be plain text");
    frame.dropped = frame.has_key = true;
  }

  const std::string& text_;
  Diagnostics& out_;
  Node root_;
  std::vector<Frame> open_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  int last_line_ = 0;
  bool was_private_ = false;
};

/// yaml-cpp speaks of its grammar; most often it was the indentation.
std::string words_of(const std::string& message) {
  for (const char* unclosed :
       {"end of map not found", "end of sequence not found", "illegal map value", "bad indentation"}) {
    if (message.find(unclosed) == std::string::npos) continue;
    return "not valid YAML: " + message +
           "; look at the indentation here and above (spaces only, the same depth for keys side by side)";
  }
  return "not valid YAML: " + message;
}

void report(const YAML::Exception& error, Builder& builder, Diagnostics& out) {
  if (error.mark.is_null()) {
    out.add({}, "", words_of(error.msg));
    return;
  }
  builder.reach(error.mark.line + 1);
  const bool is_alias = builder.at_byte(error.mark) == '*';
  out.add(builder.position(error.mark), builder.path(), is_alias ? kNoAliases : words_of(error.msg));
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  const auto found = std::ranges::find(children, name, &Node::key);
  return found == children.end() ? nullptr : &*found;
}

Node parse_document(const std::string& text, Diagnostics& out) {
  Node refused;
  refused.kind = Node::Kind::kRefused;
  if (text.size() > kMaxDocumentBytes) {
    out.add({}, "", fmt::format("{} bytes; a configuration is at most {}", text.size(), kMaxDocumentBytes));
    return refused;
  }
  if (!is_clean(text, out)) return refused;
  Builder builder(text, out);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    report(error, builder, out);
    return refused;
  } catch (const Abandon&) {
    return refused;
  }
  return builder.take_root();
}

}  // namespace harvestd

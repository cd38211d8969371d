// Where the loader's parts put what they find wrong.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace harvestd {

/// From 1. The column counts characters, not bytes. Line 0: no place.
struct Position {
  int line = 0;
  int column = 0;
};

/// Collects diagnostics on one text and quotes its lines. `text` must outlive it. Not thread-safe.
class Diagnostics {
 public:
  Diagnostics(const std::string& text, std::string file);

  void add(Position at, std::string key, std::string message);
  /// This line may hold a secret that someone wrote into the file: it is quoted up to its first colon only.
  void keep_private(int line) { private_lines_.insert(line); }
  bool empty() const { return found_.empty(); }
  /// True when something was reported about `key` or a part of it.
  bool concerns(std::string_view key) const;
  /// The position of a byte of the text, given its line (from 1) and the bytes before it on that line. Cheap when asked
  /// from left to right.
  Position position(int line, int bytes_before);
  /// Everything, in file order.
  std::vector<Diagnostic> take();

 private:
  std::string_view line(int number) const;
  std::string quoted(int number) const;

  const std::string& text_;
  std::string file_;
  std::vector<std::size_t> line_starts_;
  std::set<int> private_lines_;
  struct {  // what position() counted last
    int line = 0;
    std::size_t bytes = 0;
    int column = 1;
  } counted_;
  std::vector<Diagnostic> found_;
  std::size_t dropped_ = 0;
};

/// visible() of the first `limit` characters of `text`, and "..." when there are more.
std::string excerpt(std::string_view text, std::size_t limit = 80);

/// " did you mean `x`?" with the candidate nearest to `word`, or nothing when none is near: nearest(), else the first
/// that `word` abbreviates or continues.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace harvestd

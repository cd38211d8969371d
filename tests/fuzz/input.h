// Taking an input apart: lines where a person should be able to write seeds, bytes where structure is built from it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace harvestd::fuzz {

class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  /// Up to the next line feed, which is taken too.
  std::string_view line() {
    const std::string_view taken = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(taken.size());
    if (!rest_.empty()) rest_.remove_prefix(1);
    return taken;
  }
  /// Digits of the next line, at most nine; 0 for none.
  int number_line() {
    int number = 0;
    for (const char c : line().substr(0, 9)) {
      if (c >= '0' && c <= '9') number = number * 10 + (c - '0');
    }
    return number;
  }

  /// 0 when all bytes are used.
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto taken = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return taken;
  }
  bool flag() { return (byte() & 1U) != 0; }
  /// Below `end`, which is above 0.
  std::size_t below(std::size_t end) { return byte() % end; }
  /// Small ones more often than large ones.
  std::uint64_t count() {
    const std::uint8_t first = byte();
    if (first < 200) return first;
    std::uint64_t number = 0;
    for (int i = 200; i <= first && i < 208; ++i) number = number << 8U | byte();
    return number;
  }
  std::string text() {
    const std::size_t size = byte();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return std::string(taken);
  }

 private:
  std::string_view rest_;
};

}  // namespace harvestd::fuzz

// A token, a client secret: something that no log line, ledger row, page or error may show. It has no formatter and
// no stream operator, so that logging one does not compile, and it wipes its memory when it goes.
#pragma once

#include <string>
#include <string_view>

namespace harvestd {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret&);
  Secret(Secret&&) noexcept;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  /// The one way out: for the bytes of a request. Valid while this object lives and is not assigned to.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret& a, const Secret& b) { return a.value_ == b.value_; }

 private:
  void wipe() noexcept;
  std::string value_;
};

}  // namespace harvestd

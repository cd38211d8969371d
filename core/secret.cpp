#include "core/secret.h"

#include <atomic>
#include <utility>

namespace harvestd {

Secret::Secret(std::string value) : value_(std::move(value)) {}
Secret::Secret(const Secret&) = default;

// A short string lives inside the object, so a move leaves its bytes behind: wipe the source.
Secret::Secret(Secret&& other) noexcept : value_(other.value_) {
  other.wipe();
}

Secret& Secret::operator=(Secret other) noexcept {
  wipe();
  value_ = other.value_;
  return *this;
}

Secret::~Secret() {
  wipe();
}

void Secret::wipe() noexcept {
  for (char& c : value_) *static_cast<volatile char*>(&c) = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  value_.clear();
}

}  // namespace harvestd

// Bounded reading of JSON that keeps numbers as they were written: ids beyond 53 bits and money stay exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/money.h"

namespace harvestd {

/// One value of a document; valid while the document lives. A value that is not there reads as null.
class Json {
 public:
  enum class Type : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

  Json() = default;
  Type type() const { return type_; }
  bool is_null() const { return type_ == Type::kNull; }
  bool is_object() const { return type_ == Type::kObject; }
  bool is_array() const { return type_ == Type::kArray; }
  bool is_string() const { return type_ == Type::kString; }

  /// A string decoded, a number as written, "true" or "false"; empty for all else.
  std::string_view text() const;
  /// Elements of an array, members of an object; 0 for all else.
  std::size_t size() const;
  const Json& at(std::size_t index) const;
  std::string_view key_at(std::size_t index) const;
  /// A member of an object, the last one of that name; null when there is none.
  const Json& operator[](std::string_view key) const;

  /// A whole number that is not negative, also when written as a string, or as 10.0 or 1e1. Nothing for all else.
  std::optional<std::uint64_t> whole() const;
  /// A number, or a string that holds one, to the nearest millionth (halves away from zero). Nothing for all else.
  std::optional<Decimal> decimal() const;
  bool truth() const { return type_ == Type::kBool && text() == "true"; }

 private:
  friend class JsonBuilder;
  Type type_ = Type::kNull;
  std::uint32_t size_ = 0;         // bytes, elements or members
  const void* content_ = nullptr;  // char[size], Json[size], or Json[2 * size]: key, value, key, value
};

class JsonDocument {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{32} << 20;
  static constexpr std::size_t kMaxValues = 2'000'000;
  static constexpr std::size_t kMaxDepth = 32;

  /// Errors (kBadAnswer): not JSON (with the byte), more than the limits.
  static Result<JsonDocument> parse(std::string_view text);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();
  const Json& root() const { return root_; }

 private:
  friend class JsonBuilder;
  struct Arena;
  JsonDocument();
  std::unique_ptr<Arena> arena_;
  Json root_;
};

/// The number that JSON's grammar permits, exponent included, to the nearest millionth (halves away from zero).
std::optional<Decimal> nearest_decimal(std::string_view number);

}  // namespace harvestd

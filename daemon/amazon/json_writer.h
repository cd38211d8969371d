// Writing the JSON of requests. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/money.h"

namespace harvestd {

/// Commas are its business, nesting is the caller's.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  /// Exact decimal text: money never passes through a double.
  JsonWriter& number(Decimal value);
  JsonWriter& number(std::size_t value);
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  std::string text_;
  bool first_ = true;
};

}  // namespace harvestd

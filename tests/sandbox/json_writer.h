// Writes JSON text in the order it is told. Numbers are given as text, so that a bid leaves exactly as it came.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace harvestd::sandbox {

class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view utf8);
  /// `json` is written as it is: a number, true, null or a whole value.
  JsonWriter& raw(std::string_view json);
  JsonWriter& number(std::uint64_t value);

  JsonWriter& field(std::string_view name, std::string_view utf8) { return key(name).string(utf8); }

  /// The text so far; the writer is empty afterwards.
  std::string take();

 private:
  void separate();

  std::string text_;
  bool comma_ = false;
};

}  // namespace harvestd::sandbox

#include "daemon/amazon/json_writer.h"

#include <fmt/format.h>

#include "daemon/json_string.h"

namespace harvestd {

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(text_, name);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  separate();
  append_json_string(text_, value);
  return *this;
}

JsonWriter& JsonWriter::number(Decimal value) {
  separate();
  text_ += value.to_string();
  return *this;
}

JsonWriter& JsonWriter::number(std::size_t value) {
  separate();
  text_ += fmt::format_int(value).str();
  return *this;
}

void JsonWriter::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

}  // namespace harvestd

#include "daemon/amazon/json.h"

#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <cstring>
#include <memory_resource>
#include <vector>

#include "core/check.h"

namespace harvestd {

struct JsonDocument::Arena {
  std::pmr::monotonic_buffer_resource memory;
};

/// Boost.JSON's parser calls this; finished values wait on a stack until their container ends.
class JsonBuilder {
 public:
  static constexpr std::size_t max_object_size = JsonDocument::kMaxValues;
  static constexpr std::size_t max_array_size = JsonDocument::kMaxValues;
  static constexpr std::size_t max_key_size = JsonDocument::kMaxBytes;
  static constexpr std::size_t max_string_size = JsonDocument::kMaxBytes;
  using Error = boost::json::error_code;
  using View = boost::json::string_view;

  explicit JsonBuilder(std::pmr::memory_resource& memory) : memory_(memory) {}
  Json root() const { return stack_.front(); }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_array_begin(Error&) { return true; }
  bool on_object_end(std::size_t n, Error& error) { return collect(Json::Type::kObject, n, 2 * n, error); }
  bool on_array_end(std::size_t n, Error& error) { return collect(Json::Type::kArray, n, n, error); }
  bool on_key_part(View part, std::size_t, Error&) { return hold(part); }
  bool on_key(View part, std::size_t, Error& error) { return text(Json::Type::kString, part, error); }
  bool on_string_part(View part, std::size_t, Error&) { return hold(part); }
  bool on_string(View part, std::size_t, Error& error) { return text(Json::Type::kString, part, error); }
  bool on_number_part(View part, Error&) { return hold(part); }
  bool on_int64(std::int64_t, View part, Error& error) { return text(Json::Type::kNumber, part, error); }
  bool on_uint64(std::uint64_t, View part, Error& error) { return text(Json::Type::kNumber, part, error); }
  bool on_double(double, View part, Error& error) { return text(Json::Type::kNumber, part, error); }
  bool on_bool(bool value, Error& error) { return text(Json::Type::kBool, value ? "true" : "false", error); }
  bool on_null(Error& error) { return push(Json(), error); }
  bool on_comment_part(View, Error&) { return true; }
  bool on_comment(View, Error&) { return true; }

 private:
  bool hold(View part) {
    held_.append(part.data(), part.size());
    return true;
  }
  bool text(Json::Type type, View last, Error& error) {
    hold(last);
    Json value;
    value.type_ = type;
    value.size_ = static_cast<std::uint32_t>(held_.size());
    if (!held_.empty()) {
      void* bytes = memory_.allocate(held_.size(), 1);
      std::memcpy(bytes, held_.data(), held_.size());
      value.content_ = bytes;
    }
    held_.clear();
    return push(value, error);
  }
  bool collect(Json::Type type, std::size_t size, std::size_t values, Error& error) {
    Json value;
    value.type_ = type;
    value.size_ = static_cast<std::uint32_t>(size);
    if (values > 0) {
      auto* first = static_cast<Json*>(memory_.allocate(values * sizeof(Json), alignof(Json)));
      std::uninitialized_copy(stack_.end() - static_cast<std::ptrdiff_t>(values), stack_.end(), first);
      stack_.resize(stack_.size() - values);
      value.content_ = first;
    }
    return push(value, error);
  }
  bool push(Json value, Error& error) {
    if (++values_ > JsonDocument::kMaxValues) {
      error = boost::json::make_error_code(boost::json::error::array_too_large);
      return false;
    }
    stack_.push_back(value);
    return true;
  }

  std::pmr::memory_resource& memory_;
  std::vector<Json> stack_;
  std::string held_;
  std::size_t values_ = 0;
};

namespace {
const Json kNull;
}

std::string_view Json::text() const {
  if (type_ != Type::kString && type_ != Type::kNumber && type_ != Type::kBool) return {};
  return {static_cast<const char*>(content_), size_};
}

std::size_t Json::size() const {
  return is_array() || is_object() ? size_ : 0;
}

const Json& Json::at(std::size_t index) const {
  HARVESTD_CHECK(index < size());
  return static_cast<const Json*>(content_)[is_object() ? 2 * index + 1 : index];
}

std::string_view Json::key_at(std::size_t index) const {
  HARVESTD_CHECK(is_object() && index < size());
  return static_cast<const Json*>(content_)[2 * index].text();
}

const Json& Json::operator[](std::string_view key) const {
  if (!is_object()) return kNull;
  for (std::size_t i = size(); i > 0; --i) {
    if (key_at(i - 1) == key) return at(i - 1);
  }
  return kNull;
}

std::optional<Decimal> Json::decimal() const {
  if (type_ != Type::kNumber && type_ != Type::kString) return std::nullopt;
  return nearest_decimal(text());
}

std::optional<std::uint64_t> Json::whole() const {
  const std::optional<Decimal> number = decimal();
  if (!number || number->micros() < 0 || number->micros() % 1'000'000 != 0) return std::nullopt;
  return static_cast<std::uint64_t>(number->micros() / 1'000'000);
}

JsonDocument::JsonDocument() : arena_(std::make_unique<Arena>()) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  if (text.size() > kMaxBytes) return Error{Errc::kBadAnswer, fmt::format("{} bytes are too many", text.size())};
  JsonDocument document;
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::basic_parser<JsonBuilder> parser(options, document.arena_->memory);
  boost::json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = boost::json::make_error_code(boost::json::error::extra_data);
  if (error) return Error{Errc::kBadAnswer, fmt::format("not JSON: {} at byte {}", error.message(), used)};
  document.root_ = parser.handler().root();
  return document;
}

}  // namespace harvestd

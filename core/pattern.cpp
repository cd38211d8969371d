#include <re2/re2.h>

#include "core/rules.h"

namespace harvestd {

struct Pattern::Compiled {
  explicit Compiled(const std::string& source) : expression(source, options()) {}

  static RE2::Options options() {
    RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    return options;
  }

  RE2 expression;
};

Result<Pattern> Pattern::compile(std::string source) {
  if (source.empty()) return Error{Errc::kInvalidValue, "an empty pattern is found in every text"};
  auto compiled = std::make_shared<const Compiled>(source);
  if (!compiled->expression.ok()) return Error{Errc::kInvalidValue, compiled->expression.error()};
  return Pattern(std::move(source), std::move(compiled));
}

Pattern::Pattern(std::string source, std::shared_ptr<const Compiled> compiled)
    : source_(std::move(source)), compiled_(std::move(compiled)) {}

bool Pattern::found_in(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression);
}

bool Pattern::found_in(const PooledTarget& target) const {
  return found_in(std::string_view(target.key)) ||
         (target.text != target.key && found_in(std::string_view(target.text)));
}

}  // namespace harvestd

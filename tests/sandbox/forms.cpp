#include "tests/sandbox/forms.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace harvestd::sandbox {
namespace {

constexpr std::array<std::pair<std::string_view, bool Forms::*>, 15> kSwitches = {{
    {"data-object", &Forms::data_object},
    {"data-number-strings", &Forms::data_number_strings},
    {"type-product", &Forms::type_product},
    {"groups-wrapped", &Forms::groups_wrapped},
    {"success-without-type", &Forms::success_without_type},
    {"errors-empty-object", &Forms::errors_empty_object},
    {"list-keyword-style", &Forms::list_keyword_style},
    {"list-bids", &Forms::list_bids},
    {"error-type-codes", &Forms::error_type_codes},
    {"lowercase-asins", &Forms::lowercase_asins},
    {"previous-token", &Forms::previous_token},
    {"empty-page", &Forms::empty_page},
    {"changing-totals", &Forms::changing_totals},
    {"null-end-token", &Forms::null_end_token},
    {"empty-end-token", &Forms::empty_end_token},
}};

void apply_form(std::string_view name, Forms& forms) {
  if (name == "openapi") {
    forms = Forms{};
  } else if (name == "guide") {
    apply_forms("data-object,type-product,groups-wrapped,success-without-type,errors-empty-object", forms);
    apply_forms("list-keyword-style,list-bids,previous-token", forms);
  } else {
    const auto* found = std::ranges::find(kSwitches, name, &decltype(kSwitches)::value_type::first);
    if (found == kSwitches.end()) throw std::invalid_argument("there is no form named \"" + std::string(name) + "\"");
    forms.*(found->second) = true;
  }
}

}  // namespace

void apply_forms(std::string_view names, Forms& forms) {
  while (!names.empty()) {
    const std::size_t comma = names.find(',');
    apply_form(names.substr(0, comma), forms);
    names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
  }
}

std::vector<std::string_view> form_names() {
  std::vector<std::string_view> names = {"openapi", "guide"};
  for (const auto& entry : kSwitches) names.push_back(entry.first);
  return names;
}

}  // namespace harvestd::sandbox

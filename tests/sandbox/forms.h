// The forms an answer may take. Amazon's OpenAPI document and its guide disagree; a client must read both.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace harvestd::sandbox {

/// The default is the OpenAPI document's form of everything.
struct Forms {
  bool data_object = false;           // recommendation data as an object, not a string that holds JSON
  bool data_number_strings = false;   // numbers inside data as strings
  bool type_product = false;          // targetType PRODUCT, not ASIN
  bool groups_wrapped = false;        // each group once more inside {"targetPromotionGroup": {}}
  bool success_without_type = false;  // created items without expressionType
  bool errors_empty_object = false;   // "errors": [{}] where there are none
  bool list_keyword_style = false;    // KEYWORD_BROAD in lists of a group's targets, not QUERY_BROAD_MATCHES
  bool list_bids = false;             // lists of a group's targets carry the bid
  bool error_type_codes = false;      // version 2: errors of items by version 1's type, not by its reason
  bool lowercase_asins = false;       // recommended ASINs in lower case
  bool previous_token = false;        // pages carry previousToken
  bool empty_page = false;            // the second page of every list is empty and has a token
  bool changing_totals = false;       // totalResults differs from page to page
  bool null_end_token = false;        // the last page has "nextToken": null
  bool empty_end_token = false;       // the last page has "nextToken": ""
};

/// Applies comma-separated names to `forms`: "openapi" (back to the default), "guide" (the guide's samples), or single
/// switches such as "data-object" (see form_names). Throws std::invalid_argument on a name that does not exist.
void apply_forms(std::string_view names, Forms& forms);

std::vector<std::string_view> form_names();

}  // namespace harvestd::sandbox

// The error codes of media type version 2, which no document lists, in the words of version 1. Pure.
#pragma once

#include <string_view>

#include "core/promotion.h"

namespace harvestd {

/// The name of an error type, or one of the reasons that Amazon's OpenAPI document gives for it in version 1, upper or
/// lower case, with or without underscores and "Error". kUnknown for all else, and for reasons that say nothing certain
/// about one target.
ItemError item_error_of_code(std::string_view code);

}  // namespace harvestd

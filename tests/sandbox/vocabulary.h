// Words that shoppers type, by language: what the seed composes search terms from.
#pragma once

#include <span>
#include <string_view>

namespace harvestd::sandbox {

/// One kind of product: its names, what people put before them, and what they want it for.
struct Category {
  std::string_view name;  // English, for campaign names
  std::span<const std::string_view> nouns;
  std::span<const std::string_view> qualities;
  std::span<const std::string_view> uses;
};

struct Vocabulary {
  std::string_view language;        // ISO 639
  std::string_view separator;       // between words; Japanese search terms use a space too
  bool quality_after_noun = false;  // "funda roja", not "red case"
  std::span<const Category> categories;
};

/// English for a language that is not here.
const Vocabulary& vocabulary_of(std::string_view language);

/// Common to all: colours, sizes and numbers that multiply the terms.
std::span<const std::string_view> variants_of(std::string_view language);

}  // namespace harvestd::sandbox

// Packing promotions into create calls. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace harvestd {

/// Indexes of `keys`, packed first-fit into batches of at most `most`, no key twice in a batch (an answer of media type
/// version 1 may leave the match type out, so two promotions of one text cannot share a call).
std::vector<std::vector<std::size_t>> pack_batches(const std::vector<std::string>& keys, std::size_t most);

}  // namespace harvestd

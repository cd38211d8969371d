// Settings that the grammar knows and this version gives no behaviour. They are refused by name, never ignored.
#pragma once

#include "config/document.h"

namespace harvestd {

/// Reports every such setting in the document, unless it is wrong in itself and reported already.
void refuse_unavailable(const Node& root, Diagnostics& out);

}  // namespace harvestd

// Integers for products of two 64-bit numbers. A GNU extension of both compilers, named here once.
#pragma once

namespace harvestd {

__extension__ typedef __int128 Int128;

}  // namespace harvestd

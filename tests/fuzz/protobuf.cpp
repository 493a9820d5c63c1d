// SPDX-License-Identifier: MIT

/// The binary decoder beside Google's, for what proto3 has.

#include <tests/fuzz/comparison.hpp>
#include <tests/fuzz/everything.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::compare_with_peer<fuzz::Everything>(fuzz::schema::everything, fuzz::as_view(data, size));
  return 0;
}

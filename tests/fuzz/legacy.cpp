// SPDX-License-Identifier: MIT

/// The binary decoder beside Google's, for what proto2 has: groups, closed enums, required fields.

#include <tests/fuzz/comparison.hpp>
#include <tests/fuzz/legacy.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tern::byte_view bytes = fuzz::as_view(data, size);
  fuzz::compare_with_peer<fuzz::Legacy>(fuzz::schema::legacy, bytes);
  return 0;
}

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstring>

namespace tern {

namespace detail {

// Copies the first and the last `Part` of `size` bytes, which may overlap.
template <std::size_t Part>
void copy_both_ends(std::byte* to, const std::byte* from, std::size_t size) noexcept {
  std::array<std::byte, Part> first;
  std::array<std::byte, Part> last;
  std::memcpy(first.data(), from, Part);
  std::memcpy(last.data(), from + size - Part, Part);
  std::memcpy(to, first.data(), Part);
  std::memcpy(to + size - Part, last.data(), Part);
}

}  // namespace detail

/// Copies bytes of which there are mostly few, like those of a header field: up to 32 without a
/// call of a function.
inline void copy_few(void* to, const void* from, std::size_t size) noexcept {
  auto* const target = static_cast<std::byte*>(to);
  const auto* const source = static_cast<const std::byte*>(from);
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    detail::copy_both_ends<16>(target, source, size);
  } else if (size >= 8) {
    detail::copy_both_ends<8>(target, source, size);
  } else if (size >= 4) {
    detail::copy_both_ends<4>(target, source, size);
  } else if (size != 0) {
    target[0] = source[0];
    target[size / 2] = source[size / 2];
    target[size - 1] = source[size - 1];
  }
}

}  // namespace tern

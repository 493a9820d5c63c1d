// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tern::protocol {

/// What a peer sent, short enough to be quoted in an error text: such a text travels in a header
/// field, where it must not grow with the mistake it describes.
[[nodiscard]] inline std::string excerpt(std::string_view value) {
  constexpr std::size_t longest_bytes = 64;
  if (value.size() <= longest_bytes) return '"' + std::string{value} + '"';
  return '"' + std::string{value.substr(0, longest_bytes)} + "...\"";
}

}  // namespace tern::protocol

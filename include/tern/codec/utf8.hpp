// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tern::codec {
namespace detail {

// The first byte decides how long a character is and what its second byte may be:
//
//     first      second     others
//     00..7f
//     c2..df     80..bf
//     e0         a0..bf     80..bf          (less would be overlong)
//     e1..ef     80..bf     80..bf          (ed: 80..9f, more would be a surrogate)
//     f0         90..bf     80..bf 80..bf   (less would be overlong)
//     f1..f3     80..bf     80..bf 80..bf
//     f4         80..8f     80..bf 80..bf   (more would be beyond U+10FFFF)
//
// @source Unicode Standard, table 3-7
inline const std::uint8_t* first_bad_character(const std::uint8_t* at,
                                               const std::uint8_t* end) noexcept {
  while (at != end) {
    const std::uint8_t first = *at;
    if (first < 0x80) {
      ++at;
      continue;
    }
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xbf;
    std::ptrdiff_t length = 2;
    if (first < 0xc2 || first > 0xf4) return at;
    if (first >= 0xe0) {
      length = first < 0xf0 ? 3 : 4;
      if (first == 0xe0) low = 0xa0;
      if (first == 0xed) high = 0x9f;
      if (first == 0xf0) low = 0x90;
      if (first == 0xf4) high = 0x8f;
    }
    if (end - at < length || at[1] < low || at[1] > high) return at;
    for (std::ptrdiff_t i = 2; i < length; ++i)
      if (at[i] < 0x80 || at[i] > 0xbf) return at;
    at += length;
  }
  return nullptr;
}

}  // namespace detail

/// The first byte of the first character that is not UTF-8, or null if there is none.
[[nodiscard]] inline const std::uint8_t* find_invalid_utf8(const std::uint8_t* at,
                                                           const std::uint8_t* end) noexcept {
  constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;
  while (end - at >= 8) {
    std::uint64_t eight;
    std::memcpy(&eight, at, 8);
    if ((eight & high_bits) != 0) return detail::first_bad_character(at, end);
    at += 8;
  }
  return detail::first_bad_character(at, end);
}

}  // namespace tern::codec

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
[[gnu::noinline]] inline const std::uint8_t* first_bad_character(const std::uint8_t* at,
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

namespace detail {

template <class Word>
[[gnu::always_inline]] inline bool has_high_bit(const std::uint8_t* at) noexcept {
  constexpr auto high_bits = static_cast<Word>(0x8080'8080'8080'8080);
  Word word;
  std::memcpy(&word, at, sizeof(Word));
  return (word & high_bits) != 0;
}

// Words that overlap at the end: no byte alone is looked at but in texts of one to three.
[[gnu::always_inline]] inline bool is_ascii(const std::uint8_t* at,
                                            const std::uint8_t* end) noexcept {
  const auto size = static_cast<std::size_t>(end - at);
  if (size >= 8) {
    for (const std::uint8_t* const last = end - 8; at < last; at += 8)
      if (has_high_bit<std::uint64_t>(at)) return false;
    return !has_high_bit<std::uint64_t>(end - 8);
  }
  if (size >= 4) return !has_high_bit<std::uint32_t>(at) && !has_high_bit<std::uint32_t>(end - 4);
  return size == 0 || (at[0] | at[size / 2] | end[-1]) < 0x80;
}

}  // namespace detail

/// The first byte of the first character that is not UTF-8, or null if there is none.
[[nodiscard, gnu::always_inline]] inline const std::uint8_t* find_invalid_utf8(
    const std::uint8_t* at, const std::uint8_t* end) noexcept {
  return detail::is_ascii(at, end) ? nullptr : detail::first_bad_character(at, end);
}

}  // namespace tern::codec

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <tern/codec/utf8.hpp>
#include <tern/json/output.hpp>

namespace tern::json {
namespace detail {

inline constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;
inline constexpr std::uint64_t high_bits = every_byte * 0x80;

// The high bit of each byte that is zero, and perhaps of bytes above the first such.
constexpr std::uint64_t zero_bytes(std::uint64_t eight) noexcept {
  return (eight - every_byte) & ~eight & high_bits;
}

// Not zero if one of eight bytes is a quote, a backslash or a control character.
constexpr std::uint64_t special_bytes(std::uint64_t eight) noexcept {
  return zero_bytes(eight ^ every_byte * '"') | zero_bytes(eight ^ every_byte * '\\') |
         ((eight - every_byte * ' ') & ~eight & high_bits);
}

inline char* write_escaped(char* to, char c) noexcept {
  *to++ = '\\';
  switch (c) {
    case '"':
    case '\\':
      *to++ = c;
      return to;
    case '\b':
      *to++ = 'b';
      return to;
    case '\f':
      *to++ = 'f';
      return to;
    case '\n':
      *to++ = 'n';
      return to;
    case '\r':
      *to++ = 'r';
      return to;
    case '\t':
      *to++ = 't';
      return to;
    default:
      std::memcpy(to, "u00", 3);
      to[3] = static_cast<char>('0' + (c >> 4));
      to[4] = "0123456789abcdef"[c & 0xf];
      return to + 5;
  }
}

}  // namespace detail

/// Writes a string in quotes. @returns false if it is not UTF-8; what was written is then of no
/// use.
/// @source RFC 8259, section 7
[[nodiscard]] inline bool write_string(output& out, std::string_view text) {
  // At worst each byte becomes six; but rarely is there one that does.
  char* to = out.reserve(text.size() + 10);
  *to++ = '"';
  const char* at = text.data();
  const char* const end = at + text.size();
  bool is_ascii = true;
  for (;;) {
    while (end - at >= 8) {
      std::uint64_t eight;
      std::memcpy(&eight, at, 8);
      std::memcpy(to, at, 8);
      if (detail::special_bytes(eight) != 0) break;
      is_ascii = is_ascii && (eight & detail::high_bits) == 0;
      at += 8;
      to += 8;
    }
    const char* const stop = end - at >= 8 ? at + 8 : end;
    for (; at != stop; ++at) {
      const char c = *at;
      if (static_cast<unsigned char>(c) < ' ' || c == '"' || c == '\\') {
        // Room for this one and the rest of the text.
        out.advance(to);
        to = detail::write_escaped(out.reserve(static_cast<std::size_t>(end - at) + 16), c);
      } else {
        is_ascii = is_ascii && static_cast<signed char>(c) >= 0;
        *to++ = c;
      }
    }
    if (at == end) break;
  }
  if (!is_ascii) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    if (codec::find_invalid_utf8(bytes, bytes + text.size()) != nullptr) return false;
  }
  *to++ = '"';
  out.advance(to);
  return true;
}

}  // namespace tern::json

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

namespace detail {

// Whether a text is ASCII and has nothing to escape.
inline bool is_plain(const char* at, std::size_t size) noexcept {
  const auto flags = [](std::uint64_t eight) { return special_bytes(eight) | (eight & high_bits); };
  std::uint64_t eight = 0;
  if (size >= 8) {
    std::uint64_t found = 0;
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      std::memcpy(&eight, at + i, 8);
      found |= flags(eight);
    }
    std::memcpy(&eight, at + size - 8, 8);
    return (found | flags(eight)) == 0;
  }
  if (size >= 4) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + size - 4, 4);
    eight = std::uint64_t{high} << 32 | low;
    return flags(eight) == 0;
  }
  eight = every_byte * 'a';
  for (std::size_t i = 0; i < size; ++i) eight = eight << 8 | static_cast<unsigned char>(at[i]);
  return flags(eight) == 0;
}

[[nodiscard]] inline bool write_special_string(output& out, std::string_view text) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  if (codec::find_invalid_utf8(bytes, bytes + text.size()) != nullptr) return false;
  const char* at = text.data();
  const char* const end = at + text.size();
  char* to = out.reserve(text.size() + 10);
  *to++ = '"';
  for (;;) {
    while (end - at >= 8) {
      std::uint64_t eight;
      std::memcpy(&eight, at, 8);
      if (special_bytes(eight) != 0) break;
      std::memcpy(to, at, 8);
      at += 8;
      to += 8;
    }
    const char* const stop = end - at >= 8 ? at + 8 : end;
    for (; at != stop; ++at) {
      const char c = *at;
      if (static_cast<unsigned char>(c) < ' ' || c == '"' || c == '\\') {
        // At worst each byte becomes six, but rarely is there one that does: room for this one and
        // for the rest as it is.
        out.advance(to);
        to = write_escaped(out.reserve(static_cast<std::size_t>(end - at) + 10), c);
      } else {
        *to++ = c;
      }
    }
    if (at == end) break;
  }
  *to++ = '"';
  out.advance(to);
  return true;
}

}  // namespace detail

/// Writes a string in quotes. @returns false if it is not UTF-8; what was written is then of no
/// use.
/// @source RFC 8259, section 7
[[nodiscard]] inline bool write_string(output& out, std::string_view text) {
  if (!detail::is_plain(text.data(), text.size())) return detail::write_special_string(out, text);
  char* const to = out.reserve(text.size() + 2);
  *to = '"';
  if (!text.empty()) std::memcpy(to + 1, text.data(), text.size());
  to[text.size() + 1] = '"';
  out.advance(to + text.size() + 2);
  return true;
}

}  // namespace tern::json

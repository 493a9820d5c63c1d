// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <tern/json/escape.hpp>

namespace tern::json {
namespace detail {

/// The four hexadecimal digits at `at`, or more than 16 bits if they are none.
inline std::uint32_t read_hex4(const char* at, const char* end) noexcept {
  constexpr std::uint32_t none = 0x1'0000;
  if (end - at < 4) return none;
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    std::uint32_t digit = 0;
    if ('0' <= c && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if ('a' <= (c | 0x20) && (c | 0x20) <= 'f') {
      digit = static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
    } else {
      return none;
    }
    value = value << 4 | digit;
  }
  return value;
}

inline void append_utf8(std::string& text, std::uint32_t character) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  const auto put_rest = [&](std::uint32_t shift) { put(0x80 | (character >> shift & 0x3f)); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xc0 | character >> 6);
  } else if (character < 0x1'0000) {
    put(0xe0 | character >> 12);
    put_rest(6);
  } else {
    put(0xf0 | character >> 18);
    put_rest(12);
    put_rest(6);
  }
  put_rest(0);
}

inline char unescaped(char c) noexcept {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

}  // namespace detail

/// The first quote or backslash at or behind `at`, or `end`.
[[nodiscard]] inline const char* find_quote_or_escape(const char* at, const char* end) noexcept {
  while (end - at >= 8) {
    std::uint64_t eight;
    std::memcpy(&eight, at, 8);
    using detail::every_byte;
    if ((detail::zero_bytes(eight ^ every_byte * '"') |
         detail::zero_bytes(eight ^ every_byte * '\\')) != 0) {
      break;
    }
    at += 8;
  }
  while (at != end && *at != '"' && *at != '\\') ++at;
  return at;
}

/// Adds what the escapes of a string mean to `text`. `at` is where the string goes on behind its
/// quote; it becomes where its other quote is, or where an escape is wrong: then what is wrong is
/// returned, and otherwise null.
/// @source RFC 8259, section 7; the two halves of a character beyond U+FFFF must both be there
[[nodiscard]] inline const char* unescape(const char*& at, const char* end, std::string& text) {
  for (;;) {
    const char* const stop = find_quote_or_escape(at, end);
    text.append(at, stop);
    at = stop;
    if (at == end) return "a string without an end";
    if (*at == '"') return nullptr;
    if (end - at < 2) return "an escape that does not exist";
    if (at[1] != 'u') {
      const char meant = detail::unescaped(at[1]);
      if (meant == 0) return "an escape that does not exist";
      text.push_back(meant);
      at += 2;
      continue;
    }
    std::uint32_t character = detail::read_hex4(at + 2, end);
    if (character > 0xffff) return "an escape without four hexadecimal digits";
    std::ptrdiff_t length = 6;
    if (0xd800 <= character && character <= 0xdfff) {
      std::uint32_t low = 0;
      if (character < 0xdc00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u') {
        low = detail::read_hex4(at + 8, end);
      }
      if (low < 0xdc00 || low > 0xdfff) return "half of a surrogate pair";
      character = 0x1'0000 + ((character - 0xd800) << 10) + (low - 0xdc00);
      length = 12;
    }
    detail::append_utf8(text, character);
    at += length;
  }
}

}  // namespace tern::json

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tern {

namespace detail {

/// The value of a hexadecimal digit, or -1.
[[nodiscard]] constexpr int hex_value(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

/// The byte that `text` begins with as `%XX`; nothing if it does not.
[[nodiscard]] constexpr std::optional<char> percent_byte(std::string_view text) noexcept {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const int high = hex_value(text[1]);
  const int low = hex_value(text[2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high << 4 | low);
}

/// Appends a byte as `%XX`, with upper-case digits.
inline void append_percent_byte(std::string& to, char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  to += '%';
  to += digits[value >> 4];
  to += digits[value & 0xf];
}

/// Whether the byte at `index` has to be written as `%XX`. Spaces at the ends are encoded too,
/// because HTTP strips them from field values or rejects the field.
[[nodiscard]] constexpr bool is_percent_encoded(std::string_view text, std::size_t index) noexcept {
  const char c = text[index];
  if (c == ' ') return index == 0 || index + 1 == text.size();
  return c < 0x20 || c > 0x7e || c == '%';
}

}  // namespace detail

/// Whether percent_encode() would change `text`.
[[nodiscard]] constexpr bool needs_percent_encoding(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (detail::is_percent_encoded(text, i)) return true;
  }
  return false;
}

/// Text of any characters as printable ASCII, fit for a header field: every byte outside 0x20 to
/// 0x7E, and `%`, becomes `%` and two upper-case hexadecimal digits.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Percent-Encoded
[[nodiscard]] inline std::string percent_encode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (detail::is_percent_encoded(text, i)) {
      detail::append_percent_byte(encoded, text[i]);
    } else {
      encoded += text[i];
    }
  }
  return encoded;
}

/// The text that was percent-encoded. It never fails: what is no `%` with two hexadecimal digits
/// stays as it is.
[[nodiscard]] inline std::string percent_decode(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const auto byte = detail::percent_byte(encoded.substr(i));
    text += byte.value_or(encoded[i]);
    if (byte) i += 2;
  }
  return text;
}

/// The same, of text that is not to be guessed at.
/// @returns nothing if a `%` has no two hexadecimal digits behind it
/// @source RFC 3986, section 2.1
[[nodiscard]] inline std::optional<std::string> percent_decode_strictly(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const auto byte = detail::percent_byte(encoded.substr(i));
    if (!byte && encoded[i] == '%') return std::nullopt;
    text += byte.value_or(encoded[i]);
    if (byte) i += 2;
  }
  return text;
}

}  // namespace tern

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (detail::is_percent_encoded(text, i)) {
      const auto byte = static_cast<unsigned char>(text[i]);
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 0xf];
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
    if (encoded[i] == '%' && encoded.size() - i > 2) {
      const int high = detail::hex_value(encoded[i + 1]);
      const int low = detail::hex_value(encoded[i + 2]);
      if (high >= 0 && low >= 0) {
        text += static_cast<char>(high << 4 | low);
        i += 2;
        continue;
      }
    }
    text += encoded[i];
  }
  return text;
}

}  // namespace tern

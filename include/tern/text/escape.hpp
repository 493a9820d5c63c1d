// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tern/codec/utf8.hpp>

namespace tern::text {
namespace detail {

inline void append_octal(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '\\';
  out += static_cast<char>('0' + (byte >> 6));
  out += static_cast<char>('0' + (byte >> 3 & 7));
  out += static_cast<char>('0' + (byte & 7));
}

inline void append_ascii(std::string& out, char c) {
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    default:
      if (c < ' ' || c == '\x7f') {
        append_octal(out, c);
      } else {
        out += c;
      }
  }
}

}  // namespace detail

/// Appends bytes in double quotes: what is not printable ASCII as an octal escape of three digits.
/// @source Protocol Buffers, "Text Format Language Specification", String Literals
inline void append_quoted_bytes(std::string& out, std::string_view bytes) {
  out += '"';
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x80) {
      detail::append_ascii(out, c);
    } else {
      detail::append_octal(out, c);
    }
  }
  out += '"';
}

/// Appends text in double quotes: UTF-8 stays as it is, other bytes become escapes.
inline void append_quoted_text(std::string& out, std::string_view text) {
  const auto* const at = reinterpret_cast<const std::uint8_t*>(text.data());
  if (codec::find_invalid_utf8(at, at + text.size()) != nullptr) {
    append_quoted_bytes(out, text);
    return;
  }
  out += '"';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80) {
      detail::append_ascii(out, c);
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace tern::text

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "field.hpp"

namespace protoc_gen_tern {

/// A C++ string literal. What is not printable ASCII is octal, which takes three digits at most.
[[nodiscard]] inline std::string string_literal(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '?') {  // no trigraphs
      literal.append({'\\', c});
    } else if (byte >= ' ' && byte < 0x7f) {
      literal.push_back(c);
    } else {
      const auto digit = [byte](int shift) { return static_cast<char>('0' + (byte >> shift & 7)); };
      literal.append({'\\', digit(6), digit(3), digit(0)});
    }
  }
  return literal.append("\"");
}

namespace detail {

// The bytes of a C-escaped text, as the compiler writes the default of a bytes field.
[[nodiscard]] inline std::string unescape(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      bytes.push_back(text[at]);
      continue;
    }
    const char c = text[++at];
    constexpr std::string_view letters = "abfnrtv";
    constexpr std::string_view values = "\a\b\f\n\r\t\v";
    if (c >= '0' && c <= '7') {
      unsigned value = 0;
      std::size_t digits = 0;
      for (; digits < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++digits, ++at) {
        value = value * 8 + static_cast<unsigned>(text[at] - '0');
      }
      --at;
      bytes.push_back(static_cast<char>(value));
    } else if (const std::size_t letter = letters.find(c); letter != letters.npos) {
      bytes.push_back(values[letter]);
    } else {
      bytes.push_back(c);
    }
  }
  return bytes;
}

[[nodiscard]] inline std::string real_literal(std::string_view text) {
  if (text == "inf") return "std::numeric_limits<double>::infinity()";
  if (text == "-inf") return "-std::numeric_limits<double>::infinity()";
  if (text == "nan" || text == "-nan") return "std::numeric_limits<double>::quiet_NaN()";
  std::string literal{text};
  if (text.find_first_of(".eE") == text.npos) literal.append(".0");
  return literal;
}

// The smallest numbers have no literal of their own.
[[nodiscard]] inline std::string integer_literal(std::string_view text) {
  if (text == "-2147483648") return "-2147483647 - 1";
  if (text == "-9223372036854775808") return "-9223372036854775807 - 1";
  return std::string{text};
}

}  // namespace detail

/// The C++ literal for the default value of a number, bool, string or bytes field. Nothing for a
/// text with a zero byte in it, which a literal of tern::default_value() cannot have.
[[nodiscard]] inline std::optional<std::string> default_literal(const field_schema& field) {
  using enum field_schema::type;
  const std::string& text = *field.descriptor->default_value;
  switch (field.value_type()) {
    case TYPE_DOUBLE:
    case TYPE_FLOAT:
      return detail::real_literal(text);
    case TYPE_UINT32:
    case TYPE_UINT64:
    case TYPE_FIXED32:
    case TYPE_FIXED64:
      return text + "u";
    case TYPE_STRING:
    case TYPE_BYTES: {
      const std::string bytes = field.value_type() == TYPE_BYTES ? detail::unescape(text) : text;
      if (bytes.find('\0') != bytes.npos) return std::nullopt;
      return string_literal(bytes);
    }
    case TYPE_BOOL:
      return text;
    default:
      return detail::integer_literal(text);
  }
}

}  // namespace protoc_gen_tern

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <locale>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <tern/schema/message_info.hpp>

namespace tern::schema {
namespace detail {

// With as few digits as are enough: 15 (a float: 6), or 17 (9).
template <class Real>
std::string real_text(Real value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  constexpr int enough = std::is_same_v<Real, float> ? 6 : 15;
  constexpr int always = std::is_same_v<Real, float> ? 9 : 17;
  char text[64];
  char* const end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  const auto digits =
      std::count_if(text, std::find(text, end, 'e'), [](char c) { return '0' <= c && c <= '9'; });
  const int precision = digits <= enough ? enough : always;
  return {
      text,
      std::to_chars(text, text + sizeof text, value, std::chars_format::general, precision).ptr};
}

// The number of a text in this notation.
inline std::string normal_real(const std::string& text, bool is_float) {
  std::istringstream stream{text};
  stream.imbue(std::locale::classic());
  double value = 0;
  if (std::string_view{text}.ends_with("inf")) {
    value = text.front() == '-' ? -HUGE_VAL : HUGE_VAL;
  } else if (std::string_view{text}.ends_with("nan")) {
    value = std::nan("");
  } else {
    stream >> value;
  }
  return is_float ? real_text(static_cast<float>(value)) : real_text(value);
}

// A whole number, which may be octal or hexadecimal, in decimal digits; what is none as it is.
inline std::string normal_integer(const std::string& text) {
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    base = 16;
    digits.remove_prefix(2);
  } else if (digits.size() > 1 && digits.front() == '0') {
    base = 8;
  }
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{} || end != digits.data() + digits.size()) return text;
  return (negative && value != 0 ? "-" : "") + std::to_string(value);
}

}  // namespace detail

/// A text as it stands between quotation marks: what is not printable ASCII, quotation marks and
/// backslashes escaped, as C has it.
[[nodiscard]] inline std::string escape_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t special = std::string_view{"\n\r\t\"'\\"}.find(c);
    if (special != std::string_view::npos) {
      escaped += '\\';
      escaped += "nrt\"'\\"[special];
    } else if (byte < 0x20 || byte >= 0x7f) {
      escaped += '\\';
      for (int shift = 6; shift >= 0; shift -= 3) {
        escaped += static_cast<char>('0' + (byte >> shift & 7));
      }
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// The default value of a field as FieldDescriptorProto.default_value has it, or nothing if it is a
/// number that its enum has no name for.
[[nodiscard]] inline std::optional<std::string> default_text(
    const value_info& type, const reflect::default_constant& value) {
  const bool is_real = value.is == reflect::default_constant::kind::real;
  // A real number for a whole one is cut off, as it is when the default is looked up.
  const bool is_whole = is_real && std::abs(value.real) < 9.2e18;
  const std::int64_t integer = is_whole  ? static_cast<std::int64_t>(value.real)
                               : is_real ? 0
                                         : value.integer;
  double real = value.real;
  if (value.is == reflect::default_constant::kind::unsigned_integer) {
    real = static_cast<double>(static_cast<std::uint64_t>(integer));
  } else if (!is_real) {
    real = static_cast<double>(integer);
  }
  switch (type.kind) {
    case kind::double_:
      return detail::real_text(real);
    case kind::float_:
      return detail::real_text(static_cast<float>(real));
    case kind::bool_:
      return integer != 0 ? "true" : "false";
    case kind::string:
      return value.text;
    case kind::bytes:
      return escape_text(value.text);
    case kind::enum_: {
      if (type.enumeration == nullptr) return std::to_string(integer);
      const auto name = type.enumeration->name_of(static_cast<std::int32_t>(integer));
      return name ? std::optional<std::string>{*name} : std::nullopt;
    }
    case kind::uint64:
    case kind::fixed64:
      return std::to_string(static_cast<std::uint64_t>(integer));
    case kind::uint32:
    case kind::fixed32:
      return std::to_string(static_cast<std::uint32_t>(integer));
    default:
      return std::to_string(integer);
  }
}

}  // namespace tern::schema

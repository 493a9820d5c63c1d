// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tern::json {

/// The most characters that write_real() writes.
inline constexpr std::size_t real_max_bytes = 32;

namespace detail {

/// What is needed to see whether a number has few decimals: 1234.5678.
template <class T>
struct decimals;
template <>
struct decimals<double> {
  static constexpr double scale = 1e6;
  static constexpr int count = 6;
  static constexpr double limit = 1e9;  ///< 15 digits, scaled: every text of so many is one double
};
template <>
struct decimals<float> {
  static constexpr float scale = 1e3F;
  static constexpr int count = 3;
  static constexpr float limit = 1e3F;  ///< 6 digits
};

// Prices, ratios and coordinates are much cheaper by hand. Scaled, they are integers; and if the
// integer divided by the scale, which is rounded once, gives the number again, its digits are those
// that it takes, because two texts of so few digits are never read as the same number.
template <std::floating_point T>
inline char* write_decimals(char* to, T number) noexcept {
  using rules = decimals<T>;
  const T size = std::signbit(number) ? -number : number;
  if (!(size < rules::limit)) return nullptr;
  auto scaled = static_cast<std::int64_t>(size * rules::scale + T(0.5));
  if (static_cast<T>(scaled) / rules::scale != size) return nullptr;

  if (std::signbit(number)) *to++ = '-';
  constexpr auto unit = static_cast<std::int64_t>(rules::scale);
  const std::int64_t whole = scaled / unit;
  std::int64_t rest = scaled % unit;
  to = std::to_chars(to, to + real_max_bytes / 2, whole).ptr;
  if (rest == 0) return to;
  *to++ = '.';
  int digits = rules::count;
  for (; rest % 10 == 0; --digits) rest /= 10;
  for (int i = digits; i > 0; --i) {
    to[i - 1] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  return to + digits;
}

}  // namespace detail

/// Writes a finite number with as few digits as it takes to be read as the same one.
template <std::floating_point T>
inline char* write_real(char* to, T number) noexcept {
  if (char* const end = detail::write_decimals(to, number)) return end;
  return std::to_chars(to, to + real_max_bytes, number).ptr;
}

}  // namespace tern::json

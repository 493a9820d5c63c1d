// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace tern::json {
namespace detail {

constexpr bool is_digit(char c) noexcept {
  return '0' <= c && c <= '9';
}

/// The parts of a number: 12.50e-3.
struct number_parts {
  bool is_negative = false;
  std::string_view whole;     ///< "12"
  std::string_view fraction;  ///< "50"
  bool is_exponent_negative = false;
  std::string_view exponent;  ///< "3"

  [[nodiscard]] bool is_whole() const noexcept { return fraction.empty() && exponent.empty(); }

  /// Where the first digit that is not 0 stands: 1 for 1 to 9, 0 for 0.1, -1 for 0.01. 0 for zero.
  [[nodiscard]] std::int64_t magnitude() const noexcept {
    // Neither the text nor what a number can hold is as long as this.
    constexpr std::int64_t huge = 1'000'000'000'000;
    std::int64_t exponent_value = 0;
    for (const char c : exponent) {
      if (exponent_value < huge) exponent_value = exponent_value * 10 + (c - '0');
    }
    if (is_exponent_negative) exponent_value = -exponent_value;
    if (const auto at = whole.find_first_not_of('0'); at != whole.npos) {
      return static_cast<std::int64_t>(whole.size() - at) + exponent_value;
    }
    const auto at = fraction.find_first_not_of('0');
    if (at == fraction.npos) return 0;
    return exponent_value - static_cast<std::int64_t>(at);
  }

  [[nodiscard]] bool is_zero() const noexcept {
    return whole.find_first_not_of('0') == whole.npos &&
           fraction.find_first_not_of('0') == fraction.npos;
  }
};

/// Takes the digits at the front of `text`.
constexpr std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t size = 0;
  while (size != text.size() && is_digit(text[size])) ++size;
  const std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

/// @returns false if `text` is no number of JSON
/// @source RFC 8259, section 6
[[nodiscard]] constexpr bool split_number(std::string_view text, number_parts& parts) noexcept {
  if (text.starts_with('-')) {
    parts.is_negative = true;
    text.remove_prefix(1);
  }
  parts.whole = take_digits(text);
  if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole[0] == '0')) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
    if (parts.fraction.empty()) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) {
      parts.is_exponent_negative = text[0] == '-';
      text.remove_prefix(1);
    }
    parts.exponent = take_digits(text);
    if (parts.exponent.empty()) return false;
  }
  return text.empty();
}

/// Of a number with a fraction or an exponent: its value if it is an integer that fits.
template <std::integral T>
[[nodiscard]] bool round_number(const number_parts& parts, T& value) noexcept {
  value = 0;
  if (parts.is_zero()) return true;
  const std::int64_t magnitude = parts.magnitude();
  constexpr std::int64_t most_digits = 20;
  if (magnitude < 1 || magnitude > most_digits) return false;

  // The digits of the value; behind them there may only be zeros.
  std::int64_t left = magnitude;
  std::uint64_t sum = 0;
  bool is_exact = true;
  bool fits = true;
  const auto add = [&](std::uint64_t digit) {
    fits = fits && sum <= (std::numeric_limits<std::uint64_t>::max() - digit) / 10;
    sum = sum * 10 + digit;
  };
  const auto use = [&](std::string_view digits) {
    for (const char c : digits) {
      if (left == magnitude && c == '0') continue;  // in front of the first
      if (left > 0) {
        add(static_cast<std::uint64_t>(c - '0'));
        --left;
      } else {
        is_exact = is_exact && c == '0';
      }
    }
  };
  use(parts.whole);
  use(parts.fraction);
  for (; left > 0; --left) add(0);
  if (!is_exact || !fits) return false;

  constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  if (!parts.is_negative) {
    value = static_cast<T>(sum);
    return sum <= max;
  }
  if constexpr (std::signed_integral<T>) {
    if (sum > max + 1) return false;
    value = static_cast<T>(std::uint64_t{0} - sum);
    return true;
  }
  return false;
}

}  // namespace detail

/// What became of a text that was to be a number.
enum class number_outcome : std::uint8_t {
  ok,
  malformed,     ///< no number of JSON
  fractional,    ///< not an integer
  out_of_range,  ///< more than the type can hold
};

/// An integer in any spelling of JSON: `100`, `1e2`, `100.0`.
template <std::integral T>
[[nodiscard]] number_outcome parse_number(std::string_view text, T& value) noexcept {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (stop == end && error == std::errc{}) {
    // from_chars takes 007.
    const char* const digits = begin + (*begin == '-');
    if (*digits != '0' || digits + 1 == end) return number_outcome::ok;
    return number_outcome::malformed;
  }
  detail::number_parts parts;
  if (!detail::split_number(text, parts)) return number_outcome::malformed;
  if (detail::round_number(parts, value)) return number_outcome::ok;
  // For the text of the error: what a type without limits would say.
  const bool is_small = parts.magnitude() <= std::numeric_limits<T>::digits10;
  const bool is_signed = std::signed_integral<T> || !parts.is_negative;
  return is_small && is_signed ? number_outcome::fractional : number_outcome::out_of_range;
}

/// A floating point number, rounded to the nearest; what is too small becomes zero.
template <std::floating_point T>
[[nodiscard]] number_outcome parse_number(std::string_view text, T& value) noexcept {
  // from_chars takes more than JSON does: 1., .5, 007, nan.
  detail::number_parts parts;
  if (!detail::split_number(text, parts)) return number_outcome::malformed;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    if (parts.magnitude() > 0) return number_outcome::out_of_range;
    value = parts.is_negative ? -T{0} : T{0};
  }
  return std::isfinite(value) ? number_outcome::ok : number_outcome::out_of_range;
}

}  // namespace tern::json

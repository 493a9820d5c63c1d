// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
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

namespace detail {

/// The digits at `at` as one number, if all of them are digits; the first one is in the lowest
/// byte.
inline bool read_eight_digits(const char* at, std::uint64_t& number) noexcept {
  std::uint64_t eight;
  std::memcpy(&eight, at, 8);
  constexpr std::uint64_t high = 0xf0f0'f0f0'f0f0'f0f0;
  constexpr std::uint64_t zeros = 0x3030'3030'3030'3030;
  if (((eight & high) | ((eight + 0x0606'0606'0606'0606) & high) >> 4) != (zeros | zeros >> 4)) {
    return false;
  }
  // Pairs, then fours, then all eight.
  eight -= zeros;
  eight = eight * 10 + (eight >> 8);
  constexpr std::uint64_t pairs = 0x0000'00ff'0000'00ff;
  eight = ((eight & pairs) * (100 + (1'000'000ULL << 32)) +
           (eight >> 16 & pairs) * (1 + (10'000ULL << 32))) >>
          32;
  number = eight & 0xffff'ffff;
  return true;
}
inline bool read_four_digits(const char* at, std::uint32_t& number) noexcept {
  std::uint32_t four;
  std::memcpy(&four, at, 4);
  constexpr std::uint32_t high = 0xf0f0'f0f0;
  constexpr std::uint32_t zeros = 0x3030'3030;
  if (((four & high) | ((four + 0x0606'0606) & high) >> 4) != (zeros | zeros >> 4)) return false;
  four -= zeros;
  four = four * 10 + (four >> 8);
  number = (four & 0xff) * 100 + (four >> 16 & 0xff);
  return true;
}

/// Adds the digits at the front to `sum`, which may overflow if they are many. @returns where they
/// end.
inline const char* add_digits(const char* at, const char* end, std::uint64_t& sum) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t eight = 0;
    for (; end - at >= 8 && read_eight_digits(at, eight); at += 8) sum = sum * 100'000'000 + eight;
    std::uint32_t four = 0;
    if (end - at >= 4 && read_four_digits(at, four)) {
      sum = sum * 10'000 + four;
      at += 4;
    }
  }
  for (; at != end && is_digit(*at); ++at) sum = sum * 10 + static_cast<std::uint64_t>(*at - '0');
  return at;
}

/// An integer in its usual spelling: digits, and not so many that they could be too many.
template <std::integral T>
[[nodiscard]] inline bool parse_digits(std::string_view text, T& value) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool is_negative = std::signed_integral<T> && at != end && *at == '-';
  if (is_negative) ++at;
  constexpr std::ptrdiff_t most_digits = std::numeric_limits<std::uint64_t>::digits10;
  if (at == end || end - at > most_digits || (*at == '0' && end - at > 1)) return false;
  std::uint64_t sum = 0;
  if (add_digits(at, end, sum) != end) return false;
  constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  if (sum > max + is_negative) return false;
  value = static_cast<T>(is_negative ? std::uint64_t{0} - sum : sum);
  return true;
}

/// What has been found out about a floating point number.
enum class real_spelling : std::uint8_t {
  other,    ///< with an exponent, or no number at all
  checked,  ///< digits and perhaps a point
  read,
};

/// A number without an exponent. If it has so few digits that it is one integer divided by another,
/// both without rounding, the quotient is rounded once, as it has to be.
template <std::floating_point T>
[[nodiscard]] inline real_spelling parse_decimals(std::string_view text, T& value) noexcept {
  constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  constexpr std::ptrdiff_t most_digits = std::numeric_limits<T>::digits10;
  static_assert(most_digits < std::ssize(powers));
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool is_negative = at != end && *at == '-';
  if (is_negative) ++at;
  std::uint64_t sum = 0;
  const char* const whole = at;
  at = add_digits(at, end, sum);
  std::ptrdiff_t digits = at - whole;
  if (digits == 0 || (*whole == '0' && digits > 1)) return real_spelling::other;
  std::ptrdiff_t decimals = 0;
  if (at != end && *at == '.') {
    const char* const fraction = ++at;
    at = add_digits(at, end, sum);
    decimals = at - fraction;
    if (decimals == 0) return real_spelling::other;
    digits += decimals;
  }
  if (at != end) return real_spelling::other;
  if (digits > most_digits) return real_spelling::checked;
  value = static_cast<T>(sum) / static_cast<T>(powers[decimals]);
  if (is_negative) value = -value;
  return real_spelling::read;
}

}  // namespace detail

namespace detail {

/// An integer in a spelling that is not the usual one, or none.
template <std::integral T>
[[nodiscard, gnu::noinline]] number_outcome parse_unusual(std::string_view text,
                                                          T& value) noexcept {
  number_parts parts;
  if (!split_number(text, parts)) return number_outcome::malformed;
  if (parts.is_whole()) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) return number_outcome::ok;
  }
  if (round_number(parts, value)) return number_outcome::ok;
  // For the text of the error: what a type without limits would say.
  const bool is_small = parts.magnitude() <= std::numeric_limits<T>::digits10;
  const bool is_signed = std::signed_integral<T> || !parts.is_negative;
  return is_small && is_signed ? number_outcome::fractional : number_outcome::out_of_range;
}

}  // namespace detail

/// An integer in any spelling of JSON: `100`, `1e2`, `100.0`.
template <std::integral T>
[[nodiscard]] inline number_outcome parse_number(std::string_view text, T& value) noexcept {
  if (detail::parse_digits(text, value)) return number_outcome::ok;
  return detail::parse_unusual(text, value);
}

/// A floating point number, rounded to the nearest; what is too small becomes zero.
template <std::floating_point T>
[[nodiscard]] number_outcome parse_number(std::string_view text, T& value) noexcept {
  const detail::real_spelling spelling = detail::parse_decimals(text, value);
  if (spelling == detail::real_spelling::read) return number_outcome::ok;
  // from_chars takes more than JSON does: 1., .5, 007, nan.
  detail::number_parts parts;
  if (spelling == detail::real_spelling::other && !detail::split_number(text, parts)) {
    return number_outcome::malformed;
  }
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    if (!detail::split_number(text, parts = {}) || parts.magnitude() > 0)
      return number_outcome::out_of_range;
    value = parts.is_negative ? -T{0} : T{0};
  }
  return std::isfinite(value) ? number_outcome::ok : number_outcome::out_of_range;
}

}  // namespace tern::json

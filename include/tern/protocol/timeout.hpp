// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/runtime/timer.hpp>

namespace tern::protocol {

namespace detail {

struct timeout_unit {
  char letter;
  std::int64_t nanoseconds;
};

/// The finest unit first.
inline constexpr std::array<timeout_unit, 6> timeout_units = {{
    {'n', 1},
    {'u', 1'000},
    {'m', 1'000'000},
    {'S', 1'000'000'000},
    {'M', 60'000'000'000},
    {'H', 3'600'000'000'000},
}};

inline constexpr std::size_t timeout_max_digits = 8;
inline constexpr std::int64_t timeout_max_number = 99'999'999;

}  // namespace detail

/// Reads a `grpc-timeout`: one to eight digits and one of `H M S m u n`. A time that is too long
/// for the clock becomes the longest one.
/// @returns nothing if the text is malformed
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Timeout
[[nodiscard]] constexpr std::optional<runtime::duration> read_timeout(
    std::string_view text) noexcept {
  if (text.size() < 2 || text.size() > detail::timeout_max_digits + 1) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : text.substr(0, text.size() - 1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  for (const auto [letter, nanoseconds] : detail::timeout_units) {
    if (letter != text.back()) continue;
    if (number > runtime::duration::max() / std::chrono::nanoseconds{nanoseconds}) {
      return runtime::duration::max();
    }
    return std::chrono::duration_cast<runtime::duration>(
        std::chrono::nanoseconds{number * nanoseconds});
  }
  return std::nullopt;
}

/// Writes a `grpc-timeout` in the finest unit that eight digits have room for, rounded up; `0n`
/// for a time that is over.
[[nodiscard]] inline std::string write_timeout(runtime::duration timeout) {
  const std::int64_t nanoseconds = std::chrono::nanoseconds{timeout}.count();
  if (nanoseconds <= 0) return "0n";
  std::int64_t number = 0;
  for (const detail::timeout_unit unit : detail::timeout_units) {
    number = nanoseconds / unit.nanoseconds + (nanoseconds % unit.nanoseconds != 0 ? 1 : 0);
    if (number <= detail::timeout_max_number) return std::to_string(number) + unit.letter;
  }
  return std::to_string(detail::timeout_max_number) + detail::timeout_units.back().letter;
}

}  // namespace tern::protocol

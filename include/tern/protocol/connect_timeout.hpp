// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/runtime/timer.hpp>

namespace tern::protocol {

namespace detail {
inline constexpr std::size_t connect_timeout_max_digits = 10;
inline constexpr std::int64_t connect_timeout_max_ms = 9'999'999'999;
}  // namespace detail

/// Reads a `connect-timeout-ms`: one to ten digits. Zero is a time that is over.
/// @returns nothing if the text is malformed
/// @source Connect, "Timeout-Milliseconds"
[[nodiscard]] constexpr std::optional<runtime::duration> read_connect_timeout(
    std::string_view text) noexcept {
  if (text.empty() || text.size() > detail::connect_timeout_max_digits) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  return std::chrono::duration_cast<runtime::duration>(std::chrono::milliseconds{number});
}

/// Writes a `connect-timeout-ms`, rounded up and positive. What ten digits cannot say, more than
/// 115 days, becomes the most that they can.
[[nodiscard]] inline std::string write_connect_timeout(runtime::duration timeout) {
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(timeout);
  const std::int64_t number = whole.count() + (timeout > whole ? 1 : 0);
  return std::to_string(std::clamp<std::int64_t>(number, 1, detail::connect_timeout_max_ms));
}

}  // namespace tern::protocol

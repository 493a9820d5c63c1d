// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/http/h1_text.hpp>

namespace tern::server_side {

/// A part of something that is `whole_bytes` long.
struct byte_range {
  std::uint64_t first = 0;
  std::uint64_t size_bytes = 0;

  /// As `content-range` has it: `bytes 0-499/1234`.
  [[nodiscard]] std::string text(std::uint64_t whole_bytes) const {
    return "bytes " + std::to_string(first) + '-' + std::to_string(first + size_bytes - 1) + '/' +
           std::to_string(whole_bytes);
  }

  friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// The part that the field `range` asks for: `bytes=0-499`, `bytes=500-`, `bytes=-500`.
/// @returns nothing if the field is to be ignored: it is malformed, in another unit, or asks for
/// several parts. A part of no bytes means that there is nothing where it asks.
/// @source RFC 9110, section 14
[[nodiscard]] inline std::optional<byte_range> read_byte_range(std::string_view field,
                                                               std::uint64_t whole_bytes) {
  constexpr std::string_view unit = "bytes=";
  if (!ascii_iequal(unit, field.substr(0, unit.size()))) return std::nullopt;
  const std::string_view asked = http::trim_blanks(field.substr(unit.size()));
  const std::size_t dash = asked.find('-');
  if (dash == asked.npos || asked.find(',') != asked.npos) return std::nullopt;
  const std::string_view from = asked.substr(0, dash);
  const std::string_view to = asked.substr(dash + 1);
  const auto last = http::read_length(to);
  if (!to.empty() && !last) return std::nullopt;
  if (from.empty()) {
    if (!last) return std::nullopt;
    const std::uint64_t size = std::min(*last, whole_bytes);
    return byte_range{whole_bytes - size, size};
  }
  const auto first = http::read_length(from);
  if (!first || (last && *last < *first)) return std::nullopt;
  if (*first >= whole_bytes) return byte_range{};
  const std::uint64_t end = last ? std::min(*last, whole_bytes - 1) : whole_bytes - 1;
  return byte_range{*first, end - *first + 1};
}

}  // namespace tern::server_side
